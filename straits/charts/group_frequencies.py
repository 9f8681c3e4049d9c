"""One allele in every group: AF with its interval, or the reason why there is none."""

from collections.abc import Mapping

import altair as alt
import polars as pl

from straits.charts.look import Look, finished, visible

ROW = 22

_LOCK = "M-0.7,0L0.7,0L0.7,1L-0.7,1ZM-0.4,0L-0.4,-0.45A0.4,0.45,0,0,1,0.4,-0.45L0.4,0"
_BRACKET = "M-1,-0.6L-1,0.6L1,0.6L1,-0.6"
_STROKE = "M-0.7,0.9L0.7,-0.9"

# What is written where there is no frequency to draw.
ABSENCE_WORDS: Mapping[str, str] = {
    "reference": "nobody carries it",
    "not_callable": "not looked at here",
    "not_in_call_set": "not in this call set",
    "withheld": "withheld",
}


def group_frequencies(rows: pl.DataFrame, look: Look) -> alt.LayerChart:
    """Return one row per group in the order given, named on the left, with AC/AN on the right.

    rows
        row_label, label, colour, shape, af, af_low, af_high, counts (text), absence ("withheld"
        included), is_chosen (A or B), in the order to draw. af is null where nothing is known.
    """
    ordered = rows.with_row_index("row").with_columns(
        pl.col("colour").map_elements(lambda c: visible(c, look), return_dtype=pl.String),
        pl.col("absence").replace_strict(ABSENCE_WORDS, default="").alias("why"),
    )
    named = rows["row_label"].to_list()
    highest = ordered["af_high"].max()
    top = min(1.0, float(highest) * 1.08) if isinstance(highest, float) and highest > 0 else 1.0
    x_scale = alt.Scale(domain=[0, top], nice=False)
    labels = alt.Axis(
        title=None, orient="left", ticks=False, domain=False, labelLimit=300, labelPadding=8,
        labelExpr=f"{named!r}[datum.value]", labelColor=look.ink,
        labelFontWeight=alt.condition(
            f"indexof({[i for i, chosen in enumerate(rows['is_chosen']) if chosen]!r}, datum.value) >= 0",
            alt.value("bold"), alt.value("normal"),
        ),
    )  # fmt: skip
    y = alt.Y("row:O", axis=labels, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    axis = alt.Axis(
        title="allele frequency", orient="top", tickCount=5, format="~g", gridDash=[2, 4]
    )
    x = alt.X("af:Q", scale=x_scale, axis=axis)
    colour = alt.Color("colour:N", scale=None)
    shown = ordered.filter(pl.col("af").is_not_null() & (pl.col("absence") != "withheld"))
    intervals = (
        alt.Chart(shown)
        .mark_rule(strokeWidth=1.6)
        .encode(y=y, x=alt.X("af_low:Q", scale=x_scale, axis=axis), x2="af_high:Q", color=colour)
    )
    points = [
        alt.Chart(shown.filter((pl.col("shape") == shape) & (pl.col("ac") > 0)))
        .mark_point(shape=shape, filled=True, size=70, opacity=1)
        .encode(y=y, x=x, color=colour, tooltip=_tooltip())
        for shape in shown["shape"].unique().sort()
    ]
    zero = (
        alt.Chart(shown.filter(pl.col("ac") == 0))
        .mark_point(shape="circle", filled=False, size=30, strokeWidth=1.2)
        .encode(y=y, x=x, color=colour, tooltip=_tooltip())
    )
    counts = (
        alt.Chart(ordered)
        .mark_text(align="left", dx=10, color=look.muted)
        .encode(y=y, x=alt.value("width"), text="counts:N")
    )
    layers = [intervals, *points, zero, *_absences(ordered, y, look), counts]
    chart = alt.layer(*layers).properties(
        height=ROW * max(rows.height, 1), padding={"right": 110, "left": 5, "top": 5, "bottom": 5}
    )
    return finished(chart, look)


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("counts:N", title="AC/AN"),
        alt.Tooltip("af:Q", title="AF", format=".4f"),
        alt.Tooltip("af_low:Q", title="95 % from", format=".4f"),
        alt.Tooltip("af_high:Q", title="to", format=".4f"),
    ]


def _absences(rows: pl.DataFrame, y: alt.Y, look: Look) -> list[alt.Chart]:
    def marks(absence: str, shape: str, **how: object) -> alt.Chart:
        chosen = rows.filter(pl.col("absence") == absence)
        base = alt.Chart(chosen).encode(y=y, x=alt.value(6))
        return base.mark_point(shape=shape, color=look.muted, **how)

    without = rows.filter(pl.col("absence").is_in(["not_callable", "not_in_call_set", "withheld"]))
    words = (
        alt.Chart(without)
        .mark_text(align="left", dx=16, color=look.muted, fontStyle="italic")
        .encode(y=y, x=alt.value(0), text="why:N")
    )
    band = (
        alt.Chart(rows.filter(pl.col("absence") == "not_callable"))
        .mark_bar(color=look.faint, opacity=0.6, height=ROW - 8)
        .encode(y=y, x=alt.value(0), x2=alt.value("width"))
    )
    return [
        band,
        marks("not_callable", _STROKE, filled=False, size=50, strokeWidth=1.1),
        marks("not_in_call_set", _BRACKET, filled=False, size=45, strokeWidth=1.1),
        marks("withheld", _LOCK, filled=False, size=45, strokeWidth=1.1),
        words,
    ]
