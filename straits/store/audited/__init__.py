"""Who asks, and what is written down of it."""
