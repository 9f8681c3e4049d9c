"""Cohorts: their criteria in SQL, their people, their counts."""
