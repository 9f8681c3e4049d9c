"""Tests of data_loaders.check."""
