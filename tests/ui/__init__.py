"""Tests of pages and straits.ui, without a browser."""
