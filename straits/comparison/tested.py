"""The tests of all alleles compared: p and how many alleles have it, by difference if asked."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.comparison.judged import CHUNK, Comparison, Floats, Judged, Numbers
from straits.comparison.passes import Check, over_chunks
from straits.comparison.tests_of_tables import (
    ABOVE_LIMIT,
    Memory,
    fill_minimum_p,
    fill_p,
    p_of_table,
    too_few_copies,
)
from straits.genotypes.compiled import measuring

# The cells of the differences from -1 to 1.
N_DIFFERENCES = 60
# Counts of one side that are looked up, and pairs of them that are counted.
_MOST_AN = 2_047
_MOST_TABLES = 1 << 23
# With fewer alleles, to count tables takes longer than to test each.
_FEWEST_COUNTED = 1 << 22


@dataclass(frozen=True)
class Tested:
    """What the tests of the alleles compared say.

    p
        Of a table or of an allele, at most `limit`, shape (n,).
    cell
        Of N_DIFFERENCES, which one af_a - af_b lies in, shape (n,).
    n_variants
        Alleles that have it, shape (n,).
    limit
        1, or above what p is only counted.
    above
        Alleles with a larger p, by cell, shape (N_DIFFERENCES,).
    """

    p: Floats
    cell: NDArray[np.uint8]
    n_variants: NDArray[np.int64]
    limit: float
    above: NDArray[np.int64]


def difference_tests(
    comparison: Comparison,
    limit: float,
    sizes: tuple[int, int],
    factorials: Floats,
    check: Check,
    largest_minimum: float = 1.0,
) -> Tested:
    """Return the tests of the alleles compared.

    limit
        Up to which p is wanted; where few tables occur it is told of all of them.
    sizes
        The largest an_a and an_b.
    factorials
        As of log_factorials, up to the sum of the two.
    largest_minimum
        Alleles whose smallest attainable p is above this are left out.
    """
    is_all = largest_minimum >= 1
    tables = _tables(comparison, sizes, check) if is_all else None
    if tables is not None:
        return _of_tables(*tables, factorials)
    works = over_chunks(
        comparison, comparison.chunks, lambda: _Tests(limit, factorials, largest_minimum), check
    )
    p = np.concatenate([np.empty(0), *(part for work in works for part in work.p)])
    cell = np.concatenate([np.empty(0, np.uint8), *(c for work in works for c in work.cell)])
    above = np.stack([work.above for work in works]).sum(axis=0)
    return Tested(p, cell, np.ones(p.size, np.int64), limit, above)


def smallest_p(judged: Judged, factorials: Floats, known: Memory, values: Floats) -> Floats:
    """Return the smallest p that as many copies could give (Tarone 1990), as `fill_minimum_p`."""
    filled = values[: judged.reason.size]
    fill_minimum_p(*judged.counts, judged.reason, factorials, known.tables, known.p, filled)
    return filled


def minima(
    comparison: Comparison, limit: float, factorials: Floats, check: Check
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the smallest attainable p of alleles compared, up to a limit, and how many have each.

    Returns two arrays of shape (n,), of different p in rising order.
    """
    works = over_chunks(comparison, comparison.chunks, lambda: _Minima(limit, factorials), check)
    every = np.concatenate([np.empty(0), *(part for work in works for part in work.p)])
    n_variants = np.concatenate([np.empty(0, np.int64), *(n for w in works for n in w.n_variants)])
    return added_up(every, n_variants)


def added_up(p: Floats, n_variants: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """Return the different p in rising order and how many alleles have each, shape (n,)."""
    if not p.size:
        return p, n_variants
    if (n_variants == 1).all():
        # Without their numbers p is sorted in a fraction of the time.
        rising, numbers = np.sort(p), n_variants
    else:
        order = np.argsort(p)
        rising, numbers = p[order], n_variants[order]
    first = np.flatnonzero(np.concatenate([[True], rising[1:] != rising[:-1]]))
    return rising[first], np.add.reduceat(numbers, first)


class _Minima:
    """The smallest attainable p of the alleles that one thread looks at."""

    def __init__(self, limit: float, factorials: Floats) -> None:
        self._limit, self._factorials = limit, factorials
        self._known, self._values = Memory(factorials.size), np.empty(CHUNK)
        self.p: list[Floats] = []
        self.n_variants: list[NDArray[np.int64]] = []

    def take(self, place: int, judged: Judged) -> None:
        smallest = smallest_p(judged, self._factorials, self._known, self._values)
        p, n_variants = np.unique(smallest[smallest <= self._limit], return_counts=True)
        self.p.append(p)
        self.n_variants.append(n_variants.astype(np.int64))


class _Tests:
    """The tests of the alleles that one thread looks at."""

    def __init__(self, limit: float, factorials: Floats, largest_minimum: float) -> None:
        self._limit, self._factorials = limit, factorials
        self._largest_minimum = largest_minimum
        self._known, self._minima = Memory(factorials.size), Memory(factorials.size)
        self._values, self._kept = np.empty(CHUNK), np.empty(CHUNK)
        self._cells = np.empty(CHUNK, np.uint8)
        self.p: list[Floats] = []
        self.cell: list[NDArray[np.uint8]] = []
        self.above = np.zeros(N_DIFFERENCES, np.int64)

    def take(self, place: int, judged: Judged) -> None:
        values = self._values[: judged.reason.size]
        reason = judged.reason
        if self._largest_minimum < 1:
            smallest = smallest_p(judged, self._factorials, self._minima, values)
            reason = np.where(smallest <= self._largest_minimum, 0, 1).astype(np.uint8)
        few = too_few_copies(judged.an_a, judged.an_b, reason, self._limit)
        fill_p(
            *judged.counts, reason, few, self._limit, self._factorials,
            self._known.tables, self._known.p, values,
        )  # fmt: skip
        n = _keep_tested(*judged.counts, values, self._kept, self._cells, self.above)
        self.p.append(self._kept[:n].copy())
        self.cell.append(self._cells[:n].copy())


@measuring
def _keep_tested(ac_a, an_a, ac_b, an_b, p, kept, cells, above):
    n = 0
    for i in range(p.size):
        if p[i] >= 0:
            cell = cell_of(ac_a[i], an_a[i], ac_b[i], an_b[i])
            if p[i] == ABOVE_LIMIT:
                above[cell] += 1
            else:
                kept[n], cells[n] = p[i], cell
                n += 1
    return n


@measuring
def cell_of(ac_a, an_a, ac_b, an_b):
    """Return which of N_DIFFERENCES cells af_a - af_b lies in; the last holds 1."""
    difference = ac_a / an_a - ac_b / an_b
    return min(int((difference + 1) * N_DIFFERENCES / 2), N_DIFFERENCES - 1)


def _tables(
    comparison: Comparison, sizes: tuple[int, int], check: Check
) -> tuple[Numbers, NDArray[np.int64]] | None:
    """Return the tables of the alleles compared and how many have each; None if too many are.

    Returns ac_a, an_a, ac_b and an_b, shape (4, n), and shape (n,).
    """
    if max(sizes, default=0) > _MOST_AN or comparison.n_alleles < _FEWEST_COUNTED:
        return None
    width = max(sizes) + 1
    chunks = comparison.chunks
    marked = over_chunks(comparison, chunks, lambda: _Marks(width), check)
    codes = [
        np.flatnonzero(np.logical_or.reduce([work.marks[side] for work in marked]))
        for side in (0, 1)
    ]
    if codes[0].size * codes[1].size > _MOST_TABLES:
        return None
    places = np.zeros((2, width * width), np.int32)
    for side, code in enumerate(codes):
        places[side, code] = np.arange(code.size)
    n_tables = (codes[0].size, codes[1].size)
    counted = over_chunks(comparison, chunks, lambda: _Counted(width, places, n_tables), check)
    numbers = np.stack([work.numbers for work in counted]).sum(axis=0, dtype=np.int64)
    at_a, at_b = np.nonzero(numbers)
    (an_a, ac_a), (an_b, ac_b) = (
        np.divmod(code[at].astype(np.int32), np.int32(width))
        for code, at in zip(codes, (at_a, at_b), strict=True)
    )
    return np.stack([ac_a, an_a, ac_b, an_b]), numbers[at_a, at_b]


class _Marks:
    """Which counts of one side occur, by an times the width plus ac."""

    def __init__(self, width: int) -> None:
        self._width = width
        self.marks = np.zeros((2, width * width), np.bool_)

    def take(self, place: int, judged: Judged) -> None:
        _mark(*judged.counts, judged.reason, self._width, self.marks)


@measuring
def _mark(ac_a, an_a, ac_b, an_b, reason, width, marks):
    for i in range(reason.size):
        # Of all alleles, as to foresee which are compared takes longer.
        marks[0, an_a[i] * width + ac_a[i]] |= reason[i] == 0
        marks[1, an_b[i] * width + ac_b[i]] |= reason[i] == 0


class _Counted:
    """How many alleles have each pair of counts."""

    def __init__(self, width: int, places: Numbers, n_tables: tuple[int, int]) -> None:
        self._width, self._places = width, places
        self.numbers = np.zeros(n_tables, np.int32)

    def take(self, place: int, judged: Judged) -> None:
        _count(*judged.counts, judged.reason, self._width, self._places, self.numbers)


@measuring
def _count(ac_a, an_a, ac_b, an_b, reason, width, places, numbers):
    for i in range(reason.size):
        at_a = places[0, an_a[i] * width + ac_a[i]]
        numbers[at_a, places[1, an_b[i] * width + ac_b[i]]] += reason[i] == 0


def _of_tables(counts: Numbers, n_variants: NDArray[np.int64], factorials: Floats) -> Tested:
    p, cell = np.empty(n_variants.size), np.empty(n_variants.size, np.uint8)
    halves = np.array_split(np.arange(n_variants.size), 64)

    def fill(part: NDArray[np.int64]) -> None:
        if part.size:
            span = slice(part[0], part[-1] + 1)
            _test(*np.ascontiguousarray(counts[:, span]), factorials, p[span], cell[span])

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(fill, halves))
    return Tested(p, cell, n_variants, 1.0, np.zeros(N_DIFFERENCES, np.int64))


@measuring
def _test(ac_a, an_a, ac_b, an_b, factorials, p, cells):
    for i in range(p.size):
        a, n_a, b, n_b = np.int64(ac_a[i]), np.int64(an_a[i]), np.int64(ac_b[i]), np.int64(an_b[i])
        p[i] = p_of_table(a, n_a, b, n_b, 1.0, factorials)
        cells[i] = cell_of(a, n_a, b, n_b)
