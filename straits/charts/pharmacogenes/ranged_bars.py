"""Bars of people of whom something is certain, and paler on to those of whom it is possible."""

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, XValue, mix
from straits.charts.phenotypes import value_rows as lines

ROW = 24


def ranged_bars(rows: pl.DataFrame, look: Look) -> Drawing:
    """Return a bar per row: full to `low`, pale on to `high`, with a line for the intervals.

    rows
        row_label, is_chosen (A or B, or a heading), low, high, low_from, high_to (null: withheld,
        nobody covered, or a heading), said (the figures on the right), why (what is written where
        there is no bar).
    """
    shown = rows.with_row_index("row").with_columns(
        (pl.col("row") + 0.5).alias("middle"),
        (pl.col("row") + 0.2).alias("top"),
        (pl.col("row") + 0.8).alias("bottom"),
        pl.lit(0.0).alias("zero"),
    )
    axis = lines.named(rows["row_label"].to_list(), rows["is_chosen"].to_list(), look)
    top = alt.Axis(title=None, orient="top", tickCount=5, format=".0%", gridDash=[2, 4])
    scale = alt.Scale(domainMin=0, nice=True)
    known = shown.filter(pl.col("low").is_not_null())
    y, middle = (lines.at(f"{field}:Q", rows.height, axis) for field in ("top", "middle"))
    tooltip = [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("low:Q", title="certain", format=".1%"),
        alt.Tooltip("high:Q", title="possible", format=".1%"),
        alt.Tooltip("low_from:Q", title="95 % from", format=".1%"),
        alt.Tooltip("high_to:Q", title="to", format=".1%"),
        alt.Tooltip("said:N", title="people"),
    ]

    def bar(start: str, stop: str, colour: str) -> Drawing:
        mark = alt.Chart(known).mark_rect(color=colour)
        x = alt.X(f"{start}:Q", axis=top, scale=scale)
        return mark.encode(x=x, x2=alt.X2(f"{stop}:Q"), y=y, y2=alt.Y2("bottom:Q"), tooltip=tooltip)

    pale = mix(look.ground, look.accent, 0.3)
    rule = alt.Chart(known).mark_rule(strokeWidth=1.2, color=look.ink)
    layers = [
        bar("zero", "low", look.accent),
        bar("low", "high", pale),
        rule.encode(x=alt.X("low_from:Q", axis=top, scale=scale), x2="high_to:Q", y=middle),
    ]
    missing = shown.filter(pl.col("low").is_null())
    if missing.height:
        why = alt.Chart(missing).mark_text(align="left", color=look.muted)
        layers.append(why.encode(y=middle, x=XValue(6), text=alt.Text("why:N")))
    layers.append(lines.figures(shown, middle, "said", look))
    return lines.drawn(layers, ROW * max(rows.height, 1) + 4, look)
