"""Prevalences and means as points with intervals, one row per group; categories as bars."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from straits.charts.legend import Key
from straits.charts.look import Drawing, Look, XValue, mix
from straits.charts.phenotypes import value_rows as lines

ROW = 30

_PERCENT = (pl.col("share") * 100).round(0).cast(pl.Int32)


def estimates(rows: pl.DataFrame, look: Look, number_format: str, is_share: bool) -> Drawing:
    """Return a point with its interval per row, hollow where another figure stands behind it.

    rows
        row_label, colour, shape, is_chosen, figure, low, high (null: none), said (the figures on
        the right), why (what is written where there is none), and, where the crude figure is drawn
        beside a standardised one, crude.
    number_format
        Of the axis and tooltips, as d3 writes it.
    is_share
        Whether the axis starts at 0.
    """
    shown = lines.seen(rows, look)
    known = shown.filter(pl.col("figure").is_not_null())
    axis = lines.named(rows["row_label"].to_list(), rows["is_chosen"].to_list(), look)
    y = lines.at("middle:Q", rows.height, axis)
    top = alt.Axis(title=None, orient="top", tickCount=5, format=number_format, gridDash=[2, 4])
    scale = alt.Scale(zero=is_share, nice=True, padding=0 if is_share else 12)

    def x(field: str) -> alt.X:
        return alt.X(field, axis=top, scale=scale)

    colour = alt.Color("colour:N", scale=None)
    tooltip = [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("figure:Q", title="estimate", format=number_format),
        alt.Tooltip("low:Q", title="95 % from", format=number_format),
        alt.Tooltip("high:Q", title="to", format=number_format),
        alt.Tooltip("said:N", title="people"),
    ]
    layers = [
        alt.Chart(known)
        .mark_rule(strokeWidth=1.6)
        .encode(y=y, x=x("low:Q"), x2=alt.X2("high:Q"), color=colour)
    ]
    if "crude" in rows.columns:
        layers.append(
            alt.Chart(shown.filter(pl.col("crude").is_not_null()))
            .mark_point(filled=False, size=55, strokeWidth=1.3)
            .encode(y=y, x=x("crude:Q"), color=colour, shape=alt.Shape("shape:N", scale=None))
        )
    layers += [
        alt.Chart(known.filter(pl.col("shape") == shape))
        .mark_point(shape=shape, filled=True, size=75, opacity=1)
        .encode(y=y, x=x("figure:Q"), color=colour, tooltip=tooltip)
        for shape in known["shape"].unique().sort()
    ]
    missing = shown.filter(pl.col("figure").is_null())
    if missing.height:
        why = alt.Chart(missing).mark_text(align="left", color=look.muted)
        layers.append(why.encode(y=y, x=XValue(6), text=alt.Text("why:N")))
    layers.append(lines.figures(shown, y, "said", look))
    return lines.drawn(layers, ROW * max(rows.height, 1) + 4, look)


def legend_of(names: Sequence[str], look: Look) -> list[Key]:
    """Return what the shades of `categories` stand for."""
    return [Key(*named, "square") for named in zip(names, _shades(names, look), strict=True)]


def _shades(names: Sequence[str], look: Look) -> list[str]:
    """Return so many even steps from the palest shade to the darkest."""
    steps = max(len(names) - 1, 1)
    return [mix(*look.density, step / steps) for step in range(len(names))]


def categories(rows: pl.DataFrame, names: list[str], look: Look) -> Drawing:
    """Return a bar per group, divided by category; darker is later in the list of categories.

    rows
        One per group and category: row (number of the group's bar), row_label, is_chosen, category,
        start, share, said.
    """
    bars = rows.unique("row", maintain_order=True)
    axis = lines.named(bars["row_label"].to_list(), bars["is_chosen"].to_list(), look)
    y = lines.at("top:Q", bars.height, axis)
    placed = rows.with_columns(
        (pl.col("row") + 0.18).alias("top"),
        (pl.col("row") + 0.82).alias("bottom"),
        (pl.col("row") + 0.5).alias("middle"),
        (pl.col("start") + pl.col("share")).alias("end"),
        pl.when(pl.col("share") > 0.2)
        .then(pl.format("{} {} %", "category", _PERCENT))
        .otherwise(pl.format("{} %", _PERCENT))
        .alias("written"),
    )
    x = alt.X("start:Q", axis=alt.Axis(title=None, orient="top", format=".0%", tickCount=5))
    colour = alt.Color("category:N", scale=alt.Scale(domain=names, range=_shades(names, look)))
    bar = (
        alt.Chart(placed)
        .mark_rect(stroke=look.ground)
        .encode(
            x=x,
            x2=alt.X2("end:Q"),
            y=y,
            y2=alt.Y2("bottom:Q"),
            color=colour,
            tooltip=[
                alt.Tooltip("row_label:N", title="group"),
                alt.Tooltip("category:N", title="answer"),
                alt.Tooltip("share:Q", format=".1%"),
                alt.Tooltip("said:N", title="people"),
            ],
        )
    )
    dark = names[-1]
    words = [
        alt.Chart(placed.filter((pl.col("share") > 0.05) & is_of))
        .mark_text(align="left", dx=6, color=ink)
        .encode(x=x, y=lines.at("middle:Q", bars.height, axis), text=alt.Text("written:N"))
        for is_of, ink in (
            (pl.col("category") == dark, look.ground),
            (pl.col("category") != dark, look.ink),
        )
    ]
    return lines.drawn([bar, *words], ROW * max(bars.height, 1) + 4, look)
