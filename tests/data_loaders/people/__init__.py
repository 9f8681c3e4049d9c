"""Tests of data_loaders.people."""
