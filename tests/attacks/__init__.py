"""Attacks on what is promised of who may see what, each with a control that shows that it bites."""
