"""Charts of several groups."""
