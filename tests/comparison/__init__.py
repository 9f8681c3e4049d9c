"""Passes over the alleles of two groups, held to NumPy, SciPy and plain SQL."""
