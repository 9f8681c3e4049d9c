"""Tests of data_loaders.call_sets."""
