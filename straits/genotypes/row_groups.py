"""The genotypes of a call set from their file, a row group at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from straits.genome import REGION_CLASSES
from straits.genotypes.columns import GenotypeColumns, genotype_columns

_COLUMNS = ["region_class", *GenotypeColumns._fields]


@dataclass(frozen=True)
class ChosenRows:
    """Some alleles of those that were asked for, in their order.

    asked
        Which of them they are.
    """

    asked: slice
    region: NDArray[np.int8]
    columns: GenotypeColumns


@dataclass(frozen=True)
class GenotypeRows:
    """Consecutive alleles of a call set.

    first_variant
        The variant_index of the first; the others follow without a gap.
    region
        Place of each in genome.REGION_CLASSES, shape (n_alleles,).
    n_bytes
        Of memory that is kept for them; what the columns are views of is kept whole.
    """

    first_variant: int
    region: NDArray[np.int8]
    columns: GenotypeColumns
    n_bytes: int

    def between(self, first_variant: int, last_variant: int) -> "GenotypeRows":
        """Return those of a closed range of variant_index; nothing is copied."""
        # Half-open, counted from the first here.
        start = max(first_variant - self.first_variant, 0)
        stop = max(last_variant + 1 - self.first_variant, start)
        here = slice(start, stop)
        return GenotypeRows(
            self.first_variant + start, self.region[here], self.columns.take(here), self.n_bytes
        )

    def places(self, variants: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where those of some variants are that are here, counted from the first here."""
        here = variants - self.first_variant
        return here[(here >= 0) & (here < self.region.size)]

    def chosen(self, variants: NDArray[np.int64]) -> ChosenRows:
        """Return those of some variants, in ascending order, that are here."""
        ends = self.first_variant, self.first_variant + self.region.size
        start, stop = np.searchsorted(variants, ends).tolist()
        here = variants[start:stop] - self.first_variant
        return ChosenRows(slice(start, stop), self.region[here], self.columns.take(here))


class GenotypeFile:
    """A file of `genotypes`, whose footer was read; safe between threads.

    starts
        The variant_index of the first allele of each row group, and the end. A variant_index is the
        number of its row, counted from 0.
    """

    def __init__(self, path: Path, use_threads: bool = True) -> None:
        """Read the footer. Raises OSError or pa.ArrowException if that cannot be.

        use_threads
            Whether a row group is decoded by several threads.
        """
        self._path, self._use_threads = path, use_threads
        self.footer = pq.read_metadata(path)
        sizes = (
            self.footer.row_group(group).num_rows for group in range(self.footer.num_row_groups)
        )
        self.starts = list(accumulate(sizes, initial=0))
        self._starts = np.array(self.starts)

    def groups(self, first_variant: int, last_variant: int) -> list[int]:
        """Return the row groups that have any of a closed range of variant_index, in order."""
        first = max(bisect_right(self.starts, first_variant) - 1, 0)
        stop = min(bisect_left(self.starts, last_variant + 1), self.footer.num_row_groups)
        return list(range(first, stop))

    def groups_of(self, variants: NDArray[np.int64]) -> list[int]:
        """Return the row groups that have any of some variants, in order."""
        groups: list[int] = np.unique(np.searchsorted(self._starts, variants, "right") - 1).tolist()
        return [group for group in groups if group < self.footer.num_row_groups]

    def read(self, groups: Sequence[int]) -> GenotypeRows:
        """Return row groups that follow one another.

        Raises OSError or pa.ArrowException if they cannot be read.
        """
        return genotype_rows(self.table(groups), self.starts[groups[0]])

    def table(self, groups: Sequence[int]) -> pa.Table:
        """Return what `read` makes its rows from. Raises as it does."""
        with pq.ParquetFile(self._path, metadata=self.footer) as file:
            return file.read_row_groups(groups, _COLUMNS, use_threads=self._use_threads)


def genotype_rows(table: pa.Table, first_variant: int) -> GenotypeRows:
    """Return consecutive rows of the `genotypes` table.

    Raises ValueError where a region class is none of genome.REGION_CLASSES.
    """
    places = pc.index_in(table["region_class"], pa.array(REGION_CLASSES, pa.string()))
    if places.null_count:
        raise ValueError(f"region_class is none of {', '.join(REGION_CLASSES)} in some genotypes")
    region = places.cast(pa.int8()).to_numpy()
    columns = genotype_columns(table)
    n_bytes = sum(part.starts.nbytes + part.stops.nbytes for part in columns)
    n_bytes += table.get_total_buffer_size() + region.nbytes
    return GenotypeRows(first_variant, region, columns, n_bytes)
