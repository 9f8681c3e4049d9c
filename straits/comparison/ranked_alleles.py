"""The alleles that differ most: any stretch of a ranking, however many alleles there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from straits.comparison.block_maxima import Blocks
from straits.comparison.judged import CHUNK, Chunk, Comparison, Floats, Judged, Numbers
from straits.comparison.passes import Check, Made, over_chunks

# Returns of each allele a value that larger ones rank before, written to memory of at least its
# size; of an allele that is left out it says nothing.
Level = Callable[[Judged, Floats], Floats]

# Alleles that are put in order at once; more of them are told apart first.
MOST_SORTED = 2_000_000
_MOST_BINS_BITS = 16
_ALL_BUT_SIGN = np.int64((1 << 63) - 1)


@dataclass(frozen=True)
class Ranked:
    """Alleles with their counts, each of shape (n,).

    levels
        By what they are ranked, one array for each level.
    """

    allele_index: NDArray[np.int64]
    ac_a: Numbers
    an_a: Numbers
    ac_b: Numbers
    an_b: Numbers
    levels: tuple[Floats, ...]

    @property
    def size(self) -> int:
        """How many alleles."""
        return self.allele_index.size

    def rows(self, kept: NDArray[np.intp] | NDArray[np.bool_] | slice) -> "Ranked":
        """Return some of the alleles, in the order of their places."""
        return Ranked(
            self.allele_index[kept], self.ac_a[kept], self.an_a[kept], self.ac_b[kept],
            self.an_b[kept], tuple(level[kept] for level in self.levels),
        )  # fmt: skip

    def sorted(self) -> "Ranked":
        """Return them ranked: those with the largest value of the first level first, and so on."""
        return self.rows(np.lexsort([-level for level in reversed(self.levels)]))


def place(judged: Judged, values: Floats) -> Floats:
    """Return a value by which alleles are in genome order; see Level."""
    places = values[: judged.reason.size]
    places[:] = np.arange(-judged.start, -judged.start - places.size, -1)
    return places


def ranked(
    comparison: Comparison,
    levels: Sequence[Level],
    first: int,
    n_wanted: int,
    check: Check,
    blocks: Blocks | None = None,
    chunks: Sequence[Chunk] | None = None,
) -> Ranked:
    """Return at most n_wanted alleles from a rank on, which counts from 0.

    levels
        The last tells any two alleles apart, as `place` does.
    blocks
        Bounds on the first level, if there are; then far fewer alleles are looked at.
    chunks
        Where all the wanted alleles lie; None for anywhere.
    """
    window = _Window(comparison, levels, blocks, chunks, first, first + n_wanted, check)
    window.narrow()
    return window.rows()


def all_reaching(
    comparison: Comparison, levels: Sequence[Level], blocks: Blocks, value: float, check: Check
) -> Ranked | None:
    """Return all alleles whose first level is at least a value; None above MOST_SORTED of them."""
    window = _Window(comparison, levels, blocks, None, 0, 0, check)
    window.spans = [(ordered(value), ordered(np.inf))]
    try:
        return window.every(MOST_SORTED)
    except OverflowError:
        return None


def ordered(value: float) -> int:
    """Return the whole number that stands among others as the value does among values.

    >>> ordered(-1.0) < ordered(0.0) < ordered(5e-324) < ordered(1.0)
    True
    """
    return int(_ordered(np.array([value]))[0])


def float_of(number: int) -> float:
    """Return the value that `ordered` made a whole number of.

    >>> float_of(ordered(-0.25))
    -0.25
    """
    bits = np.array([number], np.int64)
    return float((bits ^ ((bits >> 63) & _ALL_BUT_SIGN)).view(np.float64)[0])


def of_judged(
    judged: Judged,
    kept: NDArray[np.intp],
    allele_index: NDArray[np.int64],
    levels: tuple[Floats, ...],
) -> Ranked:
    """Return some of the alleles of a chunk, with their indices and their values by level."""
    ac_a, an_a, ac_b, an_b = (numbers[kept] for numbers in judged.counts)
    return Ranked(allele_index, ac_a, an_a, ac_b, an_b, levels)


def joined(parts: Sequence[Ranked], n_levels: int) -> Ranked:
    """Return the alleles of several parts as one."""
    none = np.empty(0, np.int32)
    ac_a, an_a, ac_b, an_b = (
        np.concatenate([none, *(getattr(part, name) for part in parts)])
        for name in ("ac_a", "an_a", "ac_b", "an_b")
    )
    index = np.concatenate([np.empty(0, np.int64), *(part.allele_index for part in parts)])
    levels = (
        np.concatenate([np.empty(0), *(part.levels[level] for part in parts)])
        for level in range(n_levels)
    )
    return Ranked(index, ac_a, an_a, ac_b, an_b, tuple(levels))


def _ordered(values: Floats) -> NDArray[np.int64]:
    bits = values.view(np.int64)
    return bits ^ ((bits >> 63) & _ALL_BUT_SIGN)


class _Window:
    """Between what values the wanted ranks lie.

    spans
        Of each level looked at so far the least and the most, as `ordered` numbers; of all but the
        last the two are the same.
    """

    def __init__(
        self, comparison: Comparison, levels: Sequence[Level], blocks: Blocks | None,
        chunks: Sequence[Chunk] | None, first: int, stop: int, check: Check,
    ) -> None:  # fmt: skip
        self._comparison, self._levels, self._blocks = comparison, levels, blocks
        self._chunks = comparison.chunks if chunks is None else chunks
        self._first, self._stop, self._check = first, stop, check
        self._n_above = 0
        floor = -np.inf if blocks is None else blocks.attained(stop)
        self.spans = [(ordered(floor), ordered(np.inf))]

    def narrow(self) -> None:
        """Look at fewer and fewer values, until the alleles that have them can be sorted."""
        n_alleles = sum(stop - start for start, stop in self._reached())
        while n_alleles > MOST_SORTED:
            low, high = self.spans[-1]
            shift = max((high - low).bit_length() - _MOST_BINS_BITS, 0)
            counted = self._over(partial(_Histogram, self, low, shift))
            numbers = np.sum([work.numbers for work in counted], axis=0)
            if numbers.sum() <= MOST_SORTED:
                return
            if low == high:
                self.spans.append((ordered(-np.inf), ordered(np.inf)))
                continue
            # From the largest bin down: which one holds the first wanted rank, and which the last?
            up_to = np.cumsum(numbers[::-1])
            top, bottom = (
                min(int(np.searchsorted(up_to, rank - self._n_above, side="right")), up_to.size - 1)
                for rank in (self._first, self._stop - 1)
            )
            self._n_above += int(up_to[top - 1]) if top else 0
            lowest, highest = numbers.size - 1 - bottom, numbers.size - 1 - top
            span = low + (lowest << shift), min(low + ((highest + 1) << shift) - 1, high)
            if span == (low, high):
                return
            self.spans[-1] = span

    def rows(self) -> Ranked:
        """Return the wanted alleles."""
        start, stop = self._first - self._n_above, self._stop - self._n_above
        found = self.every()
        if 0 < stop < found.size:
            # Only those that rank so high by the first level need be put in order by all.
            least = np.partition(found.levels[0], -stop)[-stop]
            found = found.rows(found.levels[0] >= least)
        return found.sorted().rows(slice(start, stop))

    def every(self, most: int | None = None) -> Ranked:
        """Return the alleles between the values, in any order.

        Raises OverflowError where one thread meets more of them than asked for.
        """
        kept = self._over(lambda: _Kept(self, most))
        return joined([part for work in kept for part in work.parts], len(self._levels))

    def inside(self, judged: Judged, memory: Floats) -> NDArray[np.intp]:
        """Return the places of the alleles between the values, with these in memory by level."""
        kept = np.flatnonzero(judged.reason == 0)
        for level, (low, high), into in zip(self._levels, self.spans, memory, strict=False):
            values = level(judged, into)[kept]
            kept = kept[(values >= float_of(low)) & (values <= float_of(high))]
        return kept

    def outside(self, judged: Judged, memory: Floats) -> None:
        """Write the values of the levels that were not looked at so far to memory."""
        for level, into in zip(self._levels[len(self.spans) :], memory, strict=True):
            level(judged, into)

    @property
    def n_levels(self) -> tuple[int, int]:
        """How many levels were looked at, and how many there are."""
        return len(self.spans), len(self._levels)

    def _over(self, begin: Callable[[], Made]) -> list[Made]:
        return over_chunks(self._comparison, self._reached(), begin, self._check)

    def _reached(self) -> Sequence[Chunk]:
        """Return where alleles between the values may lie."""
        if self._blocks is None:
            return self._chunks
        return self._blocks.reaching(float_of(self.spans[0][0]))


class _Histogram:
    """How many alleles have values of the last level from a lowest on, by bins of 2 ** shift."""

    def __init__(self, window: _Window, low: int, shift: int) -> None:
        self._window, self._low, self._shift = window, low, shift
        self._memory = np.empty((window.n_levels[0], CHUNK))
        self.numbers = np.zeros((1 << _MOST_BINS_BITS) + 1, np.int64)

    def take(self, place: int, judged: Judged) -> None:
        kept = self._window.inside(judged, self._memory)
        above = _ordered(self._memory[-1][kept]).view(np.uint64) - np.uint64(self._low % (1 << 64))
        bins = (above >> np.uint64(self._shift)).view(np.int64)
        self.numbers += np.bincount(bins, minlength=self.numbers.size)


class _Kept:
    """The alleles between the values, at most so many if that is said."""

    def __init__(self, window: _Window, most: int | None) -> None:
        self._window, self._left = window, most
        self._n_known, n_levels = window.n_levels
        self._memory = np.empty((n_levels, CHUNK))
        self.parts: list[Ranked] = []

    def take(self, place: int, judged: Judged) -> None:
        kept = self._window.inside(judged, self._memory)
        if not kept.size:
            return
        if self._left is not None:
            self._left -= kept.size
            if self._left < 0:
                raise OverflowError("more alleles than are put in order at once")
        self._window.outside(judged, self._memory[self._n_known :])
        levels = tuple(values[kept] for values in self._memory)
        self.parts.append(of_judged(judged, kept, judged.start + kept, levels))
