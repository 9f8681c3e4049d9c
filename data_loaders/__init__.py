"""Readers of other people's files: each turns one foreign format into Straits' Parquet tables."""
