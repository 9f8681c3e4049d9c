"""Whether a view of one's own keeps what its header says: grain, columns, types, examples, time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isclose
from pathlib import Path
from typing import Any

import yaml

from straits.store import Store
from straits.store.query import sql_text
from straits.store.query.sql_files import SqlFile
from straits.store.released_tables import Made
from straits.workbench import sql_style
from straits.workbench.ask_error import AskError
from straits.workbench.asked_statement import LIMITS, ask, columns_of_views
from straits.workbench.catalogue import Relation, described_by, relations
from straits.workbench.new_view import NO_GRAIN, TO_FILL_IN
from straits.workbench.own_views import own_views, with_own

# Types that every engine reads the same.
_TYPES = {"BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "BLOB"}
BUDGET = 5.0  # seconds


def check_view(store: Store, path: Path, seconds: float = BUDGET) -> list[str]:
    """Return what is wrong with a file of a view, as sentences; nothing where it keeps its word.

    seconds
        The most that all of its rows may take.
    """
    path = path.resolve()
    released = store.released
    # What lies beside it is what it may read.
    files = (path, *sorted(path.parent.glob("*.sql")))
    own = own_views(released, released.made(), files)
    view = next(each for each in own.values() if each.path == path)
    if view.file is None:
        return [view.fault]
    made = with_own(released, files)
    relation = next(
        each for each in relations(store, own) if each.name == view.name and each.is_own
    )
    if relation.fault:
        return [relation.fault]
    faults = [*_of_header(view.file, relation), *_of_rows(store, view.file, made, seconds)]
    examples = path.with_suffix(".yml")
    if examples.exists():
        faults += _of_examples(store, view.name, examples, made)
    else:
        faults.append(
            f"{examples} is not there: write an example, given rows and those that follow."
        )
    return [*faults, *sql_style.faults(path)]


def _of_header(file: SqlFile, relation: Relation) -> Iterator[str]:
    if not file.about.startswith("One row"):
        yield "The header's first line says what one row is: 'One row per ...'."
    for left in TO_FILL_IN:
        if left in file.text:
            yield f"The header still has {left}: say it in its place."
    names = [column.name for column in relation.columns]
    if NO_GRAIN in file.grain:
        yield (
            f"The header leaves its grain to you: in place of {NO_GRAIN} write the columns that "
            f"tell each row from all others, as in '-- grain: {', '.join(names[:2])}'."
        )
    elif not file.grain:
        yield "The header names no grain: the columns that no two rows share ('-- grain: a, b')."
    for name in file.grain:
        if name not in (*names, NO_GRAIN):
            yield f"The grain names {name!r}, and the view has no such column."
    for column in relation.columns:
        if not described_by(file, column.name) and not column.description:
            yield f"The column {column.name!r} is not described below '-- columns:'."
        kind = column.type.removesuffix("[]")
        if kind not in _TYPES:
            yield (
                f"The column {column.name!r} is of the type {column.type}, which other programs "
                f"read in ways of their own; cast it to one of {', '.join(sorted(_TYPES))}."
            )
    for said in file.described:
        if said.name not in names:
            yield f"The header describes {said.name!r}, and the view has no such column."
    for part, name in file.chart.items():
        if part != "mark" and name not in names:
            yield f"The chart's {part} is {name!r}, and the view has no such column."


def _of_rows(
    store: Store, file: SqlFile, made: Mapping[str, Made], seconds: float
) -> Iterator[str]:
    name = file.path.stem
    grain = () if NO_GRAIN in file.grain else file.grain
    try:
        counts = ask(
            store,
            sql_text.grain_counts(name, grain),
            limits=replace(LIMITS, seconds=seconds),
            made=made,
        )
    except AskError as error:
        yield f"All rows of the view were not had: {error}"
        return
    n_rows, n_keys = counts.rows.row(0)
    if n_keys < n_rows:
        yield (
            f"The grain {', '.join(grain)} is not that of a row: of {n_rows:,} rows "
            f"{n_rows - n_keys:,} share it with another."
        )


def _of_examples(store: Store, name: str, path: Path, made: Mapping[str, Made]) -> Iterator[str]:
    try:
        examples = yaml.safe_load(path.read_text(encoding="utf-8"))
        told = [(str(each["it"]), dict(each["given"]), list(each["expect"])) for each in examples]
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        yield f"{path} cannot be read as examples, each with it, given and expect ({error})."
        return
    if not any(expected for _, _, expected in told):
        yield (
            f"{path} expects no row, so that it shows nothing: give a few rows of the tables under "
            "given, and under expect the rows that follow."
        )
    columns, _ = columns_of_views(store, made)
    for it, given, expected in told:
        unknown = [each for each in given if each not in made]
        if unknown:
            yield f"The example {it!r} gives rows of {unknown[0]!r}, and there is no such table."
            continue
        tables = {table: _given(made[table], columns[table], rows) for table, rows in given.items()}
        try:
            answer = ask(store, sql_text.rows_of(name, []), made={**made, **tables})
        except AskError as error:
            yield f"The example {it!r} cannot be run: {error}"
            continue
        yield from _differences(it, answer.rows.to_dicts(), expected)


def _given(made: Made, columns: list[list[str]], rows: list[Mapping[str, Any]]) -> Made:
    """Return a table of the rows of an example in place of one of the release."""
    kinds = {name: kind for name, kind in columns}
    listed = [[row.get(name) for name in kinds] for row in rows]
    statements = [sql_text.empty_table(made.name, kinds), sql_text.with_rows(made.name, listed)]
    return replace(made, statement=";\n".join(each for each in statements if each), uses=(), own="")


def _differences(
    it: str, found: list[dict[str, Any]], expected: list[Mapping[str, Any]]
) -> Iterator[str]:
    left = list(found)
    for row in expected:
        match = next((each for each in left if _is_like(each, row)), None)
        if match is None:
            yield f"The example {it!r} expects {dict(row)}, and the view gives {found}."
            return
        left.remove(match)
    if left:
        yield f"The example {it!r} expects {len(expected)} rows; the view gives {left[0]} besides."


def _is_like(row: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    return all(name in row and _is_same(row[name], value) for name, value in expected.items())


def _is_same(found: object, expected: object) -> bool:
    if isinstance(found, float) and isinstance(expected, float | int):
        return isclose(found, expected, rel_tol=1e-6, abs_tol=1e-12)
    return found == expected or str(found) == str(expected)
