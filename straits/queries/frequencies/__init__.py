"""Frequencies as a table, for the command line."""
