"""Who is in a cohort: the share of each site, group, sex and age, beside everyone and beside B."""

import json

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, finished

ROW = 20


def composition(
    shares: pl.DataFrame, marks: tuple[tuple[str, str], tuple[str, str]], look: Look
) -> Drawing:
    """Return one row per part: a bar for the cohort, a tick for everyone, a point for B.

    shares
        heading (only of the first part of a breakdown), label, share, share_b, share_everyone
        (null where withheld) and words, in the order to draw.
    marks
        Colour and shape of the cohort and of B.
    """
    (colour, _), (other, shape) = marks
    ordered = shares.with_row_index("row")
    labels = [
        f"{heading}  {label}" if heading else label
        for heading, label in shares.select("heading", "label").iter_rows()
    ]
    y = alt.Y(
        "row:O",
        axis=alt.Axis(
            title=None,
            ticks=False,
            domain=False,
            labelLimit=230,
            labelPadding=10,
            labelColor=look.ink,
            labelExpr=f"{json.dumps(labels)}[datum.value]",
        ),
        scale=alt.Scale(paddingInner=0.15, paddingOuter=0),
    )
    axis = alt.Axis(title=None, orient="top", format="%", tickCount=5, gridDash=[2, 4])

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)

    tooltip = [
        alt.Tooltip("label:N", title="part"),
        alt.Tooltip("words:N", title="people"),
        alt.Tooltip("share:Q", title="cohort", format=".1%"),
        alt.Tooltip("share_b:Q", title="B", format=".1%"),
        alt.Tooltip("share_everyone:Q", title="everyone", format=".1%"),
    ]
    base = alt.Chart(ordered)
    bars = base.mark_bar(color=colour, opacity=0.85).encode(y=y, x=x("share"), tooltip=tooltip)
    ticks = base.mark_tick(color=look.ink, thickness=2, height=ROW - 4).encode(
        y=y, x=x("share_everyone"), tooltip=tooltip
    )
    points = base.mark_point(shape=shape, color=other, filled=True, size=45, opacity=1).encode(
        y=y, x=x("share_b"), tooltip=tooltip
    )
    return finished(
        alt.layer(bars, ticks, points).properties(
            height=ROW * max(shares.height, 1),
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        ),
        look,
    )
