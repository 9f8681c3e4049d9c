"""External panels of frequencies."""
