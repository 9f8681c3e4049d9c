"""What every page stands in: the header, A and B, messages, waiting, a newer release."""
