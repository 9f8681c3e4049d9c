"""What may leave a store: access profiles as data, the guard on results, the cells of a study."""

from straits.privacy.declarations import Column, DeclarationError, parse_columns
from straits.privacy.guard import guard
from straits.privacy.judged_cohorts import (
    Sizes,
    are_shown,
    cohort_cells,
    is_told,
    shown_parts,
    shown_steps,
)
from straits.privacy.profiles import Profile, profile
from straits.privacy.shown_cells import shown_cells

__all__ = [
    "Column",
    "DeclarationError",
    "Profile",
    "Sizes",
    "are_shown",
    "cohort_cells",
    "guard",
    "is_told",
    "parse_columns",
    "profile",
    "shown_cells",
    "shown_parts",
    "shown_steps",
]
