"""Tests of straits.store."""
