"""Examples of what each file of sql/ says, and what runs them."""
