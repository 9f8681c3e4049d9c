"""Explanations of figures, against other means of working them out."""
