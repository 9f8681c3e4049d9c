"""The counts of a group, of all its people or the unrelated, as arrays over all alleles."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from straits.flat.flat_arrays import ArrayWriter, mapped

# Alleles of which the lowest counts are kept, for what asks that so many were called.
BLOCK = 2_048
FOLDER = "flat/counts"


class Cell(NamedTuple):
    """People of a call set whose counts are kept.

    sample_set
        Of tables.SAMPLE_SETS: "all" or "unrelated".
    """

    call_set_id: str
    grouping: str
    group_id: str
    sample_set: str = "all"

    def folder(self, aggregates: Path, kind: str = FOLDER) -> Path:
        """Return where arrays of the cell, its counts, lie within the aggregates of a release."""
        parts = [f"{name}={quote(value, safe='')}" for name, value in self._asdict().items()]
        return aggregates.joinpath(kind, *parts)


@dataclass(frozen=True)
class CellCounts:
    """What a cell counted of every allele; 0 where its call set says nothing of one.

    ac, an
        Shape (n_alleles,), both uint16 or both uint32: 2 x people of the cell fit.
    n_called_late
        n_called of the last alleles, from the first one on at which it is not half of an.
    lowest_an, lowest_n_called
        The least of each 2,048 alleles, shape (n_blocks,), of the type of an.
    """

    ac: NDArray[Any]
    an: NDArray[Any]
    n_called_late: NDArray[Any]
    lowest_an: NDArray[Any]
    lowest_n_called: NDArray[Any]

    def n_called(self, start: int, stop: int) -> NDArray[Any]:
        """Return n_called of the alleles from start to stop, stop excluded."""
        late = self.an.size - self.n_called_late.size
        if start >= late:
            return self.n_called_late[start - late : stop - late]
        n_called = self.an[start:stop] // 2
        n_called[max(late - start, 0) :] = self.n_called_late[: max(stop - late, 0)]
        return n_called

    def n_called_of(self, alleles: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return n_called of some alleles, in their order."""
        late = self.an.size - self.n_called_late.size
        n_called = self.an[alleles].astype(np.int64) // 2
        is_late = alleles >= late
        n_called[is_late] = self.n_called_late[alleles[is_late] - late]
        return n_called


class CountsWriter:
    """Writes the counts of a cell, a part of the alleles at a time."""

    def __init__(self, aggregates: Path, cell: Cell, n_people: int) -> None:
        """Open the files of a cell.

        n_people
            The most people that can be called in the cell, which says how wide the counts are.
        """
        self._folder = cell.folder(aggregates)
        self._dtype = np.dtype(np.uint16 if 2 * n_people <= 65_535 else np.uint32)
        self._counts = {name: self._array(name) for name in ("ac", "an")}
        self._lowest = {name: self._array(f"lowest_{name}") for name in ("an", "n_called")}
        self._block = np.empty((2, 0), np.int64)
        # Opened where the first allele has another n_called than half of an.
        self._late: ArrayWriter | None = None

    def write(self, n_called: NDArray[Any], ac: NDArray[Any], an: NDArray[Any]) -> None:
        """Append the counts of the next alleles, each of shape (n,)."""
        self._counts["ac"].write(ac)
        self._counts["an"].write(an)
        if self._late is None and (is_other := an != 2 * n_called).any():
            self._late = self._array("n_called_late")
            self._late.write(n_called[int(is_other.argmax()) :])
        elif self._late is not None:
            self._late.write(n_called)
        self._block = np.hstack([self._block, [an, n_called]])
        whole = self._block.shape[1] // BLOCK * BLOCK
        self._write_lowest(self._block[:, :whole])
        self._block = self._block[:, whole:]

    def close(self) -> None:
        """Close the files."""
        self._write_lowest(self._block)
        late = [self._late] if self._late is not None else [self._array("n_called_late")]
        for array in (*self._counts.values(), *self._lowest.values(), *late):
            array.close()

    def _array(self, name: str) -> ArrayWriter:
        return ArrayWriter(self._folder / f"{name}.npy", self._dtype)

    def _write_lowest(self, counts: NDArray[np.int64]) -> None:
        starts = np.arange(0, counts.shape[1], BLOCK)
        if starts.size:
            an, n_called = np.minimum.reduceat(counts, starts, axis=1)
            self._lowest["an"].write(an)
            self._lowest["n_called"].write(n_called)


def write_counts(
    aggregates: Path,
    cell: Cell,
    n_called: NDArray[Any],
    ac: NDArray[Any],
    an: NDArray[Any],
) -> None:
    """Write the counts of a cell over all alleles, each of shape (n_alleles,)."""
    writer = CountsWriter(aggregates, cell, int(n_called.max(initial=0)))
    writer.write(n_called, ac, an)
    writer.close()


def read_counts(aggregates: Path, cell: Cell) -> CellCounts | None:
    """Return what a cell counted, or None where its call set has no such group.

    Where nobody is related, the unrelated have no files of their own: they are all people.
    Raises OSError or ValueError for a file that is not there or not as it was written.
    """
    folder = cell.folder(aggregates)
    if cell.sample_set != "all" and not folder.exists():
        folder = cell._replace(sample_set="all").folder(aggregates)
    if not folder.exists():
        return None
    names = ("ac", "an", "n_called_late", "lowest_an", "lowest_n_called")
    counts = CellCounts(*(mapped(folder / f"{name}.npy") for name in names))
    if counts.ac.size != counts.an.size:
        raise ValueError(f"ac and an of {'/'.join(cell)} are not of the same length")
    return counts
