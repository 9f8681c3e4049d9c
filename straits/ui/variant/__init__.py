"""The page of a variant."""
