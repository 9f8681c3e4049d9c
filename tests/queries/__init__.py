"""Tests of straits.queries."""
