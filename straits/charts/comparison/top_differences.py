"""The largest differences as pairs of points on one axis of AF, one row per allele."""

from typing import Any

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, XValue, YValue, fitted, row_names

ROW = 32
_BESIDE = 56  # pixels of a difference in figures


def top_differences(
    rows: pl.DataFrame,
    names: tuple[str, str],
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
    has_names: bool,
) -> Drawing:
    """Return one row per allele in the order given: A and B with intervals, joined by a line.

    rows
        variant_id, name, gene, difference, and per side (suffix _a, _b) af, af_low, af_high and
        counts.
    has_names
        Whether each row has its name on the left; else links that stand beside the chart are it.
    """
    ordered = rows.with_row_index("row")
    named = [f"{name}  {gene}" if gene else name for name, gene in rows[["name", "gene"]].rows()]
    axis = row_names(named, look, labelLimit=260, labelPadding=10) if has_names else None
    y = alt.Y("row:O", axis=axis, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    join = (
        alt.Chart(ordered)
        .mark_rule(color=look.muted, opacity=0.45, strokeWidth=1)
        .encode(y=y, x=_x("af_a:Q"), x2=alt.X2("af_b:Q"))
    )
    sides = [
        layer
        for side, mark in zip("ab", marks, strict=True)
        for layer in _side(ordered, side, mark, names, y, look)
    ]
    at: dict[str, Any] = {"align": "right", "dx": -2, "color": look.ink}
    digits = "+.2f" if (rows["difference"].abs() >= 0.1).all() else "+.2~r"
    difference = (
        alt.Chart(ordered)
        .mark_text(**at)
        .encode(y=y, x=XValue("width"), text=alt.Text("difference:Q", format=digits))
    )
    head = (
        alt.Chart(pl.DataFrame({"x": [0]}))
        .mark_text(text="A - B", **at)
        .encode(x=XValue("width"), y=YValue(-12))
    )
    chart = alt.layer(join, *sides, difference, head)
    # The height is that of the rows, without the axis: links stand beside them.
    return fitted(chart, ROW * max(rows.height, 1), look, left=5, right=5, top=0, bottom=0)


def _x(field: str) -> alt.X:
    axis = alt.Axis(
        orient="top", title="allele frequency (AF)", values=[0, 0.25, 0.5, 0.75, 1], format=".2f",
        gridDash=[2, 4], labelFlush=False,
    )  # fmt: skip
    # Room on the right for the difference in figures, on a phone too.
    beside = alt.ExprRef(f"width - {_BESIDE}")
    return alt.X(field, scale=alt.Scale(domain=[0, 1], nice=False, rangeMax=beside), axis=axis)


def _side(
    rows: pl.DataFrame,
    side: str,
    mark: tuple[str, str],
    names: tuple[str, str],
    y: alt.Y,
    look: Look,
) -> tuple[Drawing, Drawing]:
    colour, shape = mark
    interval = (
        alt.Chart(rows)
        .mark_rule(color=colour, strokeWidth=1.4)
        .encode(y=y, x=_x(f"af_low_{side}:Q"), x2=f"af_high_{side}:Q")
    )
    point = (
        alt.Chart(rows)
        .mark_point(shape=shape, filled=True, color=colour, size=80, opacity=1)
        .encode(
            y=y,
            x=_x(f"af_{side}:Q"),
            tooltip=[
                alt.Tooltip("name:N", title="variant"),
                alt.Tooltip("counts_a:N", title=names[0]),
                alt.Tooltip("counts_b:N", title=names[1]),
            ],
        )
    )
    return interval, point
