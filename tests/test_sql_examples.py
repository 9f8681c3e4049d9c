"""Every view and macro of sql/ has an example in tests/sql/<folder>/<name>.yml, and does what it says there.

    - it: a missing call lowers an and leaves af alone
      given: {staging.frequencies: [{...}]}     rows of staging tables; what is not named is null
      expect: [{...}]                           the rows of the view, in any order

A macro has `select: wilson_low(0, 20)` with one value in `expect`, or `from: cell_counts(...)`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml

from straits import tables
from straits.store import sql_files

EXAMPLES = Path(__file__).parent / "sql"
SHOWN_CELLS = pa.schema(
    [
        *((name, pa.string()) for name in ("call_set_id", "grouping", "group_id", "sample_set")),
        *((name, pa.bool_()) for name in ("is_shown", "is_sex_shown")),
        ("reason", pa.string()),
    ]
)
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['it']}")
    for path in sorted(EXAMPLES.glob("*/*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
SUBJECTS = sorted(
    f"{file.layer}/{file.name}" for file in sql_files.definitions() if file.layer != "staging"
)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_example(name: str, case: Mapping[str, Any]) -> None:
    connection = _database(case.get("given", {}))
    if "select" in case:
        (value,) = connection.execute(f"select {case['select']}").fetchall()[0]
        assert _rounded(value) == case["expect"]
        return
    wanted = list(case["expect"][0]) if case["expect"] else ["1"]
    rows = connection.execute(f"select {', '.join(wanted)} from {case.get('from', name)}")
    found = [
        {key: _rounded(value) for key, value in zip(wanted, row, strict=True)}
        for row in rows.fetchall()
    ]
    assert sorted(found, key=str) == sorted(case["expect"], key=str)


def test_every_view_and_macro_has_an_example() -> None:
    missing = [name for name in SUBJECTS if not (EXAMPLES / f"{name}.yml").is_file()]
    assert missing == [], f"give each an example, tests/sql/{missing[0]}.yml"


def test_every_example_is_of_a_view_or_macro_that_exists() -> None:
    assert {f"{path.parent.name}/{path.stem}" for path in EXAMPLES.glob("*/*.yml")} <= set(SUBJECTS)


def _database(given: Mapping[str, Sequence[Mapping[str, Any]]]) -> duckdb.DuckDBPyConnection:
    """Create every view and macro over staging tables that hold the given rows, or none."""
    connection = duckdb.connect(":memory:")
    connection.execute("create schema staging")
    staging = {"staging.shown_cells", *(f"staging.{name}" for name in tables.TABLES)}
    odd = sorted(set(given) - staging)
    assert not odd, f"rows are given to staging tables, such as staging.alleles, not to {odd}"
    for name, table in tables.TABLES.items():
        partitions = [pa.field(column, pa.string()) for column in table.partitions]
        _create(connection, f"staging.{name}", pa.schema([*partitions, *table.schema]), given)
    _create(connection, "staging.shown_cells", SHOWN_CELLS, given)
    for file in sql_files.definitions():
        if file.layer == "views":
            connection.execute(f"create view {file.name} as {file.text}")
        elif file.layer == "macros":
            connection.execute(file.text)
    return connection


def _create(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    schema: pa.Schema,
    given: Mapping[str, Sequence[Mapping[str, Any]]],
) -> None:
    rows = [dict(row) for row in given.get(name, ())]
    unknown = {column for row in rows for column in row} - set(schema.names)
    assert not unknown, f"{name} has no column {min(unknown)!r}"
    for row in rows:
        row |= {
            key: _bits(value)
            for key, value in row.items()
            if pa.types.is_binary(schema.field(key).type)
        }
    connection.register("given_rows", pa.Table.from_pylist(rows, schema=schema))
    connection.execute(f"create table {name} as from given_rows")
    connection.unregister("given_rows")


def _bits(text: str | None) -> bytes | None:
    """Read a plane or mask written as bits, the first sample first; padded to whole bytes."""
    if text is None:
        return None
    padded = text + "0" * (-len(text) % 8)
    return int(padded, 2).to_bytes(len(padded) // 8, "big")


def _rounded(value: Any) -> Any:
    return round(value, 9) if isinstance(value, float) else value
