"""Allele counts of a cohort, made when they are asked for, in the rows of `frequencies`."""

import importlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
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
    """What the leaves of a cohort have of some alleles.

    counts
        In the order of tables.LEAF_COUNTS, shape (5, n_leaves, n_alleles).
    """

    leaves: LeafMasks
    counts: NDArray[np.int32]

    def of(self, sample_set: str, sex: str | None = None) -> dict[str, NDArray[np.int32]]:
        """Return each of LEAF_COUNTS, of a sample set and one sex or all, shape (n_alleles,).

        All are 0 of a sample set that may not be counted.
        """
        own = self.counts[:, self.leaves.leaves(sample_set, sex)].sum(axis=1, dtype=np.int32)
        return dict(zip(LEAF_COUNTS, own, strict=True))

    def table(self, cohort_id: str, call_set_id: str, first_allele: int) -> pa.Table:
        """Return the counts as rows of `staging.frequencies`, of the grouping "cohort".

        Nobody is unrelated where the unrelated may not be counted. A cohort of nobody has one leaf,
        so that its counts are 0.

        first_allele
            The allele_index of the first; the others follow without a gap.
        """
        tells_relatives = "unrelated" in self.leaves.sample_sets
        sexes, counts = self.leaves.sexes, self.counts
        are_unrelated = [each and tells_relatives for each in self.leaves.are_unrelated]
        n_alleles = counts.shape[2]
        if not sexes:
            sexes, are_unrelated = ("unknown",), [False]
            counts = np.zeros((len(LEAF_COUNTS), 1, n_alleles), np.int32)
        n_leaves = len(sexes)
        keys = {
            "call_set_id": [call_set_id] * n_leaves, "grouping": [COHORT] * n_leaves,
            "group_id": [cohort_id] * n_leaves, "sex": sexes, "is_unrelated": are_unrelated,
        }  # fmt: skip
        index = np.arange(first_allele, first_allele + n_alleles)
        return pa.table(
            {
                key: pa.concat_arrays([pa.repeat(value, n_alleles) for value in values])
                for key, values in keys.items()
            }
            | {"allele_index": np.tile(index, n_leaves)}
            | {count: numbers.ravel() for count, numbers in zip(LEAF_COUNTS, counts, strict=True)}
        )


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
    return LeafCounts(leaves, counts)


@cache
def _kernel() -> Any:
    """Return the compiled kernel; its compiler takes half a second to load, and not every visit."""
    return importlib.import_module("straits.genotypes.cohort")
