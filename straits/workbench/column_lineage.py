"""What a column of a view is made of: columns of other relations, back to the tables.

Read off the text of the views, of which nothing is run. A macro that gives rows, or a value, is a
source by itself: what it makes of its tables is its own text.
"""

from collections.abc import Collection, Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage

from straits.workbench.catalogue import Relation

_DIALECT, _MAIN = "duckdb", "main"
# What takes longer than a moment to read is not read for a drawing.
_MOST_TEXT = 20_000  # characters


def column_lineage(
    name: str, column: str, known: Mapping[str, Relation]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return what each of the columns is made of that a column is made of, itself among them.

    known
        The relations that there are, by name.

    Returns (uses, kinds): "relation.column", or the name of a macro, -> those that it is made of,
    and the kind of its relation. A text that cannot be read has none.
    """
    macros = frozenset(each for each, it in known.items() if it.kind == "macro")
    schema = _schema(known)
    uses: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, str] = {}
    waiting = [(name, column)]
    while waiting:
        relation, of = waiting.pop()
        node = _label(relation, of, known)
        if node in uses:
            continue
        kinds[node] = known[relation].kind
        below = []
        if known[relation].kind == "view":
            found = _sources(known[relation].sql, of, macros, schema)
            below = [each for each in found if each[0] in known]
        uses[node] = tuple(dict.fromkeys(_label(*each, known) for each in below))
        waiting += below
    return uses, kinds


def relations_of(select: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the relations and macros, of those known, that a select names.

    None if it is no select that can be read, or longer than _MOST_TEXT.
    """
    if len(select) > _MOST_TEXT:
        return ()
    try:
        parsed = sqlglot.parse_one(select, dialect=_DIALECT)
    except (SqlglotError, RecursionError):
        return ()
    named = [each for table in parsed.find_all(exp.Table) for each, _ in _of_table(table, "")]
    named += [call.name.lower() for call in parsed.find_all(exp.Anonymous)]
    return tuple(dict.fromkeys(each for each in named if each in known))


def _label(relation: str, column: str, known: Mapping[str, Relation]) -> str:
    # A macro that gives a value has no columns.
    return f"{relation}.{column}" if column else relation


def _schema(known: Mapping[str, Relation]) -> dict[str, dict[str, dict[str, str]]]:
    """Return the columns of every relation, those without a schema in `main`."""
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for name, relation in known.items():
        folder, _, bare = name.rpartition(".")
        columns = {each.name: each.type for each in relation.columns}
        if relation.kind != "macro" and columns:
            schema.setdefault(folder or _MAIN, {})[bare] = columns
    return schema


def _sources(
    select: str,
    column: str,
    macros: frozenset[str],
    schema: dict[str, dict[str, dict[str, str]]],
) -> list[tuple[str, str]]:
    """Return relation and column of what a column of a select is made of, and the macros on it.

    Where no column stands behind it, as of a count of rows, the relations of the select.
    """
    try:
        root = lineage(column, select, schema, dialect=_DIALECT, db=_MAIN)
    except (SqlglotError, ValueError, RecursionError):
        return []
    nodes = list(root.walk())
    found = [each for node in nodes for each in _of_node(node, macros)]
    if not found:
        tables = (table for node in nodes for table in node.source.find_all(exp.Table))
        found = [each for table in tables for each in _of_table(table, "*")]
    return list(dict.fromkeys(found))


def _of_node(node: Node, macros: frozenset[str]) -> Iterator[tuple[str, str]]:
    for call in node.expression.find_all(exp.Anonymous):
        if (name := call.name.lower()) in macros and not isinstance(call.parent, exp.Table):
            yield name, ""
    if node.downstream or not isinstance(node.source, exp.Table):
        return
    yield from _of_table(node.source, _last(node.name))


def _of_table(table: exp.Table, column: str) -> Iterator[tuple[str, str]]:
    if isinstance(table.this, exp.Anonymous):
        yield table.this.name.lower(), column
    elif table.name:
        folder = "" if table.db == _MAIN else table.db
        yield ".".join(part for part in (folder, table.name) if part), column


def _last(name: str) -> str:
    return exp.to_column(name).name if "." in name else name
