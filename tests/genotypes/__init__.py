"""Tests of straits.genotypes."""
