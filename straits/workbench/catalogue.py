"""What can be asked: tables, views and macros, each with what its header says of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from straits.store import Store
from straits.store.released_tables import Made
from straits.workbench.ask_error import AskError
from straits.workbench.asked_statement import columns_of_views

# Made by the store for its own pages alone; nobody need see them.
_UNSEEN = {"cohort_frequencies", "cohort_ranges", "cohort_members"}
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
    """

    name: str
    kind: str
    about: str
    columns: tuple[Described, ...]
    arguments: tuple[str, ...]
    n_rows: int | None
    sql: str
    depends_on: tuple[str, ...]


def catalogue(store: Store) -> list[Relation]:
    """Return what can be asked of a release, tables first, then views, then macros, by name."""
    found: list[Relation] = store.derived.answer("sql.catalogue", lambda: _relations(store))
    return found


def relation(store: Store, name: str) -> Relation:
    """Return what has a name. Raises AskError, with the nearest name, where nothing has."""
    by_name = {each.name: each for each in catalogue(store)}
    if name not in by_name:
        bare = {each.rpartition(".")[2]: each for each in by_name}
        near = [bare[name]] if name in bare else get_close_matches(name, list(by_name), 1, 0.5)
        nearest = f" The nearest is {near[0]!r}." if near else ""
        message = f"There is no table, view or macro {name!r}.{nearest}"
        raise AskError(message, near=tuple(near), kind="name")
    return by_name[name]


def _relations(store: Store) -> list[Relation]:
    released = store.released
    made, columns, n_rows = released.made(), columns_of_views(store), released.n_rows()
    order = {"table": 0, "view": 1, "macro": 2, "query": 3}
    found = [
        _relation(each, made, columns.get(each.name, []), n_rows)
        for each in made.values()
        if each.name not in _UNSEEN
    ]
    return sorted(found, key=lambda each: (order[each.kind], each.name))


def _relation(
    each: Made,
    made: Mapping[str, Made],
    columns: Sequence[tuple[str, str]],
    n_rows: Mapping[str, int],
) -> Relation:
    text = each.file.select if each.file else each.statement
    is_table = each.name.startswith("staging.")
    kind = "macro" if "macro" in each.kind else "table" if is_table else "view"
    arguments = re.search(r"\bmacro \w+\(([^)]*)\)", text) if kind == "macro" else None
    return Relation(
        each.name,
        kind,
        each.file.about if each.file else "",
        tuple(_column(name, kind, each.name) for name, kind in columns),
        tuple(part.strip() for part in arguments[1].split(",") if part.strip())
        if arguments
        else (),
        n_rows.get(each.name.removeprefix("staging.")) if is_table else None,
        text,
        tuple(name for name in each.uses if name in made and name not in _UNSEEN),
    )


def _column(name: str, kind: str, relation: str) -> Described:
    said = _described()
    about = said.get(f"{relation}.{name}", said.get(name, {}))
    return Described(name, kind, about.get("unit", ""), about.get("is", ""))


@cache
def _described() -> dict[str, Any]:
    return dict(yaml.safe_load(_COLUMNS.read_text(encoding="utf-8")))
