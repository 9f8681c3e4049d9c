"""The page Phenotypes."""
