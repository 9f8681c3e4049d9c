"""The log of what was asked."""
