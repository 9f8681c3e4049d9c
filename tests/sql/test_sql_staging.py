"""Every file of sql/staging gives a table of the release as it was written."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from straits import tables
from straits.store.query import database, sql_files
from straits.store.releases.release_files import Release
from straits.tables import Table

NAMES = [file.path.stem for file in sql_files.read_layer("staging")]
# Call sets and groups are called as people please; a folder's name must not change that.
PARTITIONS = ("007", "a/b c=d")


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("release")
    for table in tables.TABLES.values():
        rows = rows_of(table)
        for part in [[row] for row in rows] if table.partitions else [rows]:
            write(folder, table, part)
    release = Release("r", folder / "aggregates", folder / "rows")
    with database.connect(release, 60.0) as opened:
        yield opened


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Return two rows in which no two columns hold the same."""
    return [
        {name: partition for name in table.partitions}
        | {field.name: value(field.type, 10 * i + n) for i, field in enumerate(table.schema)}
        for n, partition in enumerate(PARTITIONS)
    ]


def value(kind: pa.DataType, n: int) -> Any:
    if pa.types.is_integer(kind):
        return n
    if pa.types.is_floating(kind):
        return n + 0.5
    if pa.types.is_boolean(kind):
        return n % 3 == 0
    if pa.types.is_date(kind):
        return date.fromordinal(730_000 + n)
    if pa.types.is_timestamp(kind):
        return datetime.fromordinal(730_000 + n)
    if pa.types.is_binary(kind):
        return n.to_bytes(2, "big")
    return [n] if pa.types.is_list(kind) else f"text {n}"


def write(folder: Path, table: Table, rows: list[dict[str, Any]]) -> None:
    path = table.path(folder, {name: rows[0][name] for name in table.partitions})
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [{name: row[name] for name in table.schema.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(kept, schema=table.schema), path)


def read(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    found = connection.execute(f"from staging.{name}")
    assert found.description is not None
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize("name", NAMES)
def test_a_staging_view_has_the_rows_of_its_table_under_their_names(
    connection: duckdb.DuckDBPyConnection, name: str
) -> None:
    (first, second), found = rows_of(tables.TABLES[name]), read(connection, name)
    assert found in ([first, second], [second, first])


@pytest.mark.parametrize(
    ("name", "stand_in"),
    [("frequencies", "cohort_frequencies"), ("sample_groups", "cohort_members")],
)
def test_the_cohorts_of_one_query_stand_beside_the_groups(
    connection: duckdb.DuckDBPyConnection, name: str, stand_in: str
) -> None:
    table = tables.TABLES[name]
    cohort = {"grouping": "cohort", "group_id": "smokers"}
    row = {field.name: value(field.type, 7_000 + i) for i, field in enumerate(table.schema)}
    row |= {"call_set_id": "007", **cohort}
    with connection.cursor() as cursor:
        cursor.register(stand_in, pa.Table.from_pylist([row]))
        assert row in read(cursor, name)
        assert len(read(cursor, name)) == 3
    assert len(read(connection, name)) == 2


def test_every_table_but_the_rows_set_aside_has_a_staging_view() -> None:
    # Rows set aside hold what a site sent by mistake: they are read on disk, never on a page.
    assert set(tables.TABLES) - set(NAMES) == {"set_aside_rows"}
