"""One allele in every group: AF with its interval, or the reason why there is none."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from straits.charts import marks
from straits.charts.look import (
    Drawing,
    Look,
    X2Value,
    XValue,
    YValue,
    bold,
    fitted,
    row_names,
    visible_colours,
)

# As high as the rows of the table that stands beside it.
ROW = 28

# Between a group and its place; and whether a chart is seen on a phone, as Vega asks it.
_PLACE, _IS_NARROW = " · ", "windowSize()[0] < 640"
# More letters than this have no room within a line.
_LONG = 32

# What is written where there is no frequency to draw.
ABSENCE_WORDS: Mapping[str, str] = {
    "not_callable": "not looked at here",
    "not_in_call_set": "not in this call set",
    "withheld": "withheld by the profile",
}


def group_frequencies(rows: pl.DataFrame, look: Look) -> Drawing:
    """Return one row per group in the order given, named on the left, with AC/AN on the right.

    rows
        row_label, colour, shape, ac, af, af_low, af_high, counts (AC/AN), absence ("withheld"
        included), is_chosen (A or B), in the order to draw. af is null where nothing is known, and
        where absence is "censored": AC is only known to be from ac_low to ac_high, of an.
    """
    ordered = rows.with_row_index("row").with_columns(
        visible_colours(rows, look),
        pl.col("absence").replace_strict(ABSENCE_WORDS, default="").alias("why"),
    )
    known = ordered.filter(pl.col("af").is_not_null() & (pl.col("absence") != "withheld"))
    ranges = ordered.filter(pl.col("absence") == "censored")
    y, x = _rows_axis(rows, look), _frequency_axis(pl.concat([known, ranges]))
    layers = [
        *_estimates(known, x, y),
        *_ranges(ranges, x, y),
        *_absences(ordered, y, look),
        *_counts(ordered, y, look),
    ]
    height = ROW * max(rows.height, 1)
    return fitted(alt.layer(*layers), height, look, right=6, left=0, top=12, bottom=5)


def _rows_axis(rows: pl.DataFrame, look: Look) -> alt.Y:
    chosen = [row for row, is_chosen in enumerate(rows["is_chosen"]) if is_chosen]
    axis = row_names(
        rows["row_label"].to_list(), look, labelLimit=210, labelPadding=8,
        labelFontWeight=bold(chosen),
    )  # fmt: skip
    placed = [label for label in rows["row_label"] if _PLACE in label]
    if placed:
        # Where it is long, and on a phone, the place stands below the group, in smaller letters.
        is_long = max(map(len, placed)) > _LONG
        is_apart = "true" if is_long else _IS_NARROW
        axis.labelExpr = f"{is_apart} ? split({axis.labelExpr}, '{_PLACE}') : {axis.labelExpr}"
        axis.labelFontSize = alt.ExprRef(f"{_IS_NARROW} ? 10 : {11 if is_long else 12}")
        axis.labelLineHeight = alt.ExprRef(f"{_IS_NARROW} ? 11 : 12")
        axis.labelOffset = alt.ExprRef(f"{is_apart} ? -5 : 0")
    return alt.Y("row:O", axis=axis, scale=alt.Scale(paddingInner=0, paddingOuter=0))


def _frequency_axis(known: pl.DataFrame) -> tuple[alt.Scale, alt.Axis]:
    highest = known["af_high"].max()
    top = min(1.0, float(highest) * 1.05) if isinstance(highest, float) and highest > 0 else 1.0
    axis = alt.Axis(
        title="allele frequency (AF)", orient="top", tickCount=4, format="~g", gridDash=[2, 4],
        labelOverlap="parity", labelFlush=False,
    )  # fmt: skip
    return alt.Scale(domain=[0, top], nice=False), axis


def _estimates(known: pl.DataFrame, x: tuple[alt.Scale, alt.Axis], y: alt.Y) -> list[Drawing]:
    scale, axis = x

    def at(field: str) -> alt.X:
        return alt.X(field, scale=scale, axis=axis)

    colour = alt.Color("colour:N", scale=None)
    intervals = (
        alt.Chart(known)
        .mark_rule(strokeWidth=1.6)
        .encode(y=y, x=at("af_low:Q"), x2=alt.X2("af_high:Q"), color=colour)
    )
    tooltip = [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("counts:N", title="AC/AN"),
        alt.Tooltip("af:Q", title="AF", format=".4f"),
        alt.Tooltip("af_low:Q", title="95 % from", format=".4f"),
        alt.Tooltip("af_high:Q", title="to", format=".4f"),
    ]
    seen, zero = known.filter(pl.col("ac") > 0), known.filter(pl.col("ac") == 0)
    points = [
        alt.Chart(seen.filter(pl.col("shape") == shape))
        .mark_point(shape=shape, filled=True, size=70, opacity=1)
        .encode(y=y, x=at("af:Q"), color=colour, tooltip=tooltip)
        for shape in seen["shape"].unique().sort()
    ]
    hollow = (
        alt.Chart(zero)
        .mark_point(shape="circle", filled=False, size=30, strokeWidth=1.2)
        .encode(y=y, x=at("af:Q"), color=colour, tooltip=tooltip)
    )
    return [intervals, *points, *([hollow] if zero.height else [])]


def _ranges(ranges: pl.DataFrame, x: tuple[alt.Scale, alt.Axis], y: alt.Y) -> list[Drawing]:
    """Bars from the least AF to the most, over their intervals: no point, as none is known."""
    if ranges.is_empty():
        return []
    scale, axis = x
    ends = ranges.with_columns(
        (pl.col("ac_low") / pl.col("an")).alias("least"),
        (pl.col("ac_high") / pl.col("an")).alias("most"),
    )

    def at(field: str) -> alt.X:
        return alt.X(field, scale=scale, axis=axis)

    colour = alt.Color("colour:N", scale=None)
    tooltip = [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("counts:N", title="AC/AN, as published"),
        alt.Tooltip("least:Q", title="AF from", format=".4f"),
        alt.Tooltip("most:Q", title="to", format=".4f"),
        alt.Tooltip("af_low:Q", title="95 % from", format=".4f"),
        alt.Tooltip("af_high:Q", title="to", format=".4f"),
    ]
    base = alt.Chart(ends)
    return [
        base.mark_rule(strokeWidth=1.6, strokeDash=[2, 2]).encode(
            y=y, x=at("af_low:Q"), x2=alt.X2("af_high:Q"), color=colour
        ),
        base.mark_bar(height=10, opacity=0.55).encode(
            y=y, x=at("least:Q"), x2=alt.X2("most:Q"), color=colour, tooltip=tooltip
        ),
    ]


def _absences(rows: pl.DataFrame, y: alt.Y, look: Look) -> list[Drawing]:
    """Marks and words for groups without a frequency; no layer where there are none of a kind."""
    layers = []
    outside = rows.filter(pl.col("absence") == "not_callable")
    if outside.height:
        band = alt.Chart(outside).mark_bar(color=look.faint, opacity=0.6, height=ROW - 12)
        layers.append(band.encode(y=y, x=XValue(0), x2=X2Value("width")))
    for absence, outline in marks.OF_ABSENCE.items():
        chosen = rows.filter(pl.col("absence") == absence)
        if chosen.is_empty():
            continue
        outlined = alt.Chart(chosen).mark_point(
            shape=outline, color=look.muted, filled=False, size=48, strokeWidth=1.1
        )
        words = alt.Chart(chosen).mark_text(align="left", dx=18, color=look.muted)
        layers.append(outlined.encode(y=y, x=XValue(7)))
        layers.append(words.encode(y=y, x=XValue(0), text=alt.Text("why:N")))
    return layers


def _counts(rows: pl.DataFrame, y: alt.Y, look: Look) -> list[Drawing]:
    """The counts on the right, and above them what they are."""
    at: dict[str, Any] = {"align": "left", "dx": 10, "color": look.muted}
    text = alt.Chart(rows).mark_text(**at).encode(y=y, text=alt.Text("counts:N"))
    head = alt.Chart(pl.DataFrame({"x": [0]})).mark_text(text="AC/AN", **at).encode(y=YValue(-12))
    return [layer.encode(x=XValue("width")) for layer in (text, head)]
