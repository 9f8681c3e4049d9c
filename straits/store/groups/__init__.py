"""What groups of people carry together."""
