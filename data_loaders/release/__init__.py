"""A release: all loaders in order, and its publishing."""
