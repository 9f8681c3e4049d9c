"""The largest value of every block of alleles, so that only a few blocks are looked at again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.comparison import measures
from straits.comparison.judged import BLOCK, CHUNK, Chunk, Comparison, Floats, Judged
from straits.comparison.passes import Check, go_on, over_chunks

_BETWEEN = 4


@dataclass(frozen=True)
class Blocks:
    """Alleles in blocks of at most BLOCK, in order.

    starts, stops
        The first allele_index of each, and the one after the last, shape (n_blocks,).
    largest
        As of `measures.bounds`; LEFT_OUT where all are left out, shape (n_blocks,).
    """

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    largest: Floats

    def reaching(self, value: float) -> list[Chunk]:
        """Return chunks with all blocks whose largest is at least so much but for SLACK.

        A few blocks between two of them are read too, which costs less than to begin anew.
        """
        reach = value - abs(value) * measures.SLACK - measures.SLACK
        kept = np.flatnonzero(self.largest >= reach)
        starts, stops = self.starts[kept], self.stops[kept]
        is_far = starts[1:] - stops[:-1] > _BETWEEN * BLOCK
        # Between two ranges lie alleles that are not looked at.
        gaps = np.cumsum(np.append(0, self.starts[1:] != self.stops[:-1]))[kept]
        is_cut = is_far | (gaps[1:] != gaps[:-1])
        is_cut |= starts[1:] // CHUNK != starts[:-1] // CHUNK
        first = np.concatenate([[True], is_cut]) if kept.size else np.zeros(0, np.bool_)
        last = np.concatenate([is_cut, [True]]) if kept.size else first
        ends = zip(starts[first].tolist(), stops[last].tolist(), strict=True)
        return [Chunk(start, stop) for start, stop in ends]

    def attained(self, n: int) -> float:
        """Return a value that at least n alleles attain but for SLACK; UNKNOWN if that is unsure.

        Each of the n blocks with the largest values has one.
        """
        if n > self.largest.size:
            return measures.UNKNOWN
        value = float(np.partition(self.largest, -n)[-n])
        return max(value - abs(value) * measures.SLACK - measures.SLACK, measures.UNKNOWN)


def largest_of_blocks(comparison: Comparison, order: str, check: Check = go_on) -> Blocks:
    """Return the blocks of the alleles looked at, by an order of `measures.exact`."""
    chunks = comparison.chunks
    starts = [np.arange(start, stop, BLOCK) for start, stop in chunks]
    stops = [
        np.append(starts[1:], chunk.stop) for starts, chunk in zip(starts, chunks, strict=True)
    ]
    largest: list[Floats] = [np.empty(0)] * len(chunks)
    over_chunks(comparison, chunks, lambda: _Largest(order, largest), check)
    whole = (np.concatenate([np.empty(0), *parts]) for parts in (starts, stops, largest))
    of_starts, of_stops, of_all = whole
    return Blocks(of_starts.astype(np.int64), of_stops.astype(np.int64), of_all)


class _Largest:
    def __init__(self, order: str, into: list[Floats]) -> None:
        self._order, self._into = order, into
        self._values = np.empty(CHUNK)

    def take(self, place: int, judged: Judged) -> None:
        values = measures.bounds(self._order, judged, self._values)
        n_whole = values.size - values.size % BLOCK
        largest = values[:n_whole].reshape(-1, BLOCK).max(axis=1)
        if n_whole < values.size:
            largest = np.append(largest, values[n_whole:].max())
        self._into[place] = largest
