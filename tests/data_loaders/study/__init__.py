"""Tests of data_loaders.study."""
