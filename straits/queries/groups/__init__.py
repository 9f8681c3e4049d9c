"""Groups and cohorts that can be compared."""

from straits.queries.groups.bundles_gone import gone_bundles
from straits.queries.groups.cohort_populations import COLOUR, GROUPING, SHAPE, of_tree
from straits.queries.groups.cohort_words import Words, words
from straits.queries.groups.group_entries import (
    Entry,
    default_pair,
    entries,
    near_leads,
)
from straits.queries.groups.other_basis import Bases, bases, by_other_basis
from straits.queries.groups.population import Population, basis, cells_of, told_apart
from straits.queries.groups.population_names import named
from straits.queries.groups.populations_shown import (
    NOBODY,
    population,
    populations,
    selectable_populations,
)
from straits.queries.groups.provenance import beside, of_cells, of_groupings, partner_groups
from straits.queries.groups.table_facts import (
    of_release,
    of_sample_set,
    of_side,
    of_statement,
)

__all__ = [
    "Bases", "COLOUR", "Entry", "GROUPING", "NOBODY", "Population", "SHAPE", "Words", "bases",
    "basis", "beside", "by_other_basis", "cells_of", "default_pair", "entries",
    "gone_bundles", "named", "near_leads", "of_cells", "of_groupings", "of_release",
    "of_sample_set", "of_side", "of_statement", "of_tree", "partner_groups", "population",
    "populations",
    "selectable_populations", "told_apart", "words",
]  # fmt: skip
