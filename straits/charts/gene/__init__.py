"""Charts along a gene."""
