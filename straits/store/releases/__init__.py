"""Releases on disk."""
