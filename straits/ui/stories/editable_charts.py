"""Which figures are bars, points with intervals or lines, and so charts that can be edited.

All numbers are those of a figure's rows, which is what the reader was shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from straits.charts.groups.frequency_rows_chart import ABSENCE_WORDS
from straits.exports.slides import EditableChart, Series
from straits.store import PinnedView
from straits.ui.words import numbers

_Row = Mapping[str, Any]
# More rows than this are no chart that anybody edits.
_MOST = 40


@dataclass(frozen=True)
class _Columns:
    """Where the numbers of a figure stand.

    category
        Columns that name a row, of which those that are there are joined.
    series
        Column that names a series; empty where each of `values` is one.
    values
        Name of a series, column of its values, and columns of the ends of their intervals.
    axis
        What the numbers are; empty where the headline says so.
    """

    kind: Literal["bars", "lines"]
    category: tuple[str, ...]
    values: tuple[tuple[str, str, str, str], ...]
    axis: str = ""
    series: tuple[str, ...] = ()


_OF_PAIR = (("A", "af_a", "af_low_a", "af_high_a"), ("B", "af_b", "af_low_b", "af_high_b"))
_OF_DIFFERENCE = ("difference", "difference_low", "difference_high")
_FIGURES: dict[tuple[str, str], _Columns] = {
    ("overview", "top"): _Columns("bars", ("rsid|variant_id", "gene_symbol"), _OF_PAIR),
    ("variant", "groups"): _Columns(
        "bars", ("label", "call_set_name", "sex|"), (("AF", "af", "af_low", "af_high"),)
    ),
    ("variant", "difference"): _Columns(
        "bars", ("variant",), (("A - B", *_OF_DIFFERENCE),), "Frequency in A less that in B"
    ),
    ("frequencies", "heterozygosity"): _Columns(
        "bars", ("group_label",), (("heterozygosity", "heterozygosity", "low", "high"),)
    ),
    ("frequencies", "spectrum"): _Columns(
        "lines", ("count",), (("alleles", "n_alleles", "", ""),), series=("group_label",)
    ),
    ("phenotypes", "phenotype"): _Columns(
        "bars", ("site_name", "group_label", "sex|"), (("share", "share", "low", "high"),),
        series=("category",),
    ),
    ("phenotypes", "years"): _Columns(
        "lines", ("year",), (("mean", "mean", "mean_low", "mean_high"),),
        series=("site_name", "group_label"),
    ),
    ("cohorts", "steps"): _Columns("bars", ("criterion",), (("people left", "n_left", "", ""),)),
    ("cohorts", "who"): _Columns(
        "bars", ("breakdown", "label"),
        (("A", "share", "", ""), ("B", "share_b", "", ""), ("everyone", "share_everyone", "", "")),
    ),
}  # fmt: skip


def editable(view: PinnedView) -> EditableChart | None:
    """Return a view as a chart that can be edited; None for one that is a picture."""
    columns = _FIGURES.get((view.page, view.figure))
    rows: list[_Row] = json.loads(view.rows)
    named = (
        {column for _, *parts in columns.values for column in parts if column} if columns else {}
    )
    if columns is None or not rows or not set(named) <= rows[0].keys():
        return None
    colours = tuple(colour for _, colour, _, _ in view.light.keys)
    if columns.series:
        return _long(columns, rows)
    if len(rows) > _MOST:
        return None
    names = tuple(label for label, *_ in view.light.keys)
    series = tuple(
        Series(
            names[place] if len(names) >= len(columns.values) > 1 else name,
            *(_column(rows, part) for part in parts),
        )
        for place, (name, *parts) in enumerate(columns.values)
    )
    if columns.values[0][1:] == _OF_DIFFERENCE:
        return _of_difference(view, columns, rows[0], series)
    return EditableChart(
        columns.kind, tuple(_category(row, columns) for row in rows), series,
        colours if len(columns.values) > 1 else (), columns.axis,
    )  # fmt: skip


def _of_difference(
    view: PinnedView, columns: _Columns, row: _Row, series: tuple[Series, ...]
) -> EditableChart:
    """Return A less B about 0, in the colour of the side that has more, and what is said of it."""
    keys = tuple((label, colour) for label, colour, _, _ in view.light.keys)
    away = _number(row["difference"]) or 0.0
    colours = (keys[0 if away > 0 else 1][1],) if len(keys) > 1 and away else ()
    return EditableChart(
        columns.kind, (_named(row, columns.category),), series, colours, columns.axis, keys,
        _difference(row), is_centred=True,
    )  # fmt: skip


def _long(columns: _Columns, rows: Sequence[_Row]) -> EditableChart | None:
    """Return a chart of rows of which each is one category of one series."""
    ((_, *parts),) = columns.values
    names = list(dict.fromkeys(_named(row, columns.series) for row in rows))
    categories = list(dict.fromkeys(_named(row, columns.category) for row in rows))
    if columns.kind == "lines":
        categories.sort(key=float)
    if len(categories) * (len(names) if columns.kind == "bars" else 1) > 2 * _MOST:
        return None
    at = {(_named(row, columns.series), _named(row, columns.category)): row for row in rows}

    def of(name: str, column: str) -> tuple[float | None, ...]:
        if not column:
            return ()
        return tuple(_number(at.get((name, category), {}).get(column)) for category in categories)

    series = tuple(Series(name, *(of(name, part) for part in parts)) for name in names)
    return EditableChart(columns.kind, tuple(categories), series)


def _column(rows: Sequence[_Row], name: str) -> tuple[float | None, ...]:
    return tuple(_number(row[name]) for row in rows) if name else ()


def _category(row: _Row, columns: _Columns) -> str:
    """Return what a row is called; where no number is told it says why not."""
    name = _named(row, columns.category)
    if all(_number(row[value]) is None for _, value, *_ in columns.values):
        return f"{name}: {_why_none(row)}"
    return name


def _why_none(row: _Row) -> str:
    """Return why a row has no number."""
    if row.get("absence") == "censored":
        return f"AC {numbers.ends(row.get('ac_low'), row.get('ac_high'), numbers.count)}"
    told = [str(row.get(column)) for column in ("absence", "state")]
    words = [ABSENCE_WORDS[each] for each in told if each in ABSENCE_WORDS]
    return words[0] if words else "no number"


def _difference(row: _Row) -> str:
    """Return A less B with its interval, which side has more, and of how many."""
    away = _number(row["difference"])
    low, high = (_number(row[end]) for end in _OF_DIFFERENCE[1:])
    said = f"{numbers.signed(away)} ({numbers.signed_ends(low, high)})"
    if away:
        side = "a" if away > 0 else "b"
        said += f", more in {side.upper()}: {row.get(side) or side.upper()}"
    if row.get("an_a") and row.get("an_b"):
        said += f"; AN {numbers.count(row['an_a'])} in A, {numbers.count(row['an_b'])} in B"
    if row.get("n_called_a") is not None and row.get("n_called_b") is not None:
        n_a, n_b = (numbers.count(row[f"n_called_{side}"]) for side in "ab")
        said += f"; {n_a} and {n_b} people with a genotype"
    return said


def _named(row: _Row, columns: Sequence[str]) -> str:
    """Return what a row is called; of columns with a stroke between them the first that is there.

    One that ends in a stroke stands for nothing where it says "all".
    """
    words = []
    for column in columns:
        first, _, second = column.partition("|")
        word = row.get(first) or row.get(second)
        if word is not None and not (word == "all" and column.endswith("|")):
            words.append(str(word))
    return ", ".join(words)


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value == value else None  # type: ignore[arg-type]
