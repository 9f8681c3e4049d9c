"""A cohort: from everyone to it, who is in it, and how far it differs from another."""

import altair as alt
import polars as pl

from straits.charts import vega
from straits.charts.look import Drawing, Look, XValue, bold, fitted, row_names

# Pixels of a criterion over its bar, and of a row of the others.
_STEP, _ROW = 40, 20

# What is usually called an imbalance (Austin 2009, Stat Med 28:3083).
NOTABLE = 0.1
_TICKS = (0.1, 0.3, 1, 3, 10, 30)


def attrition(steps: pl.DataFrame, colour: str, look: Look) -> Drawing:
    """Return one row per step, the criterion over a bar of those left, what it took away in grey.

    steps
        label, n_left, n_before (null where withheld) and words (the numbers, as text), in order.
    """
    ordered = steps.with_row_index("row")
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    most = max([1, *steps["n_before"].drop_nulls(), *steps["n_left"].drop_nulls()])
    # Room on the right for the numbers.
    x = alt.Scale(domain=[0, most * 1.02], nice=False)
    tooltip = [
        alt.Tooltip("label:N", title="criterion"),
        alt.Tooltip("n_left:Q", title="left", format=","),
        alt.Tooltip("words:N", title="on its own"),
    ]

    def bar(field: str, colour: str, opacity: float) -> Drawing:
        return (
            alt.Chart(ordered)
            .mark_bar(height=9, color=colour, opacity=opacity, yOffset=10)
            .encode(y=y, x=alt.X(f"{field}:Q", scale=x, axis=None), tooltip=tooltip)
        )

    label = (
        alt.Chart(ordered)
        .mark_text(align="left", baseline="middle", dy=-7, color=look.ink, limit=430)
        .encode(y=y, x=XValue(0), text=alt.Text("label:N"))
    )
    numbers = (
        alt.Chart(ordered)
        .mark_text(align="right", baseline="middle", dy=-7, color=look.muted)
        .encode(y=y, x=XValue("width"), text=alt.Text("words:N"))
    )
    bars = bar("n_before", look.faint, 1), bar("n_left", colour, 0.9)
    height = _STEP * max(steps.height, 1)
    return fitted(alt.layer(*bars, label, numbers), height, look, left=2, right=2, top=2, bottom=2)


def composition(
    shares: pl.DataFrame, marks: tuple[tuple[str, str], tuple[str, str]], look: Look
) -> Drawing:
    """Return one row per part: a bar for the cohort, a tick for everyone, a point for B.

    What a breakdown is by stands in a row of its own, above its parts.

    shares
        heading (only of the first part of a breakdown), label, share, share_b, share_everyone
        (null where withheld) and words, in the order to draw.
    marks
        Colour and shape of the cohort and of B.
    """
    (colour, _), (other, shape) = marks
    ordered = _with_headings(shares).with_row_index("row")
    headings = ordered.filter("is_heading")["row"].to_list()
    names = row_names(
        ordered["label"].to_list(), look,
        labelLimit=230, labelPadding=10, labelFontWeight=bold(headings),
    )  # fmt: skip
    # A row of words alone is a row as well.
    scale = alt.Scale(domain=ordered["row"].to_list(), paddingInner=0.15, paddingOuter=0)
    y = alt.Y("row:O", axis=names, scale=scale)
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
    ticks = base.mark_tick(color=look.ink, thickness=2, height=_ROW - 4).encode(
        y=y, x=x("share_everyone"), tooltip=tooltip
    )
    points = base.mark_point(shape=shape, color=other, filled=True, size=45, opacity=1).encode(
        y=y, x=x("share_b"), tooltip=tooltip
    )
    return fitted(alt.layer(bars, ticks, points), _ROW * max(ordered.height, 1), look)


def _with_headings(shares: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with a row of no numbers above the first part of each breakdown."""
    rows = []
    for row in shares.iter_rows(named=True):
        if row["heading"]:
            rows.append({"label": row["heading"], "is_heading": True})
        rows.append({**row, "is_heading": False})
    return pl.DataFrame(rows, schema={**shares.schema, "is_heading": pl.Boolean})


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
    label = vega.signed_labels("~g")
    axis = alt.Axis(title=None, orient="top", labelExpr=label, values=ticks, gridDash=[2, 4])
    y = alt.Y(
        "row:O",
        axis=row_names(rows["label"].to_list(), look, labelLimit=230),
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
    return fitted(alt.layer(lines, points), _ROW * max(rows.height, 1), look)
