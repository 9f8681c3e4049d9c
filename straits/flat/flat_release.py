"""The arrays of a release, opened when they are asked for."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

import numpy as np
from numpy.typing import NDArray

from straits.flat.flat_codes import Codes, CodesWriter, read_codes
from straits.flat.flat_counts import Cell, CellCounts, read_counts
from straits.flat.flat_names import Names, read_names
from straits.flat.flat_ranges import RangesOfCell, read_ranges
from straits.flat.flat_rsids import Rsids, read_rsids

# What one code tells of an allele, of the table `allele_annotations` and, by call set, of
# `allele_states`.
_ANNOTATION = (
    "consequence", "consequence_class", "location_class", "clinvar_class", "clinvar_stars",
)  # fmt: skip
_STATE = ("absence", "an_source", "filter")

Read = TypeVar("Read")


def annotations_writer(aggregates: Path) -> CodesWriter:
    """Open the codes of `allele_annotations` to be written."""
    return CodesWriter(_annotations(aggregates), _ANNOTATION)


def states_writer(aggregates: Path, call_set_id: str) -> CodesWriter:
    """Open the codes of `allele_states` of a call set to be written."""
    return CodesWriter(_states(aggregates, call_set_id), _STATE)


class FlatRelease:
    """The arrays of a release. Safe between threads; nothing is read before it is asked for.

    Arrays are mapped into memory and keep no descriptor open. Each is opened once, and raises
    OSError or ValueError if it is not there or not as it was written.
    """

    def __init__(self, aggregates: Path, left_out: Collection[str] = ()) -> None:
        """Note where the aggregates of a release lie, and call sets that are as if not in it."""
        self._aggregates, self._left_out = aggregates, left_out
        self._opened: dict[tuple[str, ...], object] = {}

    @property
    def n_alleles(self) -> int:
        """How many alleles the release has."""
        return self.names.pos.size

    @property
    def names(self) -> Names:
        """What the alleles are called."""
        return self._once(("names",), lambda: read_names(self._aggregates))

    @property
    def rsids(self) -> Rsids:
        """Which alleles have an rsID."""
        return self._once(("rsids",), lambda: read_rsids(self._aggregates))

    @property
    def annotations(self) -> Codes:
        """What each allele does: the columns of `allele_annotations` that tell of no gene."""
        path = _annotations(self._aggregates)
        return self._once(("annotations",), lambda: read_codes(path))

    def states(self, call_set_id: str) -> Codes:
        """Return absence, an_source and filter of each allele in a call set."""
        if call_set_id in self._left_out:
            raise ValueError(f"the call set {call_set_id!r} is left out")
        path = _states(self._aggregates, call_set_id)
        return self._once(("states", call_set_id), lambda: read_codes(path))

    def are_seen(self, alleles: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell of which alleles a call set that is not left out has a record, shape (n,)."""
        if not self._left_out:
            return np.ones(alleles.shape, np.bool_)
        are_seen = np.zeros(alleles.shape, np.bool_)
        for folder in sorted(_states(self._aggregates, "").parent.parent.iterdir()):
            call_set_id = unquote(folder.name.partition("=")[2])
            if call_set_id not in self._left_out:
                state = self.states(call_set_id)
                is_observed = (state.values["absence"] == "observed").to_numpy()
                are_seen |= is_observed[state.codes[alleles]]
        return are_seen

    def counts(
        self, call_set_id: str, grouping: str, group_id: str, sample_set: str = "all"
    ) -> CellCounts | None:
        """Return what a call set counted in a group, or None where it has no such group."""
        if call_set_id in self._left_out:
            return None
        cell = Cell(call_set_id, grouping, group_id, sample_set)
        return self._once(cell, lambda: read_counts(self._aggregates, cell))

    def ranges(self, call_set_id: str, grouping: str, group_id: str) -> RangesOfCell | None:
        """Return the counts of a group that are only known as ranges, None where all are exact."""
        if call_set_id in self._left_out:
            return None
        cell = Cell(call_set_id, grouping, group_id)
        return self._once(("ranges", *cell), lambda: read_ranges(self._aggregates, cell))

    def _once(self, key: tuple[str, ...], read: Callable[[], Read]) -> Read:
        if key not in self._opened:
            self._opened[key] = read()
        return self._opened[key]  # type: ignore[return-value]


def _annotations(aggregates: Path) -> Path:
    return aggregates / "flat" / "allele_annotations" / "annotation.npy"


def _states(aggregates: Path, call_set_id: str) -> Path:
    folder = f"call_set_id={quote(call_set_id, safe='')}"
    return aggregates / "flat" / "allele_states" / folder / "state.npy"
