"""Diplotypes of pharmacogenes: what defines them, who can have which, and how many of a group."""
