"""The alleles with the smallest p of their own test, though few of them are tested."""

import threading
from functools import partial

import numpy as np

from straits.comparison import measures, ranked_alleles
from straits.comparison.block_maxima import Blocks
from straits.comparison.judged import CHUNK, Comparison, Floats, Judged
from straits.comparison.passes import Check, over_chunks
from straits.comparison.ranked_alleles import Level, Ranked
from straits.comparison.tests_of_tables import (
    ABOVE_LIMIT,
    Memory,
    fill_p,
    least_square,
    round_all,
)

# Above this p too many score statistics allow for it.
_LARGEST_BOUND = 0.01


def ranked_by_p(
    comparison: Comparison,
    blocks: Blocks,
    first: int,
    n_wanted: int,
    factorials: Floats,
    check: Check,
) -> Ranked:
    """Return at most n_wanted alleles from a rank on: by p, then by the score statistic.

    Where these are equal the larger AF comes first, then the first allele. Two p that agree in
    29 bits are equal.

    blocks
        As of largest_of_blocks by "p".
    factorials
        As of log_factorials, up to the largest an_a + an_b.
    """
    stop = first + n_wanted
    if comparison.n_alleles > ranked_alleles.MOST_SORTED and stop <= blocks.largest.size:
        known = _bounded(comparison, blocks, stop, factorials, check)
        if known is not None:
            return known.sorted().rows(slice(first, stop))
    levels: list[Level] = [_MinusP(factorials), *_NEXT, ranked_alleles.place]
    return ranked_alleles.ranked(comparison, levels, first, n_wanted, check)


_NEXT: tuple[Level, ...] = (partial(measures.exact, "p"), measures.larger_af)


def _bounded(
    comparison: Comparison, blocks: Blocks, n: int, factorials: Floats, check: Check
) -> Ranked | None:
    """Return the alleles whose p is at most that of the n-th; None where that says too little."""
    levels: list[Level] = [partial(measures.bounds, "p"), ranked_alleles.place]
    known = ranked_alleles.all_reaching(comparison, levels, blocks, blocks.attained(n), check)
    if known is None or known.size < n:
        return None
    counts = known.ac_a, known.an_a, known.ac_b, known.an_b
    judged = Judged(0, *counts, np.zeros(known.size, np.uint8))
    minus_p = _MinusP(factorials)(judged, np.empty(known.size))
    limit = -float(np.partition(minus_p, -n)[-n]) * (1 + 1e-8)
    if limit > _LARGEST_BOUND:
        return None
    # Of those with the smallest p that is a number the statistic decides, and p is not worked out.
    least = least_square(limit, factorials.size)
    if limit == 0:
        least = float(np.partition(known.levels[0][minus_p == 0], -n)[-n]) * (1 - 1e-8)
    try:
        works = over_chunks(
            comparison, blocks.reaching(least), lambda: _Kept(least, limit, factorials), check
        )
    except OverflowError:
        return None
    return ranked_alleles.joined([part for work in works for part in work.parts], 2 + len(_NEXT))


class _Kept:
    """The alleles whose p does not exceed a limit, of those with a large enough statistic."""

    def __init__(self, least: float, limit: float, factorials: Floats) -> None:
        self._least, self._minus_p = least, _MinusP(factorials, limit)
        self._left = ranked_alleles.MOST_SORTED
        self._values, self._memory = np.empty(CHUNK), np.empty((2 + len(_NEXT), CHUNK))
        self.parts: list[Ranked] = []

    def take(self, place: int, judged: Judged) -> None:
        squares = measures.bounds("p", judged, self._values)
        kept = np.flatnonzero(squares >= self._least)
        some = judged.rows(kept)
        minus_p = self._minus_p(some, self._memory[0])
        among = np.flatnonzero(minus_p > measures.LEFT_OUT)
        if not among.size:
            return
        self._left -= among.size
        if self._left < 0:
            raise OverflowError("more alleles than are put in order at once")
        levels = [minus_p, *(level(some, self._memory[1]).copy() for level in _NEXT)]
        index = judged.start + kept
        ranks = (*(level[among] for level in levels), -index[among].astype(np.float64))
        self.parts.append(ranked_alleles.of_judged(some, among, index[among], ranks))


class _MinusP:
    """A level of a ranking: less the p of each allele, LEFT_OUT above a limit."""

    def __init__(self, factorials: Floats, limit: float = 1.0) -> None:
        self._limit, self._factorials = limit, factorials
        self._known = threading.local()

    def __call__(self, judged: Judged, values: Floats) -> Floats:
        if not hasattr(self._known, "tables"):
            self._known.tables = Memory(self._factorials.size)
        known: Memory = self._known.tables
        p = values[: judged.reason.size]
        fill_p(
            *judged.counts, judged.reason, 0, self._limit, self._factorials,
            known.tables, known.p, p,
        )  # fmt: skip
        round_all(p)
        np.negative(p, out=p)
        p[p == -ABOVE_LIMIT] = measures.LEFT_OUT
        return p
