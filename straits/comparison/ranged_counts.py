"""Alleles that could be compared, were the count of A or of B no range."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from straits.comparison.judged import NO_AN, Comparison, Judged
from straits.comparison.passes import Check, over_chunks

# What a side tells of an allele; ac_low and ac_high are ac where it is exact.
NUMBERS = ("n_called", "an", "ac_low", "ac_high")

# By call set: allele_index, rising, and NUMBERS of the alleles from a start up to a stop whose
# count is a range that the profile shows, each of shape (n,).
Within = Callable[[int, int], Sequence[Mapping[str, NDArray[Any]]]]


@dataclass(frozen=True)
class Ranged:
    """Alleles left out for want of AN alone, as the count of A or of B is a range.

    n_variants
        How many there are.
    allele_index
        The first of them, in order, shape (n,).
    a, b
        NUMBERS of either side, shape (4, n): of a side whose count is exact n_called is -1.
    """

    n_variants: int
    allele_index: NDArray[np.int64]
    a: NDArray[np.int64]
    b: NDArray[np.int64]


def ranged(comparison: Comparison, a: Within, b: Within, n_wanted: int, check: Check) -> Ranged:
    """Return the first alleles with a range, and how many there are.

    The ranges of call sets that are pooled add up. Of the filters those count that come before AN.
    """
    least_an = max(comparison.least_an, 1)
    works = over_chunks(
        comparison, comparison.chunks, lambda: _Ranged(a, b, least_an, n_wanted), check
    )
    parts = [part for work in works for part in work.parts]
    rows = np.concatenate([np.empty((9, 0), np.int64), *parts], axis=1)
    rows = rows[:, np.argsort(rows[0], kind="stable")][:, :n_wanted]
    return Ranged(sum(work.n_variants for work in works), rows[0], rows[1:5], rows[5:])


class _Ranged:
    def __init__(self, a: Within, b: Within, least_an: int, n_wanted: int) -> None:
        self._sides, self._least_an, self._n_wanted = (a, b), least_an, n_wanted
        self.n_variants, self.parts = 0, list[NDArray[np.int64]]()

    def take(self, place: int, judged: Judged) -> None:
        where = judged.start, judged.start + judged.reason.size
        read = [within(*where) for within in self._sides]
        if not any(part["allele_index"].size for parts in read for part in parts):
            return
        exact = (judged.ac_a, judged.an_a), (judged.ac_b, judged.an_b)
        is_a, of_a = _summed(read[0], judged.start, *exact[0])
        is_b, of_b = _summed(read[1], judged.start, *exact[1])
        is_called = np.minimum(of_a[1], of_b[1]) >= self._least_an
        kept = np.flatnonzero((judged.reason == NO_AN) & (is_a | is_b) & is_called)
        # Threads take chunks in rising order, so that no later allele of this one is wanted.
        n_more = self._n_wanted - sum(part.shape[1] for part in self.parts)
        self.n_variants += kept.size
        kept = kept[: max(n_more, 0)]
        self.parts.append(np.vstack([judged.start + kept, of_a[:, kept], of_b[:, kept]]))


def _summed(
    parts: Sequence[Mapping[str, NDArray[Any]]], start: int, ac: NDArray[Any], an: NDArray[Any]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return which alleles have a range, and NUMBERS of all, shape (4, n)."""
    is_ranged = np.zeros(ac.size, np.bool_)
    summed = np.zeros((len(NUMBERS), ac.size), np.int64)
    for part in parts:
        at = part["allele_index"] - start
        is_ranged[at] = True
        for row, name in zip(summed, NUMBERS, strict=True):
            row[at] += part[name]
    exact = np.stack([np.full(ac.size, -1), an, ac, ac])
    return is_ranged, np.where(is_ranged, summed, exact)
