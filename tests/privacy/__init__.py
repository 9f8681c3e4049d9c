"""Tests of straits.privacy."""
