"""People, or squares with enough of them, on the first two principal components."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, XValue, YValue, finished, visible

HEIGHT = 430


def points(people: pl.DataFrame, titles: tuple[str, str], look: Look) -> Drawing:
    """Return a point per person, ringed where genotypes and word do not agree.

    people
        group_label, colour, shape, pc_1, pc_2, agrees.
    titles
        Of the two axes.
    """
    seen = _seen(people, look)
    x, y = _axes(titles)
    colour = alt.Color("colour:N", scale=None)
    layers = [
        alt.Chart(seen.filter(pl.col("shape") == shape))
        .mark_point(shape=shape, filled=True, size=22, opacity=0.55)
        .encode(x=x, y=y, color=colour)
        for shape in seen["shape"].unique().sort()
    ]
    odd = seen.filter(~pl.col("agrees"))
    if odd.height:
        rings = alt.Chart(odd).mark_point(shape="circle", size=75, color=look.ink, strokeWidth=1.1)
        layers.append(rings.encode(x=x, y=y, tooltip=[alt.Tooltip("group_label:N", title="group")]))
    return _drawn(layers, seen, look)


def squares(bins: pl.DataFrame, titles: tuple[str, str], look: Look) -> Drawing:
    """Return a mark per group and square, larger for more people.

    bins
        group_label, colour, shape, pc_1, pc_2, n_people.
    """
    seen = _seen(bins, look)
    x, y = _axes(titles)
    tooltip = [
        alt.Tooltip("group_label:N", title="group"),
        alt.Tooltip("n_people:Q", title="people", format=","),
    ]
    marks = [
        alt.Chart(seen.filter(pl.col("shape") == shape))
        .mark_point(shape=shape, filled=True, opacity=0.7)
        .encode(
            x=x,
            y=y,
            color=alt.Color("colour:N", scale=None),
            size=alt.Size("n_people:Q", scale=alt.Scale(range=[30, 500]), legend=None),
            tooltip=tooltip,
        )
        for shape in seen["shape"].unique().sort()
    ]
    return _drawn(marks, seen, look)


def _seen(rows: pl.DataFrame, look: Look) -> pl.DataFrame:
    shades = {colour: visible(colour, look) for colour in rows["colour"].unique()}
    return rows.with_columns(pl.col("colour").replace(shades))


def _axes(titles: tuple[str, str]) -> tuple[alt.X, alt.Y]:
    scale = alt.Scale(zero=False, nice=True)
    axes = [alt.Axis(title=title, tickCount=5, gridDash=[2, 4]) for title in titles]
    return (
        alt.X("pc_1:Q", axis=axes[0], scale=scale),
        alt.Y("pc_2:Q", axis=axes[1], scale=scale),
    )


def _names(seen: pl.DataFrame) -> list[Drawing]:
    """Write the groups' names, one below the other, where they cover nobody."""
    groups = seen.select("group_label", "colour").unique(maintain_order=True)
    return [
        alt.Chart(groups[number])
        .mark_text(align="left", fontSize=13, fontWeight="bold", dx=14)
        .encode(
            x=XValue("width"),
            y=YValue(10 + 20 * number),
            text="group_label:N",
            color=alt.Color("colour:N", scale=None),
        )
        for number in range(groups.height)
    ]


def _drawn(layers: Sequence[Drawing], seen: pl.DataFrame, look: Look) -> Drawing:
    longest = max(len(label) for label in seen["group_label"].unique())
    chart = alt.layer(*layers, *_names(seen)).properties(
        height=HEIGHT,
        padding={"right": 24 + 8 * longest, "left": 0, "top": 8, "bottom": 5},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    return finished(chart, look)
