"""Frequencies as a table, for the command line and for files."""

from straits.queries.frequencies.counts_to_take import TakenCounts, taken_counts
from straits.queries.frequencies.frequency_rows import frequencies_and_parts
from straits.queries.frequencies.frequency_text import as_text, notes

__all__ = ["TakenCounts", "as_text", "frequencies_and_parts", "notes", "taken_counts"]
