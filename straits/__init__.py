"""Straits compares allele frequencies between groups of people, for any cohort, in a browser."""

__version__ = "0.1.0"
