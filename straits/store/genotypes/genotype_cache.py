"""Decoded row groups of `genotypes`, kept so that the next cohort over a gene reads nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from straits.errors import StoreError
from straits.genotypes.row_groups import ChosenRows, GenotypeFile, GenotypeRows, genotype_rows
from straits.store.held.budget import Budget, Cache, Waiting
from straits.store.releases.release_files import Release
from straits.store.releases.told_of_damage import reading
from straits.tables import TABLES

# Of a footer in memory, for each byte of it in the file.
_FOOTER = 10


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
        self, release: Release, call_set_id: str, variants: NDArray[np.int64]
    ) -> Iterator[ChosenRows]:
        """Yield the genotypes of some variant_index, in ascending order, a row group at a time.

        Raises StoreError if the release has no such genotypes, or they cannot be read.
        """
        for group in self._file(release, call_set_id).groups_of(variants):
            yield self._group(release, call_set_id, group).chosen(variants)

    def _file(self, release: Release, call_set_id: str) -> GenotypeFile:
        ask = partial(_open, release, call_set_id)
        return self._files.answer((release, call_set_id), ask)

    def _group(self, release: Release, call_set_id: str, group: int) -> GenotypeRows:
        ask = partial(self._decode, release, call_set_id, group)
        return self._groups.answer((release, call_set_id, group), ask)

    def _decode(self, release: Release, call_set_id: str, group: int) -> GenotypeRows:
        file = self._file(release, call_set_id)
        with _said_of(release, call_set_id):
            table = file.table([group])
        with reading(f"The genotypes of {call_set_id}"):
            table.validate(full=True)
            return genotype_rows(table, file.starts[group])


def _open(release: Release, call_set_id: str) -> GenotypeFile:
    with _said_of(release, call_set_id):
        return GenotypeFile(_path(release, call_set_id))


@contextmanager
def _said_of(release: Release, call_set_id: str) -> Iterator[None]:
    """Say of which file it is that it cannot be read."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        release.check_there()
        raise StoreError(
            f"{_path(release, call_set_id)} cannot be read ({error}). Restore it, or ingest the "
            "study again."
        ) from error


def _measured_rows(decoded: GenotypeRows) -> tuple[GenotypeRows, int]:
    return decoded, decoded.n_bytes


def _measured_footer(file: GenotypeFile) -> tuple[GenotypeFile, int]:
    return file, _FOOTER * file.footer.serialized_size


def _path(release: Release, call_set_id: str) -> Path:
    if release.rows is None:
        raise StoreError(f"The release {release.release_id} is here without its individual data.")
    table = TABLES["genotypes"]
    # The rows may lie elsewhere than the aggregates; the folder of a table is their name.
    within = table.path(Path(), {"call_set_id": call_set_id}).relative_to(table.folder)
    return Path(release.rows, within)
