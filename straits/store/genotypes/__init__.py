"""Genotypes as they are held in memory."""
