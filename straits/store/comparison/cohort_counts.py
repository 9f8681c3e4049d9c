"""The counts of a cohort over the alleles of a comparison, made when they are asked for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.errors import QueryError
from straits.store.cohorts.cohort_registry import Cohorts
from straits.store.comparison.asked_comparison import Ranges
from straits.store.query.running import Check

# Genotypes that are counted while somebody waits: some seconds.
MOST_GENOTYPES = 20_000_000_000
_COUNTS = ("ac", "an", "n_called")


@dataclass(frozen=True)
class CohortCounts:
    """What one call set counted in a cohort, over ranges of alleles, one after the other.

    firsts
        The allele_index with which each range begins, and its place in the counts.
    ac, an, n_called
        Of the people asked for, shape (n,).
    n_all
        How many of all of the cohort's people were called, shape (n,).
    is_range
        Where AC is told as a range alone, and the counts are 0, shape (n,).
    ranges
        Of these, in order: how many were called (-1 where that is withheld), AN, and the least and
        the most that AC can be, shape (4, n_ranges).
    """

    firsts: tuple[tuple[int, int], ...]
    ac: NDArray[np.int32]
    an: NDArray[np.int32]
    n_called: NDArray[np.int32]
    n_all: NDArray[np.int32]
    is_range: NDArray[np.bool_]
    ranges: NDArray[np.int32]

    @property
    def alleles(self) -> NDArray[np.int64]:
        """The allele_index of each of the counts."""
        stops = [place for _, place in self.firsts[1:]] + [self.ac.size]
        parts = [
            np.arange(first, first + stop - place)
            for (first, place), stop in zip(self.firsts, stops, strict=True)
        ]
        return np.concatenate([np.empty(0, np.int64), *parts])

    def ends(self) -> NDArray[np.int32]:
        """Return how many were called, AN, and the least and most of AC, shape (4, n)."""
        ends = np.stack([self.n_called, self.an, self.ac, self.ac])
        ends[:, self.is_range] = self.ranges
        return ends

    def places(self, alleles: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where alleles of the ranges stand in the counts."""
        firsts, places = np.array(self.firsts).reshape(-1, 2).T
        at = np.searchsorted(firsts, alleles, side="right") - 1
        return np.asarray(alleles - firsts[at] + places[at])


def counted(
    cohorts: Cohorts, cohort_id: str, call_set_id: str, sample_set: str, ranges: Ranges,
    check: Check,
) -> CohortCounts:  # fmt: skip
    """Return the counts of a cohort in a call set, 0 where it is not shown there.

    Raises QueryError where that is too much to wait for, and for a cohort that was let go.
    """
    masks = cohorts.entered(cohort_id).masks.get(call_set_id)
    n_alleles = sum(last - first + 1 for first, last in ranges)
    n_people = 0 if masks is None else 8 * masks.masks.shape[1]
    if n_alleles * n_people > MOST_GENOTYPES:
        raise QueryError(
            f"Nobody has counted this cohort before, and {n_alleles:,} alleles of up to "
            f"{n_people:,} people are too many to count while you wait. Name a gene, a list of "
            "genes or a region, or compare groups of the study."
        )
    numbers, is_range = np.zeros((4, n_alleles), np.int32), np.zeros(n_alleles, np.bool_)
    of_ranges = np.zeros((4, 0), np.int32)
    # Of no range at all as well.
    parts = [np.empty(0, np.int64), *(np.arange(first, last + 1) for first, last in ranges)]
    counts = cohorts.counts(cohort_id, call_set_id, np.concatenate(parts), check)
    if counts is not None:
        chosen = counts.of(sample_set)
        numbers[:] = [*(chosen[name] for name in _COUNTS), counts.of("all")["n_called"]]
        told = counts.range_of(sample_set)
        if told is not None:
            is_range[told.places] = True
            of_ranges = np.stack([told.n_called, told.an, told.low, told.high])
    starts = np.cumsum([0, *(last - first + 1 for first, last in ranges)]).tolist()
    firsts = tuple(zip((first for first, _ in ranges), starts[:-1], strict=True))
    ac, an, n_called, n_all = numbers
    return CohortCounts(firsts, ac, an, n_called, n_all, is_range, of_ranges)
