"""From everyone to a cohort: how many people are left after each criterion."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, XValue, finished

ROW = 40


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
    return finished(
        alt.layer(bar("n_before", look.faint, 1), bar("n_left", colour, 0.9), label, numbers)
        .properties(
            height=ROW * max(steps.height, 1),
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            padding={"left": 2, "right": 2, "top": 2, "bottom": 2},
        ),
        look,
    )  # fmt: skip
