"""How far two cohorts differ in what might confound them: standardised differences, one a row."""

import json

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, finished

ROW = 20
# What is usually called an imbalance (Austin 2009, Stat Med 28:3083).
NOTABLE = 0.1
_TICKS = (0.1, 0.3, 1, 3, 10, 30)


def balance(rows: pl.DataFrame, look: Look) -> Drawing:
    """Return one point per property on a scale centred on 0, wider towards it, with lines at ±0.1.

    rows
        label, smd (finite or null), words, in the order to draw.
    """
    ordered = rows.with_row_index("row").with_columns(
        (pl.col("smd").abs() > NOTABLE).alias("is_notable")
    )
    most = max([0.3, *(abs(value) for value in rows["smd"].drop_nulls())]) * 1.05
    # A group that one side lacks differs by 8 or so; what is near 0.1 is to be seen beside it.
    scale = alt.Scale(type="symlog", constant=NOTABLE, domain=[-most, most], nice=False)
    ends = [value for value in _TICKS if value < most]
    ticks = [*(-value for value in reversed(ends)), 0, *ends]
    axis = alt.Axis(title=None, orient="top", format="+~g", values=ticks, gridDash=[2, 4])
    y = alt.Y(
        "row:O",
        axis=alt.Axis(
            title=None,
            ticks=False,
            domain=False,
            labelLimit=230,
            labelColor=look.ink,
            labelExpr=f"{json.dumps(rows['label'].to_list())}[datum.value]",
        ),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
    )
    lines = (
        alt.Chart(pl.DataFrame({"at": [-NOTABLE, 0.0, NOTABLE], "dash": [True, False, True]}))
        .mark_rule(color=look.muted)
        .encode(
            x=alt.X("at:Q", scale=scale, axis=axis),
            strokeDash=alt.condition("datum.dash", alt.value([3, 3]), alt.value([1, 0])),
        )
    )
    colour = alt.condition("datum.is_notable", alt.value(look.accent), alt.value(look.muted))
    points = (
        alt.Chart(ordered)
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            y=y,
            x=alt.X("smd:Q", scale=scale, axis=axis),
            color=colour,
            tooltip=[
                alt.Tooltip("label:N", title="property"),
                alt.Tooltip("words:N", title="A and B"),
                alt.Tooltip("smd:Q", title="standardised difference", format="+.2f"),
            ],
        )
    )
    return finished(
        alt.layer(lines, points).properties(
            height=ROW * max(rows.height, 1),
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        ),
        look,
    )
