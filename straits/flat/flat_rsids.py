"""Which alleles have an rsID, as arrays in order of the numbers of rsIDs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.flat.flat_arrays import ArrayWriter, mapped

FOLDER = "flat/rsids"
_PARTS = {"number": np.int64, "allele_index": np.int64}
_RSID = r"^rs([0-9]{1,18})$"


class RsidsWriter:
    """Writes the rows of the table `rsids`, a part of them at a time."""

    def __init__(self, aggregates: Path) -> None:
        """Open the files of a release."""
        folder = aggregates / FOLDER
        self._arrays = {
            name: ArrayWriter(folder / f"{name}.npy", kind) for name, kind in _PARTS.items()
        }

    def write(self, rows: pl.DataFrame) -> None:
        """Append the next rows of the table, in order of number and allele_index."""
        for name, array in self._arrays.items():
            array.write(rows[name].to_numpy())

    def close(self) -> None:
        """Close the files."""
        for array in self._arrays.values():
            array.close()


@dataclass(frozen=True)
class Rsids:
    """The rows of the table `rsids`: number rises, and so does allele_index of equal numbers."""

    number: NDArray[np.int64]
    allele_index: NDArray[np.int64]

    def alleles(self, rsids: Sequence[str]) -> pl.DataFrame:
        """Return one row per rsID and allele that has it, in order of alleles and rsIDs.

        Columns: rsid, as given, and allele_index. What no allele has, or is no rsID, has no row.
        """
        known = (
            pl.DataFrame({"rsid": pl.Series(rsids, dtype=pl.String)})
            .unique()
            .with_columns(pl.col("rsid").str.extract(_RSID).cast(pl.Int64).alias("number"))
            .drop_nulls()
        )
        numbers = known["number"].to_numpy()
        starts = np.searchsorted(self.number, numbers, "left")
        lengths = np.searchsorted(self.number, numbers, "right") - starts
        at = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        return pl.DataFrame(
            {
                "rsid": known["rsid"][np.repeat(np.arange(lengths.size), lengths)],
                "allele_index": self.allele_index[at],
            }
        ).sort("allele_index", "rsid")


def read_rsids(aggregates: Path) -> Rsids:
    """Return the rsIDs of a release; raises OSError or ValueError where they cannot be read."""
    return Rsids(*(mapped(aggregates / FOLDER / f"{name}.npy") for name in _PARTS))
