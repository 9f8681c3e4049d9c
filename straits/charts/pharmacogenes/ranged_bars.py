"""Bars of people of whom something is certain, and paler on to those of whom it is not known."""

from typing import Any

import altair as alt
import polars as pl

from straits.charts.legend import BAR, Key
from straits.charts.look import Drawing, Look, XValue, mix
from straits.charts.phenotypes import value_rows as lines

# Pixels of a row: its words, and the bar below them, so that both have the chart's whole width; or
# its bar between its words, where the chart stands alone and is wide.
ROW, ROW_BESIDE = 32, 24
# Shares of a row where its words stand, and where its bar begins, has its middle and ends.
_BELOW, _BESIDE = (0.3, 0.6, 0.78, 0.95), (0.5, 0.2, 0.5, 0.8)


def keys(look: Look, *, has_partial: bool) -> list[Key]:
    """Return what the shades stand for.

    has_partial
        Whether any row is of a call set that does not cover every position.
    """
    found = [
        Key("certain", look.accent, BAR),
        Key("not known: missing calls, or phase", _pale(look), BAR),
    ]
    if has_partial:
        found.append(Key("not known: positions that nobody looked at", _grey(look), BAR))
    return found


def ranged_bars(rows: pl.DataFrame, look: Look, *, is_beside: bool = False) -> Drawing:
    """Return a bar per row: full to `low`, paler on to `high`, with a line for the intervals.

    rows
        row_label, is_chosen (a heading), is_partial (of a call set that does not cover every
        position: grey instead of pale), low, high, low_from, high_to (null: withheld, nobody
        covered, or a heading), said (the figures on the right), why (what is written where there
        is no bar).
    is_beside
        Whether words stand beside the bars, and not above them.
    """
    places = zip(
        ("words", "top", "middle", "bottom"), _BESIDE if is_beside else _BELOW, strict=True
    )
    shown = rows.with_row_index("row").with_columns(
        *((pl.col("row") + share).alias(name) for name, share in places),
        pl.lit(0.0).alias("zero"),
    )
    names = lines.named(rows["row_label"].to_list(), rows["is_chosen"].to_list(), look)
    top = alt.Axis(title=None, orient="top", tickCount=5, format=".0%", gridDash=[2, 4])
    scale = alt.Scale(domainMin=0, nice=True)
    known = shown.filter(pl.col("low").is_not_null())

    def at(field: str) -> alt.Y:
        return lines.at(f"{field}:Q", rows.height, names if is_beside else None)

    tooltip = [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("low:Q", title="certain", format=".1%"),
        alt.Tooltip("high:Q", title="possible", format=".1%"),
        alt.Tooltip("low_from:Q", title="95 % from", format=".1%"),
        alt.Tooltip("high_to:Q", title="to", format=".1%"),
        alt.Tooltip("said:N", title="people"),
    ]

    def bar(of: pl.DataFrame, start: str, stop: str, colour: str) -> Drawing:
        x = alt.X(f"{start}:Q", axis=top, scale=scale)
        mark = alt.Chart(of).mark_rect(color=colour)
        return mark.encode(
            x=x, x2=alt.X2(f"{stop}:Q"), y=at("top"), y2=alt.Y2("bottom:Q"), tooltip=tooltip
        )

    def words(of: pl.DataFrame, field: str, x: float | str, **more: Any) -> Drawing:
        text = alt.Chart(of).mark_text(baseline="middle", **more)
        return text.encode(y=at("words"), x=XValue(x), text=alt.Text(f"{field}:N"))

    rule = alt.Chart(known).mark_rule(strokeWidth=1.2, color=look.ink)
    is_partial = pl.col("is_partial")
    layers = [
        bar(known, "zero", "low", look.accent),
        bar(known.filter(~is_partial), "low", "high", _pale(look)),
        bar(known.filter(is_partial), "low", "high", _grey(look)),
        rule.encode(x=alt.X("low_from:Q", axis=top, scale=scale), x2="high_to:Q", y=at("middle")),
    ]
    missing = shown.filter(pl.col("why") != "")
    if is_beside:
        layers.append(lines.figures(shown, at("words"), "said", look))
        layers += [lines.figures(missing, at("words"), "why", look)] * bool(missing.height)
        return lines.drawn(layers, ROW_BESIDE * max(rows.height, 1) + 4, look)
    for is_heading, weight in ((True, "bold"), (False, "normal")):
        of = shown.filter(is_chosen=is_heading)
        layers.append(words(of, "row_label", 0, align="left", color=look.ink, fontWeight=weight))
    layers.append(words(shown, "said", "width", align="right", color=look.muted))
    if missing.height:
        layers.append(words(missing, "why", "width", align="right", color=look.muted))
    return lines.drawn(layers, ROW * max(rows.height, 1) + 4, look)


def _pale(look: Look) -> str:
    return mix(look.ground, look.accent, 0.35)


def _grey(look: Look) -> str:
    return mix(look.ground, look.muted, 0.35)
