"""Allele counts of a cohort, made when they are asked for, in the rows of `frequencies`."""

import importlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from straits.store.genotypes.call_set_genotypes import NO_RECORD, AlleleStates, Genotypes
from straits.store.people.member_masks import LeafMasks
from straits.store.query.running import Check
from straits.tables import LEAF_COUNTS

# The grouping under which cohorts stand beside the groups of a study.
COHORT = "cohort"

# Begins the grouping under which the people of one cohort stand beside those of the groups.
ONE_COHORT = "cohort:"


@dataclass(frozen=True)
class LeafCounts:
    """What the leaves of a cohort have of some alleles; no profile has been applied.

    counts
        In the order of tables.LEAF_COUNTS, shape (5, n_leaves, n_alleles).
    is_recorded
        Whether the call set has a record of each allele.
    """

    leaves: LeafMasks
    counts: NDArray[np.int32]
    is_recorded: NDArray[np.bool_]


def counted(
    genotypes: Genotypes, call_set_id: str, leaves: LeafMasks, states: AlleleStates, check: Check
) -> LeafCounts:
    """Return what the members of a call set have of some alleles, all leaves from one reading.

    states
        Of the alleles.
    check
        Called before each row group; what it raises ends the counting.

    As in the stored counts, an allele without a record has the an of all who are callable, or 0.
    """
    kernel = _kernel()
    ploidy = kernel.ploidy_of_cohorts(genotypes.ploidy(call_set_id), leaves.masks)
    counts = np.zeros((len(LEAF_COUNTS), len(leaves.sexes), states.variant.size), np.int32)
    by_name = dict(zip(LEAF_COUNTS, counts, strict=True))
    region = states.region[states.is_callable]
    n_diploid, n_haploid = ploidy.n_diploid[:, region], ploidy.n_haploid[:, region]
    by_name["n_called"][:, states.is_callable] = n_diploid + n_haploid
    by_name["an"][:, states.is_callable] = 2 * n_diploid + n_haploid
    recorded = np.flatnonzero(states.variant != NO_RECORD)
    recorded = recorded[np.argsort(states.variant[recorded], kind="stable")]
    for part in genotypes.rows(call_set_id, states.variant[recorded]):
        check()
        own = kernel.count_cohorts(part.columns, part.region, ploidy)
        for count, numbers in by_name.items():
            numbers[:, recorded[part.asked]] = getattr(own, count)
    return LeafCounts(leaves, counts, states.variant != NO_RECORD)


@cache
def _kernel() -> Any:
    """Return the compiled kernel; its compiler takes half a second to load, and not every visit."""
    return importlib.import_module("straits.genotypes.cohort")
