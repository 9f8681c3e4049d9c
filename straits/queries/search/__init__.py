"""What a typed text means, and what to open where it is not here."""
