"""Ages of women and men, back to back, group by group."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, finished, of_row, visible_colours

HEIGHT = 260


def age_pyramid(rows: pl.DataFrame, labels: list[list[str]], look: Look) -> Drawing:
    """Return a pyramid per group, side by side: XX to the left of each middle, XY to the right.

    rows
        group (its number from the left), group_label, colour, sex, low, high, n_people, share (of
        the group's people per five years).
    labels
        The lines below each pyramid.
    """
    widest = rows["share"].max() or 1.0
    side = pl.when(pl.col("sex") == "XX").then(-0.46).otherwise(0.46)
    placed = rows.with_columns(
        (pl.col("group") + 0.5).alias("middle"),
        (pl.col("group") + 0.5 + side * pl.col("share") / widest).alias("end"),
        visible_colours(rows, look),
        pl.format("{} to {}", "low", pl.col("high") - 1).alias("ages"),
    )
    axis = alt.Axis(
        title=None,
        values=[number + 0.5 for number in range(len(labels))],
        labelExpr=of_row(labels, "floor(datum.value)"),
        labelColor=look.ink,
        labelLineHeight=16,
        grid=False,
        ticks=False,
        domain=False,
    )
    x = alt.X("middle:Q", axis=axis, scale=alt.Scale(domain=[0, len(labels)], nice=False))
    ages = alt.Axis(title="age", values=list(range(0, 100, 10)), gridDash=[2, 4])
    bars = (
        alt.Chart(placed)
        .mark_rect(stroke=look.ground, strokeWidth=1)
        .encode(
            x=x,
            x2=alt.X2("end:Q"),
            y=alt.Y("low:Q", axis=ages, scale=alt.Scale(zero=False, nice=False)),
            y2=alt.Y2("high:Q"),
            color=alt.Color("colour:N", scale=None),
            opacity=alt.condition("datum.sex === 'XX'", alt.value(0.6), alt.value(0.95)),
            tooltip=[
                alt.Tooltip("group_label:N", title="group"),
                alt.Tooltip("sex:N"),
                alt.Tooltip("ages:N"),
                alt.Tooltip("n_people:Q", title="people", format=","),
            ],
        )
    )
    return finished(alt.layer(bars).properties(height=HEIGHT), look)
