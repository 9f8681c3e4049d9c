"""Comparisons of two groups over any number of alleles: read from arrays, measured, guarded."""
