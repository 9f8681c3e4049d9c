"""Passes over the alleles of a comparison, by as many threads as there are cores."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from straits.comparison.judged import Chunk

# Raises once nobody waits for the answer any more; called before each chunk.
Check = Callable[[], None]

# With fewer alleles than this, to start threads takes longer than to go on alone.
_ALONE = 400_000


Read_co = TypeVar("Read_co", covariant=True)
Read_contra = TypeVar("Read_contra", contravariant=True)


class ChunkReader(Protocol[Read_co]):
    """What one thread reads with."""

    def read(self, chunk: Chunk) -> Read_co:
        """Return what a chunk holds, until the next is read."""


class Source(Protocol[Read_co]):
    """What is read in chunks, such as a comparison."""

    def reader(self) -> ChunkReader[Read_co]:
        """Return what reads the chunks, for one thread."""


class Work(Protocol[Read_contra]):
    """What one thread makes of the chunks that it takes."""

    def take(self, place: int, judged: Read_contra, /) -> None:
        """Look at the chunk at a place; its counts hold until the next."""


Made = TypeVar("Made", bound=Work[Any])


def go_on() -> None:
    """Go on, whoever waits."""


def over_chunks(
    source: Source[Any],
    chunks: Sequence[Chunk],
    begin: Callable[[], Made],
    check: Check = go_on,
) -> list[Made]:
    """Return the works, one of each thread, that have taken the chunks in rising order."""
    waiting = iter(range(len(chunks)))

    def work() -> Made:
        made, reader = begin(), source.reader()
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
