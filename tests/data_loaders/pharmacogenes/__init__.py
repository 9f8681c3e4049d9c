"""Tests of data_loaders.pharmacogenes."""
