"""A comparison as a picture: cells of a grid, and the most different allele of each stretch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.comparison import measures
from straits.comparison.judged import CHUNK, Comparison, Floats, Judged, Numbers
from straits.comparison.passes import Check, over_chunks
from straits.comparison.tests_of_tables import least_square, p_of_table, rounded
from straits.genotypes.compiled import measuring


def frequency_grid(comparison: Comparison, n_bins: int, check: Check) -> NDArray[np.int64]:
    """Return how many alleles compared lie in each cell of AF in A by AF in B.

    Returns shape (n_bins, n_bins), of A by B; an AF of 1 lies in the last cell.
    """
    works = over_chunks(comparison, comparison.chunks, lambda: _FrequencyGrid(n_bins), check)
    return np.asarray(np.stack([work.grid for work in works]).sum(axis=0))


class _FrequencyGrid:
    def __init__(self, n_bins: int) -> None:
        self.grid = np.zeros((n_bins, n_bins), np.int64)

    def take(self, place: int, judged: Judged) -> None:
        _count_frequencies(*judged.counts, judged.reason, self.grid)


@measuring
def _count_frequencies(ac_a, an_a, ac_b, an_b, reason, grid):
    n_bins = grid.shape[0]
    for i in range(reason.size):
        # Of all alleles, as to foresee which are compared takes longer.
        bin_a = min(int(n_bins * (ac_a[i] / max(an_a[i], 1))), n_bins - 1)
        bin_b = min(int(n_bins * (ac_b[i] / max(an_b[i], 1))), n_bins - 1)
        grid[bin_a, bin_b] += reason[i] == 0


@dataclass(frozen=True)
class Peaks:
    """The most different allele of each stretch that has any, in order, each of shape (n,).

    stretch
        Counted from the allele of index 0.
    n_variants
        How many alleles are compared there, and their measure is known.
    """

    stretch: NDArray[np.int64]
    n_variants: NDArray[np.int64]
    allele_index: NDArray[np.int64]
    counts: Numbers  # ac_a, an_a, ac_b and an_b, shape (4, n)


def peaks(
    comparison: Comparison, measure: str, n_in_stretch: int, factorials: Floats, check: Check
) -> Peaks:
    """Return the peaks of stretches of n_in_stretch alleles each.

    measure
        "p": the smallest p of its own test, and of such the largest score statistic; "fst".
    """
    first = comparison.ranges[0][0] // n_in_stretch if comparison.ranges else 0
    last = comparison.ranges[-1][1] // n_in_stretch if comparison.ranges else -1
    size = last - first + 1
    works = over_chunks(
        comparison,
        comparison.chunks,
        lambda: _Peaks(measure, n_in_stretch, first, size, factorials),
        check,
    )
    value, second, index, counts = (
        np.stack([getattr(work, name) for work in works])
        for name in ("value", "second", "index", "counts")
    )
    # Among threads: by the measure, then by the score statistic, then the first allele.
    best = np.lexsort((index, -second, -value), axis=0)[0], np.arange(size)
    n_variants = np.stack([work.n_variants for work in works]).sum(axis=0)
    kept = np.flatnonzero(n_variants)
    of_best = counts[best[0], :, best[1]].T
    return Peaks(first + kept, n_variants[kept], index[best][kept], of_best[:, kept])


class _Peaks:
    """The peaks of the alleles that one thread looks at: by value, then by a second one."""

    def __init__(
        self, measure: str, n_in_stretch: int, first: int, size: int, factorials: Floats
    ) -> None:
        self._measure, self._factorials = measure, factorials
        self._n_in_stretch, self._first = n_in_stretch, first
        self._values = np.empty(CHUNK)
        self.value, self.second = np.full(size, measures.UNKNOWN), np.full(size, -np.inf)
        self.index = np.full(size, np.iinfo(np.int64).max)
        self.counts = np.zeros((4, size), np.int32)
        self.n_variants = np.zeros(size, np.int64)

    def take(self, place: int, judged: Judged) -> None:
        into = self.value, self.second, self.index, self.counts, self.n_variants
        where = judged.start, self._n_in_stretch, self._first
        if self._measure == "fst":
            values = measures.bounds("fst", judged, self._values)
            _highest(*judged.counts, values, *where, *into)
        else:
            values = measures.bounds("p", judged, self._values)
            _least_p(*judged.counts, values, *where, self._factorials, *into)


@measuring
def _highest(
    ac_a, an_a, ac_b, an_b, values, start, n_in_stretch, first,
    value, second, index, counts, n_variants,
):  # fmt: skip
    stretch, left = start // n_in_stretch - first, n_in_stretch - start % n_in_stretch
    for i in range(values.size):
        if left == 0:
            stretch, left = stretch + 1, n_in_stretch
        left -= 1
        n_variants[stretch] += values[i] > measures.UNKNOWN
        if values[i] > value[stretch]:
            value[stretch], second[stretch], index[stretch] = values[i], 0.0, start + i
            counts[0, stretch], counts[1, stretch] = ac_a[i], an_a[i]
            counts[2, stretch], counts[3, stretch] = ac_b[i], an_b[i]


@measuring
def _least_p(
    ac_a, an_a, ac_b, an_b, squares, start, n_in_stretch, first, factorials,
    value, second, index, counts, n_variants,
):  # fmt: skip
    stretch, left = start // n_in_stretch - first, n_in_stretch - start % n_in_stretch
    # The square below which no p is as small as the smallest so far.
    least = least_square(-value[stretch], factorials.size)
    for i in range(squares.size):
        if left == 0:
            stretch, left = stretch + 1, n_in_stretch
            least = least_square(-value[stretch], factorials.size)
        left -= 1
        n_variants[stretch] += squares[i] > measures.UNKNOWN
        if squares[i] < least:
            continue
        limit = min(-value[stretch] * (1 + 1e-8), 1.0)
        p = rounded(
            p_of_table(
                np.int64(ac_a[i]),
                np.int64(an_a[i]),
                np.int64(ac_b[i]),
                np.int64(an_b[i]),
                limit,
                factorials,
            )
        )
        square = rounded(squares[i])
        if p < -value[stretch] or (p == -value[stretch] and square > second[stretch]):
            value[stretch], second[stretch], index[stretch] = -p, square, start + i
            counts[0, stretch], counts[1, stretch] = ac_a[i], an_a[i]
            counts[2, stretch], counts[3, stretch] = ac_b[i], an_b[i]
            least = least_square(p, factorials.size)
