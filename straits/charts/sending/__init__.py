"""What leaves in bundles, drawn for whoever signs it."""
