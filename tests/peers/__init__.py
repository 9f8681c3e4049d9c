"""Real public data, and what other tools count in them."""
