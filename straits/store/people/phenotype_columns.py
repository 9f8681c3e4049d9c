"""What is known of a phenotype, in columns: one value for each person counted, or each reading."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.store.people.person_columns import Coded, coded
from straits.store.query.running import Run
from straits.store.query.sql_files import fixed


@dataclass(frozen=True)
class StatusColumns:
    """What the sites know of everybody; arrays of shape (n_people,).

    status
        yes, no, measured, unknown or not_applicable; none where a site says nothing of somebody.
    value, category
        What counts, by the phenotype's choice; NaN, or none, where there is none.
    n_unread
        Rows that may say yes, or have a value, and cannot be read.
    """

    status: Coded
    value: NDArray[np.float64]
    category: Coded
    n_unread: NDArray[np.int32]


@dataclass(frozen=True)
class ReadingColumns:
    """Every reading of people who are counted, by person; arrays of shape (n_readings,).

    person
        Their place among all who are counted.
    source_row
        The row of a table that the reading is of, each person's counted on from those before.
    day, age, value
        Days since 1970, years, the phenotype's unit; NaN where there is none.
    is_no
        Whether a phenotype that is a yes or no is not said to be there.
    """

    person: NDArray[np.int32]
    source_row: NDArray[np.int32]
    day: NDArray[np.float64]
    age: NDArray[np.float64]
    value: NDArray[np.float64]
    category: Coded
    code: Coded
    code_system: Coded
    is_no: NDArray[np.bool_]


def status_columns(run: Run, phenotype: str) -> StatusColumns:
    """Return what is known of a phenotype, in the order of the person columns."""
    rows = run(fixed("store", "status_of_phenotype").text, {"phenotype": phenotype})
    return StatusColumns(
        coded(rows["status"]),
        _numbers(rows["value"]),
        coded(rows["category"]),
        rows["n_unread"].fill_null(0).cast(pl.Int32).to_numpy(),
    )


def reading_columns(run: Run, phenotype: str) -> ReadingColumns:
    """Return the readings of a phenotype."""
    rows = run(fixed("store", "readings_of_phenotype").text, {"phenotype": phenotype})
    return ReadingColumns(
        rows["person"].cast(pl.Int32).to_numpy(),
        rows["source_row"].cast(pl.Int32).to_numpy(),
        _numbers(rows["measured_on"].to_physical()),
        _numbers(rows["age_at"]),
        _numbers(rows["value"]),
        coded(rows["category"]),
        coded(rows["code"]),
        coded(rows["code_system"]),
        rows["is_no"].to_numpy(),
    )


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
