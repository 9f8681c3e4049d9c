"""The page Frequencies."""
