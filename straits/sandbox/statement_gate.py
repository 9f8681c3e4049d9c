"""Whether a text is one select over what may be asked, as DuckDB's own parser reads it.

This is the message, not the wall: what gets past it meets a process that can read nothing else.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import duckdb

from straits.sandbox import told_errors
from straits.sandbox.told_errors import NotBoundError

# Functions in FROM that read nothing; whatever else stands there must be of the catalogue.
_TABLE_FUNCTIONS = {"unnest", "range", "generate_series", "query_table", "json_each", "json_tree"}
# How functions begin that read files, settings or the machine, or run what is in a text.
_REFUSED = (
    "read_", "parquet_", "pragma_", "duckdb_", "sniff_", "glob", "query", "getenv", "getvariable",
    "current_setting", "set_config", "write_log", "json_execute", "json_serialize_plan",
    "arrow_scan", "pandas_scan", "python_", "seq_scan", "index_scan", "force_checkpoint",
    "checkpoint", "enable_", "disable_", "pg_", "test_", "from_", "which_secret", "nextval",
    "currval", "txid", "storage_info", "copy_", "load_", "install_", "import_", "export_",
    "aggregates_folder", "rows_folder",
)  # fmt: skip
_ALLOWED = {"query_table"}
_NOWHERE = (1 << 64) - 1


class RefusedError(Exception):
    """A statement that is not run.

    position
        In bytes from its beginning; None where the whole of it is meant.
    of
        The view of somebody's own that it is said of; empty for the statement itself.
    """

    def __init__(self, message: str, position: int | None = None, of: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.of = of


@dataclass(frozen=True)
class Definition:
    """A view or macro that may be named.

    kind
        "view", "table macro" or "macro".
    statement
        Makes it.
    uses
        The names of others that it needs.
    own
        The text of a view of somebody's own, which is judged like a statement; else empty.
    """

    name: str
    kind: str
    statement: str
    uses: Sequence[str] = field(default_factory=tuple)
    own: str = ""


def needed(
    connection: duckdb.DuckDBPyConnection, text: str, known: Mapping[str, Definition]
) -> tuple[str, list[Definition]]:
    """Return a select without what ends it, and what is to be made before it, in order.

    Raises RefusedError for what is not one select, and for names that are not in the catalogue or
    stand for something else in the statement, or in a view that it needs; NotBoundError for such a
    view whose text is no SQL.
    """
    text, names = _looked_at(connection, text, known)
    making = _Making(connection, known)
    for name in names:
        making.add(name, ())
    return text, list(making.ordered.values())


def used(
    connection: duckdb.DuckDBPyConnection, own: Definition, known: Mapping[str, Definition]
) -> tuple[list[str], list[Definition]]:
    """Return the names of the catalogue in a view of somebody's own, and what to make before it.

    Raises RefusedError as `needed`, and NotBoundError for a text that is no SQL.
    """
    names = _looked_at_own(connection, own, known)
    making = _Making(connection, known)
    for name in names:
        making.add(name, (own.name,))
    return names, list(making.ordered.values())


def _looked_at(
    connection: duckdb.DuckDBPyConnection, text: str, known: Mapping[str, Definition]
) -> tuple[str, list[str]]:
    """Return a select without what ends it, and the names of the catalogue in it."""
    text, tree = _parsed(connection, text)
    own = _own_names(tree, known)
    named: dict[str, None] = {}
    for node in _nodes(tree):
        named |= dict.fromkeys(_named(node, known, own))
    return text, list(named)


def _looked_at_own(
    connection: duckdb.DuckDBPyConnection, own: Definition, known: Mapping[str, Definition]
) -> list[str]:
    """Return the names of the catalogue in a view; what is wrong with it is said to be of it."""
    try:
        return _looked_at(connection, own.own, known)[1]
    except RefusedError as refused:
        raise RefusedError(refused.message, refused.position, own.name) from refused
    except duckdb.Error as error:
        raise NotBoundError(told_errors.told(error) | {"of": own.name}) from error


class _Making:
    """Puts what is to be made in order: each after what it uses."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, known: Mapping[str, Definition]
    ) -> None:
        self._connection = connection
        self._known = known
        self.ordered: dict[str, Definition] = {}

    def add(self, name: str, waiting: tuple[str, ...]) -> None:
        """Add a name and, before it, what it uses; `waiting` are those that led to it."""
        if name in self.ordered:
            return
        if name in waiting:
            circle = " -> ".join((*waiting[waiting.index(name) :], name))
            raise RefusedError(f"These views name each other in a circle: {circle}.")
        definition = self._known[name]
        for used in self._used(definition):
            self.add(used, (*waiting, name))
        self.ordered[name] = definition

    def _used(self, definition: Definition) -> Sequence[str]:
        if not definition.own:
            return definition.uses
        return _looked_at_own(self._connection, definition, self._known)


def _parsed(connection: duckdb.DuckDBPyConnection, text: str) -> tuple[str, Any]:
    statements = connection.extract_statements(text)
    if not statements:
        raise RefusedError("There is no statement here. Write one select.")
    tokens = [token for token in duckdb.tokenize(text) if token[1] != duckdb.token_type.comment]
    if len(statements) > 1:
        after = [start for start, _ in tokens if start > _end(text, tokens)]
        raise RefusedError(
            f"These are {len(statements)} statements, and one is asked at a time. Keep one select.",
            min(after, default=0),
        )
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = statements[0].type.name.lower().replace("_", " ")
        raise RefusedError(
            f"This is not a select but a statement of the kind {kind!r}, which is not run here. "
            "Write one select: nothing can be made, changed, copied or set.",
            0,
        )
    row = connection.execute("select json_serialize_sql(?)", [text]).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:
        raise RefusedError(
            "This is not a select that can be looked through before it is run, such as a pivot "
            "without its values. Write one select.",
            0,
        )
    return text.encode()[: _end(text, tokens)].decode(), tree["statements"]


def _end(text: str, tokens: Sequence[tuple[int, object]]) -> int:
    """Return in bytes where the first statement ends: at its semicolon, if it has one."""
    code = text.encode()
    semicolons = (
        start
        for start, kind in tokens
        if kind == duckdb.token_type.operator and code[start : start + 1] == b";"
    )
    return next(semicolons, len(code))


def _own_names(tree: Any, known: Mapping[str, Definition]) -> set[str]:
    """Return the names that the statement gives to its own relations by `with`."""
    own = set()
    for node in _nodes(tree):
        for entry in node.get("cte_map", {}).get("map", []):
            name = str(entry["key"]).lower()
            if name in known or f"main.{name}" in known:
                raise RefusedError(
                    f"{name!r} is a name of the catalogue, so that it cannot stand for something "
                    "else in a statement. Give the part after `with` another name."
                )
            own.add(name)
    return own


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every node, without recursion: a statement may be nested as deep as it likes."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)


def _named(node: dict[str, Any], known: Mapping[str, Definition], own: set[str]) -> Iterator[str]:
    kind = node.get("type")
    if kind == "BASE_TABLE":
        yield from _relation(node, known, own)
    elif kind == "TABLE_FUNCTION":
        function = node["function"]
        name = _function_name(function)
        if name in known:
            return  # the function itself is looked at as any other
        if name not in _TABLE_FUNCTIONS:
            raise RefusedError(
                f"{name!r} is no table, view or macro that can be asked here.{_near(name, known)}",
                _place(node),
            )
    elif kind == "SHOW_REF":
        raise RefusedError(
            "describe, show and summarize are not asked here; the catalogue tells columns and "
            "types. Write one select.",
            _place(node),
        )
    elif node.get("class") in ("FUNCTION", "WINDOW") and "function_name" in node:
        yield from _function(node, known)


def _relation(
    node: dict[str, Any], known: Mapping[str, Definition], own: set[str]
) -> Iterator[str]:
    path = [
        part for part in (node["catalog_name"], node["schema_name"], node["table_name"]) if part
    ]
    name = ".".join(path).lower().removeprefix("main.")
    if len(path) == 1 and name in own:
        return
    if name in known and known[name].kind == "view":
        yield name
        return
    if name in known:
        kind = known[name].kind
        raise RefusedError(
            f"{name!r} is a {kind}: write what it takes in brackets, as {name}(...).", _place(node)
        )
    raise RefusedError(f"There is no table {'.'.join(path)!r}.{_near(name, known)}", _place(node))


def _function(node: dict[str, Any], known: Mapping[str, Definition]) -> Iterator[str]:
    name = _function_name(node)
    if name in known:
        yield name
    elif name not in _ALLOWED and name.startswith(_REFUSED):
        raise RefusedError(
            f"The function {name!r} is not asked here: it reads files, settings or the machine, "
            "or runs what is in a text.",
            _place(node),
        )
    elif name == "query_table":
        # What it names is in texts; a name of the catalogue among them is made.
        for inner in _nodes(node):
            text = str((inner.get("literal") or {}).get("text", "")).lower()
            if text in known:
                yield text


def _function_name(node: dict[str, Any]) -> str:
    path = [part for part in (node.get("schema"), node["function_name"]) if part]
    return ".".join(path).lower().removeprefix("main.")


def _place(node: dict[str, Any]) -> int | None:
    place = node.get("query_location", _NOWHERE)
    return None if place == _NOWHERE else int(place)


def _near(name: str, known: Mapping[str, Definition]) -> str:
    """Return what the catalogue calls something like it, as the rest of a sentence."""
    views = [each for each, definition in known.items() if definition.kind != "macro"]
    bare = name.rpartition(".")[2]
    same = [each for each in views if each.rpartition(".")[2] == bare]
    near = same or get_close_matches(name, views, 1, 0.5)
    return f" The nearest is {near[0]!r}." if near else " The catalogue has what there is."
