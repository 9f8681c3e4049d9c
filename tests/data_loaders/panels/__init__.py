"""Tests of data_loaders.panels."""
