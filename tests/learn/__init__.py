"""Cases of the page Learn."""
