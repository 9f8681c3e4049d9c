"""The profile's decisions on cells, kept in the database beside the counts that they are of."""

from collections.abc import Sequence

import duckdb
import polars as pl

from straits.store.cohorts import cohort_frequencies
from straits.store.query import sql_text


def decide_cohort(
    connection: duckdb.DuckDBPyConnection, cohort_id: str, cells: pl.DataFrame
) -> None:
    """Keep the profile's decision on a cohort beside those on groups; no cells: keep none."""
    cursor = connection.cursor()
    if cells.is_empty():
        cursor.execute(sql_text.delete("staging.shown_cells", "group_id"), [cohort_id])
    groupings = (cohort_frequencies.COHORT, f"{cohort_frequencies.ONE_COHORT}{cohort_id}")
    show(
        cursor,
        [
            (call_set_id, grouping, cohort_id, *decided)
            for grouping in groupings
            for call_set_id, *decided in cells.iter_rows()
        ],
    )
    cursor.close()


def show(connection: duckdb.DuckDBPyConnection, cells: Sequence[tuple[object, ...]]) -> None:
    """Add cells to those that are decided on, all at once."""
    if cells:
        columns = [list(column) for column in zip(*cells, strict=True)]
        connection.execute(sql_text.insert("staging.shown_cells", len(columns)), columns)
