"""Tests of data_loaders.release."""
