"""The study file: its fields, and what is wrong with them."""
