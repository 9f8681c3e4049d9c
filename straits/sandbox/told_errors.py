"""What DuckDB says of a statement that it does not run, as it is told to whoever asked.

Told are `error` and its `position` in bytes, its `kind` and `subtype`, and of a name that is not
there the `name`, where it was looked for (`within`), and the `candidates` that are like it.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import duckdb

from straits.sandbox import sent_types

_NO_COLUMN = re.compile(r'(?:Values list|Table) "(.+?)" does not have a column named "(.+?)"')
_NO_RELATION = re.compile(r'Referenced table "(.+?)" not found!')
_QUOTED = re.compile(r'"([^"]+)"')


class NotBoundError(Exception):
    """A statement that cannot be bound, with what is told of it."""

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__(said["error"])
        self.said = said


def told(error: duckdb.Error, n_before: int = 0) -> dict[str, Any]:
    """Return what DuckDB says of a statement, with the place in bytes where it knows one.

    n_before
        How many bytes stood before the reader's own text.
    """
    said = _parts(error)
    message, place = str(said.get("exception_message", error)), str(said.get("position", ""))
    kind = "memory" if isinstance(error, duckdb.OutOfMemoryException) else "duckdb"
    found = {
        "error": message,
        "position": max(0, int(place) - n_before) if place.isdecimal() else None,
        "kind": kind,
        "subtype": said.get("error_subtype", said.get("exception_type", "")),
        "name": said.get("name"),
        "candidates": [each.strip() for each in str(said.get("candidates") or "").split(",")],
    }
    if missed := _NO_RELATION.match(message):
        listed = _QUOTED.findall(message[missed.end() :])
        found |= {"subtype": "NOT_IN_FROM", "name": missed[1], "candidates": listed}
    return found


def told_of_binding(
    error: duckdb.Error, text: str, bind: Callable[[str], object], n_before: int = 0
) -> dict[str, Any]:
    """Return what `told` does, and of a column that a relation lacks those of it that are like it.

    text
        The statement as DuckDB was given it.
    bind
        Binds a statement, and runs nothing.

    DuckDB names candidates for a column that stands alone. Behind an alias it does so only of the
    parts of a struct, which every relation is under its name: so that is asked for instead.
    """
    found = told(error, n_before)
    missed = _NO_COLUMN.match(found["error"])
    if missed is None:
        return found
    found |= {"subtype": "COLUMN_NOT_FOUND", "name": missed[2], "within": missed[1]}
    place = re.fullmatch(r"\[(\d+),(\d+)\]", str(_parts(error).get("location", "")))
    if place is None:
        return found
    begins, length = int(place[1]), int(place[2])
    part = sent_types.part_of(missed[1], missed[2]).encode()
    code = text.encode()
    try:
        bind((code[:begins] + part + code[begins + length :]).decode())
    except duckdb.Error as other:
        _, _, listed = told(other)["error"].partition("Candidate Entries:")
        found["candidates"] = _QUOTED.findall(listed)
    return found


def _parts(error: duckdb.Error) -> dict[str, Any]:
    """Return the parts of an error that DuckDB wrote as JSON; none of any other."""
    found = re.search(r"\{.*\}", str(error), re.DOTALL)
    try:
        parts: dict[str, Any] = json.loads(found[0]) if found else {}
    except ValueError:
        return {}
    return parts
