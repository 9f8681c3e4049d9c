"""Compressed blocks inflated, and the memory that they are read in."""
