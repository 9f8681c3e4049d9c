"""Columns of a release as arrays of fixed width: value i is of allele i, and is found at once.

They lie in `aggregates/flat/` and repeat what the Parquet tables hold, for questions about all
alleles or about a few out of all of them. Every file can be read without Straits, by `numpy.load`
or as Parquet.
"""
