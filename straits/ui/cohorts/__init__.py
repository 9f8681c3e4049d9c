"""The page Cohorts."""
