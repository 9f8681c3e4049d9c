"""Genes, transcripts and names of variants."""
