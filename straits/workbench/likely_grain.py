"""Which columns no two rows of a select share, as far as its text or its rows tell."""

from collections.abc import Sequence
from itertools import combinations

import polars as pl
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_DIALECT = "duckdb"
# Of fewer rows many columns differ by chance; more columns together do not say what a row is.
_FEWEST_ROWS, _MOST_COLUMNS = 20, 4
# How columns of whole numbers are called that name something; others are counts and sizes.
_NAMES = ("_id", "_index", "_order", "_number", "pos")


def likely_grain(sql: str, rows: pl.DataFrame, is_whole: bool) -> tuple[str, ...]:
    """Return the grain of a select; empty where neither GROUP BY nor its rows tell one.

    rows
        What it answers. What its GROUP BY says is held against them.
    is_whole
        Whether these are all rows. A key of the first ones may be none of those after them.
    """
    grouped = _grouped(sql, rows.columns)
    if grouped and _is_key(rows, grouped):
        return grouped
    if not is_whole or rows.height < _FEWEST_ROWS:
        return ()
    naming = [name for name, kind in rows.schema.items() if _names_something(name, kind)]
    sets = (key for size in range(1, _MOST_COLUMNS + 1) for key in combinations(naming, size))
    return next((key for key in sets if _is_key(rows, key)), ())


def _is_key(rows: pl.DataFrame, names: Sequence[str]) -> bool:
    return rows.select(names).n_unique() == rows.height


def _names_something(name: str, kind: pl.DataType) -> bool:
    if kind.is_integer():
        return name.endswith(_NAMES)
    return kind.is_temporal() or kind in (pl.String, pl.Boolean)


def _grouped(sql: str, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a select groups its rows by; empty where it shows not all of them."""
    try:
        select = sqlglot.parse_one(sql, dialect=_DIALECT)
    except SqlglotError:
        return ()
    if not isinstance(select, exp.Select) or len(select.expressions) != len(columns):
        return ()
    shown = list(zip(select.expressions, columns, strict=True))
    if select.args.get("distinct"):
        return tuple(columns)
    group = select.args.get("group")
    if group is None:
        return ()
    if group.args.get("all"):
        return tuple(name for each, name in shown if not each.find(exp.AggFunc))
    names = [_column_of(by, shown) for by in group.expressions]
    return tuple(name for name in names if name) if all(names) else ()


def _column_of(by: exp.Expression, shown: Sequence[tuple[exp.Expression, str]]) -> str:
    """Return the column that GROUP BY means: by its place, its name, or its expression."""
    if isinstance(by, exp.Literal) and by.is_int:
        place = int(by.name) - 1
        return shown[place][1] if 0 <= place < len(shown) else ""
    for each, name in shown:
        if by == each.unalias() or (isinstance(by, exp.Column) and by.name == name):
            return name
    return ""
