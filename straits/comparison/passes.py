"""Passes over the alleles of a comparison, by as many threads as there are cores."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from straits.comparison.judged import Chunk, Comparison, Judged, Reader

# Raises once nobody waits for the answer any more; called before each chunk.
Check = Callable[[], None]

# With fewer alleles than this, to start threads takes longer than to go on alone.
_ALONE = 400_000


class Work(Protocol):
    """What one thread makes of the chunks that it takes."""

    def take(self, place: int, judged: Judged) -> None:
        """Look at the chunk at a place; its counts hold until the next."""


Made = TypeVar("Made", bound=Work)


def go_on() -> None:
    """Go on, whoever waits."""


def over_chunks(
    comparison: Comparison,
    chunks: Sequence[Chunk],
    begin: Callable[[], Made],
    check: Check = go_on,
) -> list[Made]:
    """Return the works, one of each thread, that have taken the chunks in rising order."""
    waiting = iter(range(len(chunks)))

    def work() -> Made:
        made, reader = begin(), Reader(comparison)
        for place in waiting:
            check()
            made.take(place, reader.read(chunks[place]))
        return made

    n_alleles = sum(stop - start for start, stop in chunks)
    n_threads = 1 if n_alleles < _ALONE else min(os.cpu_count() or 1, len(chunks))
    if n_threads == 1:
        return [work()]
    with ThreadPoolExecutor(n_threads) as threads:
        asked = [threads.submit(work) for _ in range(n_threads)]
        return [each.result() for each in asked]
