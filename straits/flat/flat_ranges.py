"""Counts of a group that are known only as a range, as arrays over the alleles that have one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.flat.flat_arrays import ArrayWriter, mapped
from straits.flat.flat_counts import Cell

FOLDER = "flat/ranges"
_PARTS = {
    "allele_index": np.int64, "n_called": np.int32, "an": np.int32, "ac_low": np.int32,
    "ac_high": np.int32,
}  # fmt: skip


@dataclass(frozen=True)
class RangesOfCell:
    """The rows of `censored_counts` of a cell, each of shape (n,); allele_index rises."""

    allele_index: NDArray[np.int64]
    n_called: NDArray[np.int32]
    an: NDArray[np.int32]
    ac_low: NDArray[np.int32]
    ac_high: NDArray[np.int32]

    def within(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """Return the arrays of the alleles from start to stop, stop excluded."""
        first, last = np.searchsorted(self.allele_index, [start, stop])
        return {name: getattr(self, name)[first:last] for name in _PARTS}


def write_ranges(aggregates: Path, cell: Cell, rows: pl.DataFrame) -> None:
    """Write the rows of `censored_counts` of a cell, in order of allele_index; none: no file."""
    if rows.is_empty():
        return
    for name, kind in _PARTS.items():
        array = ArrayWriter(cell.folder(aggregates, FOLDER) / f"{name}.npy", kind)
        array.write(rows[name].to_numpy())
        array.close()


def read_ranges(aggregates: Path, cell: Cell) -> RangesOfCell | None:
    """Return the ranges of a cell, or None where all its counts are exact.

    Raises OSError or ValueError for a file that is not there or not as it was written.
    """
    folder = cell.folder(aggregates, FOLDER)
    if not folder.exists():
        return None
    return RangesOfCell(*(mapped(folder / f"{name}.npy") for name in _PARTS))
