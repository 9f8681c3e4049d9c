"""Tests of data_loaders.harmonise."""
