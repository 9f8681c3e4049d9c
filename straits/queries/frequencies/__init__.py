"""Frequencies as a table, for the command line."""

from straits.queries.frequencies.frequency_rows import frequencies_and_parts
from straits.queries.frequencies.frequency_text import as_text, notes

__all__ = ["as_text", "frequencies_and_parts", "notes"]
