"""What is held in memory, within one budget."""
