"""Tests of data_loaders.genes."""
