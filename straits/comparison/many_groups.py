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


class _Counted(NamedTuple):
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

    def read(self, chunk: Chunk) -> _Counted:
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
        return _Counted(ac, an, is_called, int((is_in_range & is_kept).sum()))


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
    fst
        Hudson's F_ST of each pair, as of popgen.fst.fst_matrix, shape (k, k).
    size
        What 95 % of the alleles have called at least, in the group that has the fewest; 0 for none.
    most_an
        The largest AN.
    """

    n_called: int
    n_in_range: int
    n_carried: NDArray[np.int64]
    fst: Floats
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

    def take(self, place: int, counted: _Counted) -> None:
        self.n_in_range += counted.n_in_range
        kept = np.flatnonzero(counted.is_called)
        self.n_called += kept.size
        ac, an = counted.ac[:, kept], counted.an[:, kept]
        k = len(ac)
        carried = np.zeros(kept.size, np.int64)
        for group in range(k):
            carried |= (ac[group] > 0).astype(np.int64) << group
        self.n_carried += np.bincount(carried, minlength=2**k)
        for group in range(k):
            self.n_of_an[group] = _added([self.n_of_an[group], np.bincount(an[group])])
        # Of a group with fewer than two called F_ST says nothing.
        is_known = (an > 1).astype(np.float64)
        af = ac / an * is_known
        within = af * (1 - af) / np.maximum(an - 1, 1)
        self.pairs += (af * af - within) @ is_known.T
        self.between += [af @ af.T, af @ is_known.T]


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


def projected(groups: Groups, size: int, factorials: Floats, check: Check) -> tuple[Floats, int]:
    """Return what equally large samples would show, and how many alleles are left out of that.

    The first is by combination of groups, as of popgen.spectrum.shared_alleles, of chances as of
    chance_of_being_seen; left out are alleles with fewer called in some group.

    factorials
        As of tests_of_tables.log_factorials, up to the largest AN.
    """
    k = len(groups.counts)
    works = over_chunks(
        groups, chunks_of(groups.ranges), lambda: _Projected(k, size, factorials), check
    )
    seen = np.sum([work.seen for work in works], axis=0)
    return np.asarray(seen), sum(work.n_left_out for work in works)


class _Projected:
    def __init__(self, k: int, size: int, factorials: Floats) -> None:
        self._size, self._factorials = size, factorials
        self.seen = np.zeros(2**k)
        self.n_left_out = 0

    def take(self, place: int, counted: _Counted) -> None:
        kept = np.flatnonzero(counted.is_called)
        self.n_left_out += _add_seen(
            counted.ac, counted.an, kept, self._size, self._factorials, self.seen
        )


@measuring
def _add_seen(ac, an, kept, size, factorials, seen):
    """Add the chances of each combination of groups; return how many alleles are left out."""
    k = ac.shape[0]
    chances, groups = np.empty(k), np.empty(k, np.int64)
    # Of the combinations of the first groups that may show an allele, and of the others.
    most = 1 << ((k + 1) // 2)
    first, others = np.empty(most), np.empty(most)
    of_first, of_others = np.empty(most, np.int64), np.empty(most, np.int64)
    n_left_out = 0
    for i in kept:
        n_seen, is_small = 0, False
        for group in range(k):
            copies, called = ac[group, i], an[group, i]
            is_small = is_small or called < size
            if copies == 0 or called < size:
                continue
            unseen = 0.0
            if called - copies >= size:
                unseen = np.exp(
                    factorials[called - copies]
                    - factorials[called - copies - size]
                    - factorials[called]
                    + factorials[called - size]
                )
            chances[n_seen] = min(max(1 - unseen, 0.0), 1.0)
            groups[n_seen] = group
            n_seen += 1
        if is_small:
            n_left_out += 1
            continue
        half = n_seen // 2
        n_first = _combine(chances, groups, 0, half, first, of_first)
        n_others = _combine(chances, groups, half, n_seen, others, of_others)
        for other in range(n_others):
            share, combination = others[other], of_others[other]
            if n_seen == k:
                for place in range(n_first):
                    seen[combination + place] += share * first[place]
            else:
                for place in range(n_first):
                    seen[combination | of_first[place]] += share * first[place]
    return n_left_out


@measuring
def _combine(chances, groups, start, stop, shares, combinations):
    """Fill in the chance of each combination of some groups, and return how many there are."""
    shares[0], combinations[0], n = 1.0, 0, 1
    for at in range(start, stop):
        for place in range(n):
            combinations[n + place] = combinations[place] | (1 << groups[at])
            shares[n + place] = shares[place] * chances[at]
            shares[place] *= 1 - chances[at]
        n *= 2
    return n
