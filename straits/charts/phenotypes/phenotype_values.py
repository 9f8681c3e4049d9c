"""Measured values: how they are distributed in each group, and from year to year."""

import altair as alt
import numpy as np
import polars as pl

from straits.charts.look import Drawing, Look, XValue, fitted, visible_colours
from straits.charts.phenotypes import value_rows as lines

ROW = 46


def distributions(rows: pl.DataFrame, bins: pl.DataFrame, unit: str, look: Look) -> Drawing:
    """Return an outline of the distribution per row, over a bar of its quartiles and a median.

    rows
        row_label, colour, is_chosen, lower_quartile, median, upper_quartile, said, why.
    bins
        row (its number), low, high, n: people or rows; an outline has the same area in every row.
    """
    shown = lines.seen(rows, look)
    outlines = outline(bins).join(shown.select("row", "colour", "row_label"), on="row")
    axis = lines.named(rows["row_label"].to_list(), rows["is_chosen"].to_list(), look)
    x_axis = alt.Axis(title=unit or None, orient="bottom", tickCount=8, gridDash=[2, 4])

    def x(field: str) -> alt.X:
        return alt.X(field, axis=x_axis, scale=alt.Scale(zero=False, nice=False, padding=4))

    def y(field: str) -> alt.Y:
        return lines.at(field, rows.height, axis)

    colour = alt.Color("colour:N", scale=None)
    tooltip = [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("median:Q", format=",.4~g"),
        alt.Tooltip("lower_quartile:Q", title="lower quartile", format=",.4~g"),
        alt.Tooltip("upper_quartile:Q", title="upper quartile", format=",.4~g"),
        alt.Tooltip("said:N", title="people"),
    ]
    layers = [
        alt.Chart(outlines)
        .mark_area(interpolate="step-after", opacity=0.32)
        .encode(x=x("value:Q"), y=y("top:Q"), y2=alt.Y2("base:Q"), color=colour, detail="row:N")
    ]
    quartiles = shown.filter(pl.col("median").is_not_null()).with_columns(
        (pl.col("row") + 0.9).alias("below"),
        (pl.col("row") + 0.81).alias("from"),
        (pl.col("row") + 0.99).alias("to"),
    )
    if quartiles.height:
        box, middle = alt.Chart(quartiles), alt.Chart(quartiles)
        layers += [
            box.mark_rule(strokeWidth=5, opacity=0.55).encode(
                x=x("lower_quartile:Q"),
                x2=alt.X2("upper_quartile:Q"),
                y=y("below:Q"),
                color=colour,
                tooltip=tooltip,
            ),
            middle.mark_rule(strokeWidth=2.5, color=look.ink).encode(
                x=x("median:Q"), y=y("from:Q"), y2=alt.Y2("to:Q"), tooltip=tooltip
            ),
        ]
    missing = shown.filter(pl.col("why") != "")
    if missing.height:
        why = alt.Chart(missing).mark_text(align="left", color=look.muted)
        layers.append(why.encode(x=XValue(6), y=y("middle:Q"), text=alt.Text("why:N")))
    layers.append(lines.figures(shown, y("middle:Q"), "said", look))
    return lines.drawn(layers, ROW * max(rows.height, 1), look)


def outline(bins: pl.DataFrame) -> pl.DataFrame:
    """Return the corners of each row's outline: row, value, top, base, in units of rows.

    The highest of all outlines is 0.72 of a row. Bins of one row may overlap, as those of two sexes
    do: what they hold is spread evenly over each and added up.
    """
    corners: list[tuple[int, float, float]] = []
    for (row,), part in bins.group_by("row", maintain_order=True):
        low, high, n = (part[name].to_numpy() for name in ("low", "high", "n"))
        edges = np.unique(np.concatenate([low, high]).round(9))
        middles = (edges[1:] + edges[:-1]) / 2
        is_inside = (low < middles[:, None]) & (middles[:, None] < high)
        density = is_inside @ (n / (high - low)) / n.sum()
        corners += zip([row] * edges.size, edges.tolist(), [*density.tolist(), 0.0], strict=True)
    frame = pl.DataFrame(
        corners, schema={"row": pl.UInt32, "value": pl.Float64, "height": pl.Float64}, orient="row"
    )
    highest = frame["height"].max() or 1.0
    return frame.with_columns(
        (pl.col("row") + 0.78 - 0.72 * pl.col("height") / highest).alias("top"),
        (pl.col("row") + 0.78).alias("base"),
    )


def years(rows: pl.DataFrame, title: str, look: Look) -> Drawing:
    """Return a line per group over the calendar years, with a pale band for the interval.

    rows
        row_label, colour, shape, year, figure, low, high (null: no band), n_people.
    """
    shown = rows.with_columns(visible_colours(rows, look))
    x = alt.X("year:Q", axis=alt.Axis(title=None, format="d", grid=False, tickMinStep=1))
    # A number of people is seen from 0, a mean is not.
    scale = alt.Scale(zero=bool(rows["low"].is_null().all()), nice=True)
    axis = alt.Axis(title=title, tickCount=5, gridDash=[2, 4])
    colour = alt.Color("colour:N", scale=None)
    of_group = alt.Detail("row_label:N")
    tooltip = [
        alt.Tooltip("row_label:N", title="group"),
        alt.Tooltip("year:Q", format="d"),
        alt.Tooltip("figure:Q", title=title, format=",.4~g"),
        alt.Tooltip("n_people:Q", title="people", format=","),
    ]
    base = alt.Chart(shown)
    band = (
        alt.Chart(shown.filter(pl.col("low").is_not_null()))
        .mark_area(opacity=0.14)
        .encode(
            x=x, y=alt.Y("low:Q", scale=scale, axis=axis), y2=alt.Y2("high:Q"), color=colour,
            detail=of_group,
        )
    )  # fmt: skip
    y = alt.Y("figure:Q", scale=scale, axis=axis)
    line = base.mark_line(strokeWidth=1.8).encode(x=x, y=y, color=colour, detail=of_group)
    points = [
        alt.Chart(shown.filter(pl.col("shape") == shape))
        .mark_point(shape=shape, filled=True, size=34, opacity=1)
        .encode(x=x, y=y, color=colour, tooltip=tooltip)
        for shape in shown["shape"].unique().sort()
    ]
    at = alt.Y("at:Q", scale=scale, axis=axis)
    name = alt.Chart(_apart(shown)).mark_text(align="left", dx=8).encode(
        x=x, y=at, color=colour, text=alt.Text("row_label:N")
    )  # fmt: skip
    chart = alt.layer(band, line, *points, name)
    return fitted(chart, 300, look, right=6, left=0, top=10, bottom=5)


def _apart(rows: pl.DataFrame) -> pl.DataFrame:
    """Return each group's last point with `at`, where its name stands clear of the others."""
    ends = [value for name in ("figure", "low", "high") for value in rows[name].drop_nulls()]
    room = (max(ends) - min(ends)) * 0.055
    known = rows.filter(pl.col("figure").is_not_null())
    last = known.filter(pl.col("year") == pl.col("year").max().over("row_label")).sort("figure")
    places: list[float] = []
    for figure in last["figure"]:
        places.append(max(figure, places[-1] + room) if places else figure)
    return last.with_columns(pl.Series("at", places, dtype=pl.Float64))
