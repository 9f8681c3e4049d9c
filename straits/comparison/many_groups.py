"""Sums over the alleles of several groups: how far they drifted apart, and what they share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.comparison.judged import (
    CHUNK,
    CallSetCounts,
    Chunk,
    Codes,
    Flags,
    Floats,
    Numbers,
    chunks_of,
    pool,
)
from straits.comparison.passes import Check, over_chunks
from straits.comparison.ranged_counts import Within
from straits.genotypes.compiled import measuring
from straits.popgen import spectrum


@dataclass(frozen=True)
class Groups:
    """What is counted: the counts of each group, the alleles looked at, and the filters.

    counts
        By group, of each call set that is pooled.
    ranges
        First and last allele_index, both included, in order, none touching another.
    left_out
        As of a Comparison: 0 for alleles that are kept. None where all are.
    in_range
        By group, what reads the alleles whose count is known only as a range.
    """

    counts: Sequence[Sequence[CallSetCounts]]
    ranges: Sequence[tuple[int, int]]
    left_out: Callable[[int, int], Codes] | None
    in_range: Sequence[Within]

    def reader(self) -> "_Reader":
        """Return what reads the chunks, for one thread."""
        return _Reader(self)


class Counted(NamedTuple):
    """The counts of a chunk.

    ac, an
        Of each group, 0 of what is withheld or not known, shape (k, n).
    is_called
        The alleles kept that every group has called, shape (n,).
    n_in_range
        Alleles kept of which a count is known only as a range.
    """

    ac: Numbers
    an: Numbers
    is_called: Flags
    n_in_range: int


class _Reader:
    def __init__(self, groups: Groups) -> None:
        self._of = groups
        self._counts = np.empty((2, len(groups.counts), CHUNK), np.int32)

    def read(self, chunk: Chunk) -> Counted:
        n = chunk.stop - chunk.start
        ac, an = self._counts[:, :, :n]
        # Of no call set at all as well.
        self._counts[:, :, :n] = 0
        for place, call_sets in enumerate(self._of.counts):
            pool(call_sets, chunk, ac[place], an[place])
        is_kept = np.ones(n, np.bool_)
        if self._of.left_out is not None:
            is_kept = self._of.left_out(*chunk) == 0
        is_in_range = np.zeros(n, np.bool_)
        for within in self._of.in_range:
            for part in within(*chunk):
                is_in_range[part["allele_index"] - chunk.start] = True
        is_called = is_kept & (an > 0).all(axis=0)
        return Counted(ac, an, is_called, int((is_in_range & is_kept).sum()))


@dataclass(frozen=True)
class Sums:
    """Over the alleles that every one of k groups has called.

    n_called
        How many they are.
    n_in_range
        Alleles of which some group's count is known only as a range.
    n_carried
        How many alleles each combination of groups carries and no other, shape (2**k,), as of
        popgen.spectrum.shared_alleles.
    fst, numerators, denominators
        Hudson's F_ST of each pair, as of popgen.fst.fst_matrix, and the sums of which it is the
        ratio, each of shape (k, k).
    size
        What 95 % of the alleles have called at least, in the group that has the fewest; 0 for none.
    most_an
        The largest AN.
    """

    n_called: int
    n_in_range: int
    n_carried: NDArray[np.int64]
    fst: Floats
    numerators: Floats
    denominators: Floats
    size: int
    most_an: int


def sums(groups: Groups, check: Check) -> Sums:
    """Return the sums of groups; raises ValueError for more than popgen.spectrum.MOST_GROUPS."""
    k = len(groups.counts)
    if k > spectrum.MOST_GROUPS:
        raise ValueError(f"expected at most {spectrum.MOST_GROUPS} groups, got {k}")
    works = over_chunks(groups, chunks_of(groups.ranges), lambda: _Sums(k), check)
    n_called = sum(work.n_called for work in works)
    n_of_an = [_added([work.n_of_an[place] for work in works]) for place in range(k)]
    pairs, between = (
        np.sum([getattr(work, name) for work in works], axis=0) for name in ("pairs", "between")
    )
    # Each pair is summed from both of its ends.
    top, bottom = pairs + pairs.T - 2 * between[0], between[1] + between[1].T - 2 * between[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        fst = np.where(bottom > 0, top / bottom, np.nan)
    np.fill_diagonal(fst, 0.0)
    return Sums(
        n_called,
        sum(work.n_in_range for work in works),
        np.sum([work.n_carried for work in works], axis=0),
        fst,
        top,
        bottom,
        int(min(_quantile(numbers, 0.05) for numbers in n_of_an)) if n_called else 0,
        max(numbers.size for numbers in n_of_an) - 1,
    )


class _Sums:
    def __init__(self, k: int) -> None:
        self.n_called = self.n_in_range = 0
        self.n_carried = np.zeros(2**k, np.int64)
        self.n_of_an = [np.zeros(1, np.int64) for _ in range(k)]
        self.pairs = np.zeros((k, k))
        self.between = np.zeros((2, k, k))
        self._carried = np.empty(CHUNK, np.int64)
        self._measured = np.empty((3, k, CHUNK))

    def take(self, place: int, counted: Counted) -> None:
        self.n_in_range += counted.n_in_range
        is_called = counted.is_called
        self.n_called += int(np.count_nonzero(is_called))
        carried = self._carried[: is_called.size]
        carried[:] = 0
        af, square, is_known = self._measured[:, :, : is_called.size]
        is_all_known = True
        for group, (ac, an) in enumerate(zip(counted.ac, counted.an, strict=True)):
            n_of_an = np.zeros(int(an.max(initial=0)) + 1, np.int64)
            _count_an(an, is_called, n_of_an)
            self.n_of_an[group] = _added([self.n_of_an[group], n_of_an])
            is_all_known &= n_of_an[:2].sum() == 0
            _measure(ac, an, is_called, group, af[group], square[group], is_known[group], carried)
        _count_carried(carried, is_called, self.n_carried)
        self.between[0] += af @ af.T
        if is_all_known:
            self.pairs += square.sum(axis=1)[:, None]
            self.between[1] += af.sum(axis=1)[:, None]
        else:
            self.pairs += square @ is_known.T
            self.between[1] += af @ is_known.T


@measuring
def _measure(ac, an, is_called, group, af, square, is_known, carried):
    """Fill in p, p^2 less its bias, and whether an allele says something of a group; else 0."""
    for i in range(af.size):
        called = np.float64(an[i])
        # Of a group with fewer than two called F_ST says nothing.
        known = 1.0 if is_called[i] and called > 1 else 0.0
        p = ac[i] / max(called, 1.0) * known
        af[i], is_known[i] = p, known
        square[i] = p * p - p * (1 - p) / max(called - 1, 1.0)
        carried[i] |= np.int64(ac[i] > 0) << group


@measuring
def _count_an(an, is_called, n_of_an):
    for i in range(an.size):
        n_of_an[an[i]] += is_called[i]


@measuring
def _count_carried(carried, is_called, n_carried):
    for i in range(carried.size):
        n_carried[carried[i]] += is_called[i]


def _added(numbers: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the sum of arrays of different lengths, of which the shorter go on with 0."""
    summed = np.zeros(max(each.size for each in numbers), np.int64)
    for each in numbers:
        summed[: each.size] += each
    return summed


def _quantile(n_of_value: NDArray[np.int64], share: float) -> float:
    """Return numpy.quantile of values, from how often there is each whole number."""
    last = n_of_value.sum() - 1
    place = share * last
    below, above = (
        int(np.searchsorted(np.cumsum(n_of_value), rank, "right"))
        for rank in (np.floor(place), np.ceil(place))
    )
    return below + (above - below) * float(place - np.floor(place))
