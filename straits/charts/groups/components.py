"""People, or squares with enough of them, on the first two principal components."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, fitted, visible

HEIGHT = 430

# Of a group's name in the legend, in pixels; and of its line there.
_LONGEST_NAME, _LINE = 230, 17


def points(
    people: pl.DataFrame, titles: tuple[str, str], look: Look, order: Sequence[str] = ()
) -> Drawing:
    """Return a point per person, ringed where genotypes and word do not agree.

    people
        group_label, colour, shape, pc_1, pc_2, agrees.
    titles
        Of the two axes.
    order
        Labels of groups, in the order to name them; others follow.
    """
    x, y = _axes(titles)
    worn = _worn(people, order, look)
    marks = alt.Chart(people).mark_point(filled=True, size=22, opacity=0.55)
    layers = [marks.encode(x=x, y=y, **worn)]
    odd = people.filter(~pl.col("agrees"))
    if odd.height:
        rings = alt.Chart(odd).mark_point(shape="circle", size=75, color=look.ink, strokeWidth=1.1)
        layers.append(rings.encode(x=x, y=y, tooltip=[alt.Tooltip("group_label:N", title="group")]))
    return _drawn(layers, people, look)


def squares(
    bins: pl.DataFrame, titles: tuple[str, str], look: Look, order: Sequence[str] = ()
) -> Drawing:
    """Return a mark per group and square, larger for more people.

    bins
        group_label, colour, shape, pc_1, pc_2, n_people.
    order
        As of `points`.
    """
    x, y = _axes(titles)
    marks = (
        alt.Chart(bins)
        .mark_point(filled=True, opacity=0.7)
        .encode(
            x=x,
            y=y,
            **_worn(bins, order, look),
            size=alt.Size("n_people:Q", scale=alt.Scale(range=[30, 500]), legend=None),
            tooltip=[
                alt.Tooltip("group_label:N", title="group"),
                alt.Tooltip("n_people:Q", title="people", format=","),
            ],
        )
    )
    return _drawn([marks], bins, look)


def _axes(titles: tuple[str, str]) -> tuple[alt.X, alt.Y]:
    scale = alt.Scale(zero=False, nice=True)
    axes = [alt.Axis(title=title, tickCount=5, gridDash=[2, 4]) for title in titles]
    return (
        alt.X("pc_1:Q", axis=axes[0], scale=scale),
        alt.Y("pc_2:Q", axis=axes[1], scale=scale),
    )


def _worn(rows: pl.DataFrame, order: Sequence[str], look: Look) -> dict[str, Any]:
    """Return colour and shape of the groups, named in one legend beside the chart."""
    places = {label: place for place, label in enumerate(order)}
    groups = sorted(
        rows.select("group_label", "colour", "shape").unique("group_label").iter_rows(),
        key=lambda group: (places.get(group[0], len(places)), group[0]),
    )
    names = [name for name, _, _ in groups]
    legend = alt.Legend(
        title=None, orient="right", labelLimit=_LONGEST_NAME, labelColor=look.ink,
        labelFontSize=12, symbolSize=60, symbolOpacity=1, rowPadding=_LINE - 13, offset=14,
    )  # fmt: skip
    colours = alt.Scale(domain=names, range=[visible(colour, look) for _, colour, _ in groups])
    shapes = alt.Scale(domain=names, range=[shape for _, _, shape in groups])
    return {
        "color": alt.Color("group_label:N", scale=colours, legend=legend),
        "shape": alt.Shape("group_label:N", scale=shapes, legend=legend),
    }


def _drawn(layers: Sequence[Drawing], rows: pl.DataFrame, look: Look) -> Drawing:
    height = max(HEIGHT, _LINE * rows["group_label"].n_unique())
    return fitted(alt.layer(*layers), height, look, right=4, left=0, top=8, bottom=5)
