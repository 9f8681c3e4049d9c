"""Columns of few different values: a small number by allele, and the list that it is a place in."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.flat.flat_arrays import ArrayWriter, mapped

_WIDTHS = (np.uint8, np.uint16, np.uint32)


@dataclass(frozen=True)
class Codes:
    """Some columns of all alleles, taken together.

    codes
        Place of each allele's values in `values`, shape (n_alleles,); uint8, or wider where there
        are more than 256 different ones.
    values
        One row per different combination of values, nulls included.
    """

    codes: NDArray[Any]
    values: pl.DataFrame

    def of(self, alleles: NDArray[np.int64]) -> pl.DataFrame:
        """Return the values of some alleles, one row each in their order."""
        return self.values[self.codes[alleles].astype(np.int64)]


class CodesWriter:
    """Writes some columns of a table as one code by allele, a part of the alleles at a time."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        """Open a file.

        path
            The .npy of the codes; their values lie beside it, as `<name>_values.parquet`.
        """
        self._path = path
        self._columns = list(columns)
        self._array = ArrayWriter(path, _WIDTHS[0])
        self._known: pl.DataFrame | None = None

    def write(self, rows: pl.DataFrame) -> None:
        """Append the rows of the next alleles, which have the columns."""
        given = rows.select(self._columns)
        before = given.clear() if self._known is None else self._known.drop("code")
        every = pl.concat([before, given.unique(maintain_order=True)]).unique(maintain_order=True)
        self._known = every.with_columns(code=pl.int_range(pl.len(), dtype=pl.UInt32))
        width = next(each for each in _WIDTHS if every.height <= np.iinfo(each).max + 1)
        if np.dtype(width) != self._array.dtype:
            self._array = self._array.widened(width)
        coded = given.join(
            self._known, on=self._columns, how="left", nulls_equal=True, maintain_order="left"
        )
        self._array.write(coded["code"].to_numpy())

    def close(self) -> None:
        """Write the values down, and close the files."""
        self._array.close()
        values = pl.DataFrame() if self._known is None else self._known.drop("code")
        values.write_parquet(_values(self._path))


def read_codes(path: Path) -> Codes:
    """Return the codes of a file.

    Raises OSError, ValueError or PolarsError where they or their values cannot be read.
    """
    return Codes(mapped(path), pl.read_parquet(_values(path), glob=False))


def _values(path: Path) -> Path:
    return path.with_name(f"{path.stem}_values.parquet")
