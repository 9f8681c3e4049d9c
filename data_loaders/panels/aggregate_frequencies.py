"""Counts that come without genotypes, written beside those that were counted: group by group."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.call_sets.group_frequencies import WINDOW, frequency_writer, leaf_rows
from straits.flat.flat_counts import Cell, write_counts
from straits.flat.flat_ranges import write_ranges
from straits.tables import LEAF_COUNTS, TABLES


@dataclass(frozen=True)
class Places:
    """Where the alleles of a call set stand among all alleles of the release.

    is_there
        Which alleles of the release the call set has, shape (n_alleles,).
    row
        The row in the call set of each of those, shape (n_there,).
    allele_index, region
        Of each row of the call set: its place among all alleles, and its region class.
    """

    is_there: NDArray[np.bool_]
    row: NDArray[np.int64]
    allele_index: NDArray[np.int64]
    region: NDArray[np.str_]


def places(release: Path, call_set_id: str) -> Places:
    """Return where the alleles of a call set stand, once `alleles` has been written."""
    states = pq.read_table(
        TABLES["allele_states"].path(release, {"call_set_id": call_set_id}),
        columns=["variant_index"],
    )
    is_there = states["variant_index"].is_valid().to_numpy()
    row = states["variant_index"].drop_null().to_numpy()
    regions = pq.read_table(TABLES["alleles"].path(release), columns=["region_class"])
    region = np.empty(row.size, dtype="<U8")
    region[row] = np.array(regions["region_class"].to_pylist(), dtype="<U8")[is_there]
    allele_index = np.full(row.size, -1)
    allele_index[row] = np.flatnonzero(is_there)
    return Places(is_there, row, allele_index, region)


def write_group(
    release: Path,
    cell: Cell,
    at: Places,
    counts: Mapping[str, NDArray[np.int32]],
    ranges: pl.DataFrame,
) -> pl.DataFrame:
    """Write the `frequencies` of a group; returns its rows of the table `censored_counts`.

    counts
        LEAF_COUNTS by name, one of each row of the call set; masked where nobody knows.
    ranges
        row (of the call set), n_called, an, ac_low and ac_high, where AC is known only as a range.

    Sexes are not told apart, and all are taken for unrelated.
    """
    placed = ranges.select(
        pl.lit(cell.call_set_id).alias("call_set_id"),
        pl.lit(cell.grouping).alias("grouping"),
        pl.lit(cell.group_id).alias("group_id"),
        pl.Series("allele_index", at.allele_index[ranges["row"].to_numpy()], pl.Int64),
        pl.exclude("row"),
    ).sort("allele_index")
    aligned = {}
    for count, values in counts.items():
        aligned[count] = np.ma.zeros(at.is_there.size, np.int32)
        aligned[count][at.is_there] = values[at.row]
    of_cell = {name: value for name, value in cell._asdict().items() if name != "sample_set"}
    path = TABLES["frequencies"].path(release, of_cell)
    path.parent.mkdir(parents=True)
    _write(path, aligned)
    aggregates = release / TABLES["frequencies"].folder
    write_ranges(aggregates, cell, placed)
    write_counts(aggregates, cell, *(aligned[count].data for count in ("n_called", "ac", "an")))
    return placed


def _write(path: Path, counts: Mapping[str, NDArray[np.int32]]) -> None:
    n_alleles = counts["ac"].size
    with frequency_writer(path) as writer:
        for start in range(0, n_alleles, WINDOW):
            part = slice(start, min(start + WINDOW, n_alleles))
            index = pa.array(np.arange(part.start, part.stop))
            of_part = [counts[count][part] for count in LEAF_COUNTS]
            writer.write_table(leaf_rows("unknown", True, index, of_part))
