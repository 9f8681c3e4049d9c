"""Groups and cohorts that can be compared."""

from straits.queries.groups.cohort_populations import COLOUR, GROUPING, SHAPE, of_tree
from straits.queries.groups.cohort_words import Words, words
from straits.queries.groups.population_names import named
from straits.queries.groups.populations_shown import (
    NOBODY,
    Population,
    default_pair,
    population,
    populations,
    selectable_populations,
)

__all__ = [
    "COLOUR", "GROUPING", "NOBODY", "Population", "SHAPE", "Words", "default_pair", "named",
    "of_tree", "population", "populations", "selectable_populations", "words",
]  # fmt: skip
