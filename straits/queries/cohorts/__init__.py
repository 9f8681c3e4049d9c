"""Cohorts: described, saved, and put side by side; how many they are, a store tells itself."""

from straits.queries.cohorts.cohort_answers import (
    changes,
    everyone_else,
    matched,
    read,
    save,
    saved_populations,
    statement,
    steps,
    tree_of,
    written,
)
from straits.store import Attrition, Saved, Step, saved_cohorts

__all__ = [
    "Attrition", "Saved", "Step", "changes", "everyone_else", "matched", "read", "save",
    "saved_cohorts", "saved_populations", "statement", "steps", "tree_of", "written",
]  # fmt: skip
