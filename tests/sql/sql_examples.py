"""What runs the examples of tests/sql on views, macros and queries over given rows.

    - it: of two alleles of one rsID the first comes first
      given: {staging.alleles: [{...}]}     rows of staging tables; what is not named is null
      parameters: {rsid: rs1}               of a query; min_people is 0 if it is not among them
      expect: [{...}]                       the rows that follow, each with the columns that matter

A macro has `select: wilson_low(0, 20)` with one value in `expect`, or `from: cell_counts(...)`.
Rows are compared in order where a query sorts them at its end, else in any; `order: any` says of a
query that its order cannot be foreseen. Of a comparison only what differs from A_AND_B is written.
A criterion of a cohort is given what stands before it, such as readings, as a table of that name;
samples.parquet is what the release has, with the grouping ethnic_group. Masks are written as bits.
A row that begins with `n: 0..9` stands for ten, with {n} in its texts: sample_index: "{n}".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from straits import tables
from straits.store.query import sql_files
from straits.store.query.sql_files import SqlFile

EXAMPLES = Path(__file__).parent
SUBJECTS = {
    (layer, file.path.stem): file
    for layer in sql_files.LAYERS
    for file in sql_files.read_layer(layer)
    if layer != "staging"
}
# A and B are two groups of one call set, and every allele that both know is compared.
A_AND_B: Mapping[str, Any] = {
    "a_call_sets": ["c"],
    "a_grouping": "g",
    "a_group": "A",
    "b_call_sets": ["c"],
    "b_grouping": "g",
    "b_group": "B",
    "sample_set": "all",
    "first_allele": None,
    "last_allele": None,
    "range_starts": [],
    "range_ends": [],
    "least_an": 1,
    "af_min": 0.0,
    "af_max": 1.0,
    "variant_types": [],
    "filter_pass_only": False,
    "leave_out_indels": False,
    "consequence_classes": [],
    "clinvar_classes": [],
}
_SHOWN_CELLS = pa.schema(
    [
        *((name, pa.string()) for name in ("call_set_id", "grouping", "group_id", "sample_set")),
        *((name, pa.bool_()) for name in ("is_shown", "is_sex_shown")),
        ("reason", pa.string()),
    ]
)
_SCHEMAS = {
    "staging.shown_cells": _SHOWN_CELLS,
    **{
        f"staging.{name}": pa.schema(
            [*((column, pa.string()) for column in table.partitions), *table.schema]
        )
        for name, table in tables.TABLES.items()
    },
}
_PERSON = {
    **dict.fromkeys(
        ("call_set_id", "site_id", "assay", "sample_id", "person_id", "sex"), pa.string()
    ),
    "sample_index": pa.int32(),
    "age": pa.float64(),
    "is_unrelated": pa.bool_(),
    "sheet": pa.struct([("call_set_id", pa.string()), ("ethnic_group", pa.string())]),
}
# Of the cohorts that a query names.
_SCHEMAS["cohort_ranges"] = pa.schema(
    {
        **dict.fromkeys(("call_set_id", "grouping", "group_id", "sample_set"), pa.string()),
        "allele_index": pa.int64(),
        **dict.fromkeys(("n_called", "an", "ac_low", "ac_high"), pa.int32()),
    }
)
_FLAGS = dict.fromkeys(("is_case", "is_among", "part_1"), pa.bool_())
# What the criteria of a cohort read besides tables: see straits/store/cohorts/cohort_sql.py.
_SCHEMAS["people"] = pa.schema(_PERSON)
_SCHEMAS["judged"] = pa.schema({**_PERSON, **_FLAGS})
_SCHEMAS["alleles"] = pa.schema({"allele_index": pa.int64(), "region_class": pa.string()})
_SCHEMAS["probabilities"] = pa.schema(
    {"call_set_id": pa.string(), "sample_index": pa.int32(), "probability": pa.float64()}
)
_SCHEMAS["readings"] = pa.schema(
    {
        **dict.fromkeys(("site_id", "person_id", "source_table"), pa.string()),
        "source_line": pa.int64(),
        **dict.fromkeys(("value", "age_at"), pa.float64()),
        "measured_on": pa.date32(),
        **dict.fromkeys(("is_hit", "is_inside"), pa.bool_()),
    }
)
# Layers that are asked, with parameters.
_ASKED = ("queries", "cohorts", "store")
_KEYS = {"it", "given", "parameters", "expect", "order", "select", "from"}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """One example of one file of sql/; `said` is what its YAML says."""

    layer: str
    name: str
    said: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.layer}/{self.name}: {self.said['it']}"


def examples(folder: Path = EXAMPLES) -> list[Example]:
    """Return the examples below a folder, by name of the file.

    Raises AssertionError for a key that is none.
    """
    found = [
        Example(path.relative_to(folder).parts[0], path.stem, said)
        for path in sorted(folder.rglob("*.yml"))
        for said in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    ]
    for example in found:
        odd = example.said.keys() - _KEYS
        assert not odd, f"{example} has {min(odd)!r}, which is none of {sorted(_KEYS)}"
    return found


def answer(example: Example) -> Any:
    """Return what follows from the given rows, with the columns that the example expects.

    Raises AssertionError for a table, column or parameter that is none, and where a query does not
    return the columns that it declares.
    """
    file = SUBJECTS[example.layer, example.name]
    said = example.said
    connection = _database()
    connection.begin()
    try:
        for table, rows in said.get("given", {}).items():
            _insert(connection, table, rows)
        if "select" in said:
            return _rounded(connection.execute(f"select {said['select']}").fetchall()[0][0])
        if example.layer in _ASKED:
            connection.execute(file.text, _values(file, said.get("parameters", {})))
        else:
            connection.execute(f"from {said.get('from', example.name)}")
        assert connection.description is not None
        columns = [column[0] for column in connection.description]
        if example.layer == "queries":
            declared = [column.name for column in file.columns]
            assert columns == declared, f"{example.name} declares {declared}, returns {columns}"
        wanted = list(said["expect"][0]) if said["expect"] else columns
        return [
            {name: _rounded(row[columns.index(name)]) for name in wanted}
            for row in connection.fetchall()
        ]
    finally:
        connection.rollback()


def is_in_order(example: Example) -> bool:
    """Whether the rows of an example come in an order that its file promises."""
    text = SUBJECTS[example.layer, example.name].text
    is_sorted = re.search(r"^order by", text, re.MULTILINE) is not None
    return example.layer in _ASKED and is_sorted and example.said.get("order") != "any"


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return every view and macro over staging tables without rows, made once for all examples."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.execute("create schema staging")
    connection.execute(f"create macro rows_folder() as '{_rows_folder().name}'")
    for name, schema in _SCHEMAS.items():
        connection.register("no_rows", schema.empty_table())
        connection.execute(f"create table {name} as from no_rows")
        connection.unregister("no_rows")
    for file in sql_files.definitions():
        if file.layer == "views":
            connection.execute(f"create view {file.name} as {file.text}")
        elif file.layer == "macros":
            connection.execute(file.text)
    return connection


@cache
def _rows_folder() -> TemporaryDirectory:
    return TemporaryDirectory()


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    if table == "samples.parquet":
        schema = tables.TABLES["samples"].schema.append(pa.field("ethnic_group", pa.string()))
        pq.write_table(pa.Table.from_pylist(rows, schema), Path(_rows_folder().name, table))
        return
    assert table in _SCHEMAS, f"rows are given to tables such as staging.alleles, not to {table!r}"
    schema = _SCHEMAS[table]
    written = [dict(one) for row in rows for one in _repeated(row)]
    unknown = {column for row in written for column in row} - set(schema.names)
    assert not unknown, f"{table} has no column {min(unknown)!r}"
    for row in written:
        for column, value in row.items():
            row[column] = _stored(value, schema.field(column).type)
    if written:
        connection.register("given_rows", pa.Table.from_pylist(written, schema=schema))
        connection.execute(f"insert into {table} from given_rows")
        connection.unregister("given_rows")


def _repeated(row: Row) -> Iterator[Row]:
    if "n" not in row:
        yield row
        return
    first, last = (int(end) for end in row["n"].split(".."))
    for n in range(first, last + 1):
        yield {
            name: value.format(n=n) if isinstance(value, str) else value
            for name, value in row.items()
            if name != "n"
        }


def _stored(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, str) and pa.types.is_binary(kind):
        return _bits(value)
    return int(value) if isinstance(value, str) and pa.types.is_integer(kind) else value


def _bits(text: str) -> bytes:
    """Read a plane or mask written as bits, the first sample first; padded to whole bytes."""
    padded = text + "0" * (-len(text) % 8)
    return int(padded, 2).to_bytes(len(padded) // 8, "big")


def _values(file: SqlFile, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a query is bound to, as the store binds it."""
    given = {"min_people": 0, **parameters}
    odd = given.keys() ^ {"min_people", *file.parameters}
    assert not odd, f"{file.name} takes {list(file.parameters)}, was given {list(parameters)}"
    for name, kind in file.parameters.items():
        if kind == "comparison":
            assert given[name].keys() <= A_AND_B.keys(), f"a comparison has no {given[name]}"
            given[name] = {**A_AND_B, **given[name]}
        if kind == "blobs":
            given[name] = [_bits(mask) for mask in given[name]]
    named = duckdb.extract_statements(file.text)[0].named_parameters
    return {name: value for name, value in given.items() if name in named}


def _rounded(value: Any) -> Any:
    if isinstance(value, bytes):
        return "".join(f"{byte:08b}" for byte in value)
    return round(value, 9) if isinstance(value, float) else value
