"""Formulas that are worked out and shown from one text."""
