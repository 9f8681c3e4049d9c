"""Tests of data_loaders.annotations."""
