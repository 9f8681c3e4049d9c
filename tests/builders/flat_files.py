"""The arrays of a release made of its tables, for releases that no ingest wrote."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import polars as pl

from straits.flat.flat_counts import Cell, write_counts
from straits.flat.flat_names import NamesWriter
from straits.flat.flat_ranges import write_ranges
from straits.flat.flat_release import annotations_writer, states_writer
from straits.flat.flat_rsids import RsidsWriter
from straits.tables import SAMPLE_SETS


def write_flat(aggregates: Path) -> None:
    """Write the arrays of a release whose tables are written."""
    names = NamesWriter(aggregates)
    names.write(pl.read_parquet(aggregates / "alleles.parquet", glob=False))
    names.close()
    rsids = RsidsWriter(aggregates)
    rsids.write(pl.read_parquet(aggregates / "rsids.parquet", glob=False))
    rsids.close()
    annotations = annotations_writer(aggregates)
    annotations.write(pl.read_parquet(aggregates / "allele_annotations.parquet", glob=False))
    annotations.close()
    for (call_set_id,), states in partitions(aggregates / "allele_states"):
        codes = states_writer(aggregates, call_set_id)
        codes.write(states)
        codes.close()
    for cell, ranges in ranges_of_cells(aggregates):
        write_ranges(aggregates, cell, ranges)
    for cell, counts in cells(aggregates):
        write_counts(aggregates, cell, *counts)


def ranges_of_cells(aggregates: Path) -> Iterator[tuple[Cell, pl.DataFrame]]:
    """Yield the rows of `censored_counts` of each cell that has any."""
    path = aggregates / "censored_counts.parquet"
    rows = pl.read_parquet(path, glob=False).sort("allele_index")
    keys = ["call_set_id", "grouping", "group_id"]
    for cell, ranges in rows.group_by(keys, maintain_order=True):
        yield Cell(*map(str, cell)), ranges


def cells(aggregates: Path) -> Iterator[tuple[Cell, list[np.ndarray]]]:
    """Yield n_called, ac and an of each cell of `frequencies`, of either sample set."""
    for group, rows in partitions(aggregates / "frequencies"):
        for sample_set in SAMPLE_SETS:
            is_wanted = pl.lit(sample_set == "all") | pl.col("is_unrelated")
            columns = rows.group_by("allele_index", maintain_order=True).agg(
                pl.col("n_called", "ac", "an").filter(is_wanted).sum()
            )
            yield Cell(*group, sample_set), [*columns.drop("allele_index").to_numpy().T]


def partitions(table: Path) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    """Yield the rows of each file of a table, with the values in the names of its folders."""
    for path in sorted(table.rglob("data.parquet")):
        folders = path.parent.relative_to(table).parts
        values = tuple(unquote(folder.partition("=")[2]) for folder in folders)
        yield values, pl.read_parquet(path, glob=False, hive_partitioning=False)
