"""Tests of straits.charts."""
