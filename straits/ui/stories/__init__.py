"""Views that were pinned, put in an order, shown and taken away."""
