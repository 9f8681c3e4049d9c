"""Tests of data_loaders."""
