"""Cohorts: described, counted, saved."""
