"""Tests of straits.pharmacogenes."""
