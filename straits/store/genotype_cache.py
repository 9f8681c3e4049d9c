"""Decoded row groups of `genotypes`, kept so that the next cohort over a gene reads nothing."""

from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from straits.errors import StoreError
from straits.genome import REGION_CLASSES
from straits.genotypes.columns import GenotypeColumns, genotype_columns
from straits.store.release import Release
from straits.tables import TABLES

_COLUMNS = ["region_class", *GenotypeColumns._fields]

# Release, call set and, of its file, the row group.
_Key = tuple[Release, str, int]


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
    """The row groups used last, up to a number of bytes in all; safe between threads.

    A row group is decoded once even where several threads want it at the same moment: the others
    wait for the first. What is in use stays valid after it has been let go.
    """

    def __init__(self, max_bytes: int) -> None:
        """Start empty; max_bytes counts the row groups as they are in memory."""
        self._max_bytes = max_bytes
        self._groups: OrderedDict[_Key, Future[tuple[GenotypeRows, int]]] = OrderedDict()
        self._files: dict[tuple[Release, str], tuple[pq.FileMetaData, list[int]]] = {}
        self._n_bytes = 0
        self._lock = Lock()

    @property
    def n_bytes(self) -> int:
        """How many bytes are kept."""
        return self._n_bytes

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
        key = release, call_set_id
        if key not in self._files:
            path = _path(release, call_set_id)
            try:
                footer = pq.read_metadata(path)
            except (OSError, pa.ArrowException) as error:
                raise _unreadable(path, error) from error
            sizes = [footer.row_group(group).num_rows for group in range(footer.num_row_groups)]
            self._files[key] = footer, list(accumulate(sizes, initial=0))
        return self._files[key]

    def _group(self, release: Release, call_set_id: str, group: int) -> GenotypeRows:
        key = release, call_set_id, group
        with self._lock:
            found = self._groups.get(key)
            if found is not None:
                self._groups.move_to_end(key)
            else:
                mine = self._groups[key] = Future()
        if found is not None:
            return found.result()[0]
        try:
            decoded = self._decode(release, call_set_id, group)
        except BaseException as error:
            with self._lock:
                del self._groups[key]
            mine.set_exception(error)
            raise
        with self._lock:
            mine.set_result(decoded)
            self._n_bytes += decoded[1]
            self._let_go()
        return decoded[0]

    def _let_go(self) -> None:
        """Let go of the row groups not used for longest, but not of what is being decoded."""
        for key in [key for key, group in self._groups.items() if group.done()]:
            if self._n_bytes <= self._max_bytes:
                return
            self._n_bytes -= self._groups.pop(key).result()[1]

    def _decode(self, release: Release, call_set_id: str, group: int) -> tuple[GenotypeRows, int]:
        footer, starts = self._file(release, call_set_id)
        path = _path(release, call_set_id)
        try:
            with pq.ParquetFile(path, metadata=footer) as file:
                table = file.read_row_group(group, columns=_COLUMNS)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error
        places = pc.index_in(table["region_class"], pa.array(REGION_CLASSES, pa.string()))
        region = places.cast(pa.int8()).to_numpy()
        rows = GenotypeRows(starts[group], region, genotype_columns(table))
        return rows, table.nbytes + _n_bytes_of_offsets(rows.columns)


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
