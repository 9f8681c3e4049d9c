"""Charts of two groups."""
