"""Decoded row groups of `genotypes`, kept so that the next cohort over a gene reads nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from straits.errors import StoreError
from straits.genome import REGION_CLASSES
from straits.genotypes.columns import GenotypeColumns, genotype_columns
from straits.store.held.budget import Budget, Cache, Waiting
from straits.store.releases.release_files import Release
from straits.store.releases.told_of_damage import reading
from straits.tables import TABLES

_COLUMNS = ["region_class", *GenotypeColumns._fields]

# Of a footer in memory, for each byte of it in the file.
_FOOTER = 10


@dataclass(frozen=True)
class GenotypeRows:
    """Consecutive alleles of a call set.

    first_variant
        The variant_index of the first; the others follow without a gap.
    region
        Place of each in genome.REGION_CLASSES, shape (n_alleles,).
    """

    first_variant: int
    region: NDArray[np.int8]
    columns: GenotypeColumns

    def between(self, first_variant: int, last_variant: int) -> "GenotypeRows":
        """Return those of a closed range of variant_index; nothing is copied."""
        start = max(first_variant - self.first_variant, 0)
        stop = max(last_variant + 1 - self.first_variant, start)
        return GenotypeRows(
            self.first_variant + start, self.region[start:stop], self.columns.rows(start, stop)
        )


class GenotypeCache:
    """The row groups used last; safe between threads.

    A row group is decoded once even where several threads want it at the same moment: the others
    wait for the first. What is in use stays valid after it has been let go.
    """

    def __init__(self, budget: Budget | None = None, waiting: Waiting | None = None) -> None:
        """Start empty; row groups count as they are in memory. See Cache."""
        self._groups = Cache(budget, _measured_rows, waiting)
        self._files = Cache(budget, _measured_footer, waiting)

    @property
    def n_bytes(self) -> int:
        """How many bytes of row groups are kept."""
        return self._groups.n_bytes

    def rows(
        self, release: Release, call_set_id: str, first_variant: int, last_variant: int
    ) -> Iterator[GenotypeRows]:
        """Yield the genotypes of a closed range of variant_index, in order, a row group at a time.

        Raises StoreError if the release has no such genotypes, or they cannot be read.
        """
        _, starts = self._file(release, call_set_id)
        for group, (start, stop) in enumerate(zip(starts, starts[1:], strict=False)):
            if start <= last_variant and first_variant < stop:
                decoded = self._group(release, call_set_id, group)
                yield decoded.between(first_variant, last_variant)

    def _file(self, release: Release, call_set_id: str) -> tuple[pq.FileMetaData, list[int]]:
        """Return the footer, and the variant_index at which each row group starts, and the end."""
        ask = partial(_footer, release, call_set_id)
        return self._files.answer((release, call_set_id), ask)

    def _group(self, release: Release, call_set_id: str, group: int) -> GenotypeRows:
        ask = partial(self._decode, release, call_set_id, group)
        return self._groups.answer((release, call_set_id, group), ask)[0]

    def _decode(self, release: Release, call_set_id: str, group: int) -> tuple[GenotypeRows, int]:
        footer, starts = self._file(release, call_set_id)
        path = _path(release, call_set_id)
        try:
            with pq.ParquetFile(path, metadata=footer) as file:
                table = file.read_row_group(group, columns=_COLUMNS)
        except (OSError, pa.ArrowException) as error:
            release.check_there()
            raise _unreadable(path, error) from error
        with reading(f"The genotypes of {call_set_id}"):
            table.validate(full=True)
            places = pc.index_in(table["region_class"], pa.array(REGION_CLASSES, pa.string()))
            region = places.cast(pa.int8()).to_numpy()
            rows = GenotypeRows(starts[group], region, genotype_columns(table))
        # What the columns are views of is kept whole.
        n_bytes = table.get_total_buffer_size() + region.nbytes + _n_bytes_of_offsets(rows.columns)
        return rows, n_bytes


def _footer(release: Release, call_set_id: str) -> tuple[pq.FileMetaData, list[int]]:
    path = _path(release, call_set_id)
    try:
        footer = pq.read_metadata(path)
    except (OSError, pa.ArrowException) as error:
        release.check_there()
        raise _unreadable(path, error) from error
    sizes = [footer.row_group(group).num_rows for group in range(footer.num_row_groups)]
    return footer, list(accumulate(sizes, initial=0))


def _measured_rows(decoded: tuple[GenotypeRows, int]) -> tuple[tuple[GenotypeRows, int], int]:
    return decoded, decoded[1]


def _measured_footer(
    read: tuple[pq.FileMetaData, list[int]],
) -> tuple[tuple[pq.FileMetaData, list[int]], int]:
    return read, _FOOTER * read[0].serialized_size


def _n_bytes_of_offsets(columns: GenotypeColumns) -> int:
    return sum(part.starts.nbytes + part.stops.nbytes for part in columns)


def _path(release: Release, call_set_id: str) -> Path:
    if release.rows is None:
        raise StoreError(f"The release {release.release_id} is here without its individual data.")
    table = TABLES["genotypes"]
    # The rows may lie elsewhere than the aggregates; the folder of a table is their name.
    within = table.path(Path(), {"call_set_id": call_set_id}).relative_to(table.folder)
    return Path(release.rows, within)


def _unreadable(path: Path, error: Exception) -> StoreError:
    return StoreError(f"{path} cannot be read ({error}). Restore it, or ingest the study again.")
