"""Charts of a cohort's people."""
