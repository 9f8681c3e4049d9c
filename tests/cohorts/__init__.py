"""Tests of straits.cohorts."""
