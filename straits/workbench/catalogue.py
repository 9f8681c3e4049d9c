"""What can be asked: tables, views and macros, each with what its header says of it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from straits.store import Store
from straits.store.query.sql_files import SqlFile
from straits.store.released_tables import Made
from straits.workbench.ask_error import AskError
from straits.workbench.asked_statement import columns_of_views, types
from straits.workbench.own_views import OwnView, own_views
from straits.workbench.statement_errors import in_file, of_view

# Made by the store for its own pages alone; nobody need see them.
_UNSEEN = {"cohort_frequencies", "cohort_ranges", "cohort_members"}
# What the store itself fills, so that no file has a header for it.
_FILLED = {
    "staging.shown_cells": "One row per call set, grouping, group and sample set that the profile "
    "decided on: whether it is shown, whether its sexes are, and why not.",
}
_COLUMNS = Path(__file__).with_name("columns.yaml")


@dataclass(frozen=True)
class Described:
    """A column.

    unit
        Empty where it has none.
    """

    name: str
    type: str
    unit: str
    description: str


@dataclass(frozen=True)
class Relation:
    """Something that can be named in a statement.

    kind
        "table", "view", "macro" or "query".
    about
        The words of its header: what one row is first.
    columns
        Of a macro that gives a value none.
    arguments
        Of a macro.
    n_rows
        None where nobody has counted.
    depends_on
        The names of the relations that its text names.
    chart
        How its header says that it is drawn; empty where it does not.
    asks
        The columns by which its own page is filtered.
    is_own
        Whether it is a view of somebody's own, of the study or of this server.
    fault
        Why it cannot be asked, with file and line; empty where it can be.
    """

    name: str
    kind: str
    about: str
    columns: tuple[Described, ...]
    arguments: tuple[str, ...]
    n_rows: int | None
    sql: str
    depends_on: tuple[str, ...]
    chart: Mapping[str, str]
    asks: tuple[str, ...]
    is_own: bool = False
    fault: str = ""


def catalogue(store: Store) -> list[Relation]:
    """Return what can be asked of a release, tables first, then views, then macros, by name."""
    # Views of one's own are read each time, so that a file shows once it lies there.
    own = own_views(store.released, store.released.made())
    texts = [(name, each.file.text if each.file else each.fault) for name, each in own.items()]
    key = f"sql.catalogue.{hashlib.sha256(repr(texts).encode()).hexdigest()}"
    found: list[Relation] = store.derived.answer(key, lambda: relations(store, own))
    return found


def relation(store: Store, name: str) -> Relation:
    """Return what has a name. Raises AskError, with the nearest name, where nothing has."""
    # A file that takes a name in vain stands behind what has it.
    by_name = {
        each.name: each for each in sorted(catalogue(store), key=lambda each: not each.fault)
    }
    if name not in by_name:
        bare = {each.rpartition(".")[2]: each for each in by_name}
        near = [bare[name]] if name in bare else get_close_matches(name, list(by_name), 1, 0.5)
        nearest = f" The nearest is {near[0]!r}." if near else ""
        message = f"There is no table, view or macro {name!r}.{nearest}"
        raise AskError(message, near=tuple(near), kind="name")
    return by_name[name]


def columns(
    store: Store, sql: str, parameters: Mapping[str, object] | None = None
) -> tuple[Described, ...]:
    """Return the columns that a select would answer, and what is known of them; runs nothing.

    Raises what `ask` does.
    """
    found = []
    for name, kind in types(store, sql, parameters):
        known = described(name)
        found.append(Described(name, kind, known.unit, known.description))
    return tuple(found)


def described(column: str) -> Described:
    """Return what a column of a name is anywhere; empty where it has no one meaning."""
    about = _described().get(column, {})
    return Described(column, "", about.get("unit", ""), about.get("is", ""))


def described_by(file: SqlFile, column: str) -> bool:
    """Tell whether the header of a view describes a column."""
    return any(each.name == column for each in file.described)


def relations(store: Store, own: Mapping[str, OwnView]) -> list[Relation]:
    """Return what can be asked of a release, and these views of one's own."""
    released = store.released
    made = released.made() | {each.name: each.made for each in own.values() if each.made}
    columns, uses = columns_of_views(store, made)
    made |= {name: replace(made[name], uses=tuple(names)) for name, names in uses.items()}
    n_rows = released.n_rows()
    order = {"table": 0, "view": 1, "macro": 2, "query": 3}
    found = [
        _relation(each, made, columns.get(each.name, []), n_rows)
        for each in made.values()
        if each.name not in _UNSEEN
    ]
    found += [_broken(each, made) for each in own.values() if each.fault]
    return sorted(found, key=lambda each: (order[each.kind], each.name))


def _relation(
    each: Made,
    made: Mapping[str, Made],
    said: Any,
    n_rows: Mapping[str, int],
) -> Relation:
    text = each.own or (each.file.select if each.file else each.statement)
    columns, fault = (said, "") if isinstance(said, list) else ([], _fault(each, said, made))
    is_table = each.name.startswith("staging.")
    kind = "macro" if "macro" in each.kind else "table" if is_table else "view"
    arguments = re.search(r"\bmacro \w+\(([^)]*)\)", text) if kind == "macro" else None
    return Relation(
        each.name,
        kind,
        each.file.about if each.file else _FILLED.get(each.name, ""),
        tuple(_column(name, kind, each) for name, kind in columns),
        tuple(part.strip() for part in arguments[1].split(",") if part.strip())
        if arguments
        else (),
        n_rows.get(each.name.removeprefix("staging.")) if is_table else None,
        text,
        tuple(name for name in each.uses if name in made and name not in _UNSEEN),
        each.file.chart if each.file else {},
        tuple(each.file.parameters) if each.file and kind == "view" else (),
        bool(each.own),
        fault,
    )


def _fault(each: Made, said: Mapping[str, Any], made: Mapping[str, Made]) -> str:
    """Return what is wrong with a view, with the line of its file."""
    place = str(each.file.path) if each.file else each.name
    read = made[said.get("of") or each.name]
    wrong = of_view(said, read, made)
    if read.name != each.name:
        return f"{place}: it reads {read.name!r}, which cannot be asked: {in_file(read, wrong)}"
    where = f"line {wrong.line}, column {wrong.column}: " if wrong.line else ""
    return f"{place}: {where}{wrong.message}"


def _broken(view: OwnView, made: Mapping[str, Made]) -> Relation:
    """Return a view whose file cannot be taken at all; by its file, where its name is another's."""
    name = view.path.name if view.name in made else view.name
    return Relation(name, "view", "", (), (), None, "", (), {}, (), True, view.fault)


def _column(name: str, kind: str, relation: Made) -> Described:
    for said in relation.file.described if relation.file else ():
        if said.name == name:
            return Described(name, kind, said.unit, said.meaning)
    words = _described()
    about = words.get(f"{relation.name}.{name}", words.get(name, {}))
    return Described(name, kind, about.get("unit", ""), about.get("is", ""))


@cache
def _described() -> dict[str, Any]:
    return dict(yaml.safe_load(_COLUMNS.read_text(encoding="utf-8")))
