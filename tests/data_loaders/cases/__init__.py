"""Tests of the loaders on studies that once came out wrong."""
