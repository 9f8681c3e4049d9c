"""Differences of A and B on two bases of grouping, one row per allele, joined by a line."""

import altair as alt
import polars as pl

from straits.charts import vega
from straits.charts.legend import Key
from straits.charts.look import Drawing, Look, fitted, row_names

ROW = 30
# Shape and line of the first and of the second basis, in one colour: the groups have theirs.
_SHAPES = ("circle", "diamond")


def keys(names: tuple[str, str], look: Look) -> tuple[Key, Key]:
    """Return what the marks of the first and of the second basis stand for."""
    first, second = (
        Key(name, colour, shape)
        for name, colour, shape in zip(names, _colours(look), _SHAPES, strict=True)
    )
    return first, second


def two_bases(rows: pl.DataFrame, look: Look) -> Drawing:
    """Return one row per allele in the order given, with both differences and their intervals.

    rows
        name, gene, and with suffix _first and _second difference, difference_low, difference_high
        and counts (what a tooltip says).
    """
    ordered = rows.with_row_index("row")
    named = [f"{name}  {gene}" if gene else name for name, gene in rows[["name", "gene"]].rows()]
    axis = row_names(named, look, labelLimit=260, labelPadding=10)
    y = alt.Y("row:O", axis=axis, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    zero = (
        alt.Chart(pl.DataFrame({"zero": [0.0]}))
        .mark_rule(color=look.muted, strokeDash=[2, 3])
        .encode(x=_x("zero:Q"))
    )
    join = (
        alt.Chart(ordered)
        .mark_rule(color=look.muted, opacity=0.6)
        .encode(y=y, x=_x("difference_first:Q"), x2=alt.X2("difference_second:Q"))
    )
    marks = zip(("first", "second"), _colours(look), _SHAPES, (-4, 4), strict=True)
    layers = [layer for mark in marks for layer in _basis(ordered, *mark, y)]
    return fitted(alt.layer(zero, join, *layers), ROW * max(rows.height, 1), look)


def _basis(
    rows: pl.DataFrame, basis: str, colour: str, shape: str, lower: int, y: alt.Y
) -> tuple[Drawing, Drawing]:
    interval = (
        alt.Chart(rows)
        .mark_rule(color=colour, strokeWidth=1.4, yOffset=lower)
        .encode(
            y=y,
            x=_x(f"difference_low_{basis}:Q"),
            x2=alt.X2(f"difference_high_{basis}:Q"),
        )
    )
    point = (
        alt.Chart(rows)
        .mark_point(shape=shape, filled=True, color=colour, size=60, opacity=1, yOffset=lower)
        .encode(
            y=y,
            x=_x(f"difference_{basis}:Q"),
            tooltip=[
                alt.Tooltip("name:N", title="variant"),
                alt.Tooltip("counts_first:N", title="self-reported"),
                alt.Tooltip("counts_second:N", title="inferred"),
            ],
        )
    )
    return interval, point


def _x(field: str) -> alt.X:
    label = vega.signed_labels("~g")
    axis = alt.Axis(orient="top", title=None, labelExpr=label, gridDash=[2, 4])
    return alt.X(field, axis=axis)


def _colours(look: Look) -> tuple[str, str]:
    return look.ink, look.accent
