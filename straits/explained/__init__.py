"""Any calculated figure, explained from the formula that made it."""
