"""Everybody who is counted, as columns that are held in memory, and what is asked of them."""
