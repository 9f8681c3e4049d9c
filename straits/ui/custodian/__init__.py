"""What whoever keeps the data is shown."""
