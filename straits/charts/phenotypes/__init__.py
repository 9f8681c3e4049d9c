"""Charts of phenotypes."""
