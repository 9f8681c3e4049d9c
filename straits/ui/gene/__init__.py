"""The page of a gene."""
