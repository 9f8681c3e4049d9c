"""Phenotypes by group, and where they come from."""
