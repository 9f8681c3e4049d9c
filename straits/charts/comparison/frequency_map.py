"""AF in A against AF in B: all alleles as a density, the most different ones as points over it."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from straits.charts import vega
from straits.charts.comparison import shades
from straits.charts.look import Look
from straits.charts.vega import Spec

HEIGHT = 424

# Lines of equal difference beside the diagonal.
_BANDS = (0.25, 0.5)

_ENDS = {"domain": [0, 1], "nice": False}

# The layer in which an allele can be picked.
_PICKED_IN = "points"


def frequency_map(
    density: pl.DataFrame,
    points: pl.DataFrame,
    names: tuple[str, str],
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
    picked: str | None = None,
) -> Spec:
    """Return the map; a click on a point is the selection `pick`, with the point's variant_id.

    density
        One row per cell, with its edges and n_variants, as of queries.comparison.frequency_density.
    points
        One row per allele to draw, with variant_id, name, gene, af_a, af_b, difference, counts_a
        and counts_b; at most 500 keep a change of filter quick.
    names, marks
        Of A and B: the label, and colour and shape; a point wears those of the side where the
        allele is more common.
    picked
        The variant_id to ring.
    """
    plane = _Plane(names)
    layers = [_cells(density, plane, look), *_bands(plane, look), _points(plane, marks, look)]
    layers += _edges(plane, marks)
    datasets = {
        "cells": density,
        "points": points.with_columns(
            pl.when(pl.col("difference") >= 0)
            .then(pl.lit("a"))
            .otherwise(pl.lit("b"))
            .alias("side")
        ),
        "bands": _ends_of_bands(),
        "corner": pl.DataFrame({"x": [1.0], "y": [0.0]}),
    }
    if picked is not None:
        layers.append(_ring(plane, look))
        datasets["picked"] = points.filter(pl.col("variant_id") == picked)
    spec = {
        "layer": layers,
        "params": [
            {
                "name": "pick",
                "select": {"type": "point", "fields": ["variant_id"]},
                "views": [_PICKED_IN],
            }
        ],
        "height": HEIGHT,
        "padding": {"left": 0, "right": 4, "top": 4, "bottom": 6},
    }
    return vega.single(spec, datasets, look)


@dataclass(frozen=True)
class _Plane:
    """The two axes, which every layer must name alike for the titles to stay."""

    names: tuple[str, str]

    def x(self, name: str) -> Spec:
        return vega.field(name, scale=_ENDS, axis=self._axis(f"AF in {self.names[0]} (A)"))

    def y(self, name: str) -> Spec:
        return vega.field(name, scale=_ENDS, axis=self._axis(f"AF in {self.names[1]} (B)"))

    def _axis(self, title: str) -> Spec:
        return {"title": title, "values": [0, 0.25, 0.5, 0.75, 1], "format": ".2f", "grid": False}


def _cells(density: pl.DataFrame, plane: _Plane, look: Look) -> Spec:
    scale = {
        "type": "log", "domain": [1, shades.most(density)], "range": list(look.density),
        "interpolate": "lab",
    }  # fmt: skip
    return vega.layer(
        "cells",
        {"type": "rect", "stroke": None},
        x=plane.x("af_a_low"),
        x2={"field": "af_a_high"},
        y=plane.y("af_b_low"),
        y2={"field": "af_b_high"},
        color=vega.field("n_variants", scale=scale),
        tooltip=[
            vega.field("n_variants", title="variants here", format=","),
            vega.field("af_a_low", title="AF in A from", format=".2f"),
            vega.field("af_b_low", title="AF in B from", format=".2f"),
        ],
    )


def _ends_of_bands() -> pl.DataFrame:
    ends = [(0.0, 0.0, 1.0, 1.0, True)]
    for band in _BANDS:
        ends += [(band, 0.0, 1.0, 1 - band, False), (0.0, band, 1 - band, 1.0, False)]
    return pl.DataFrame(ends, schema=["x", "y", "x2", "y2", "is_equal"], orient="row")


def _bands(plane: _Plane, look: Look) -> list[Spec]:
    def line(is_equal: bool, dash: list[int]) -> Spec:
        rule = {
            "type": "rule", "color": look.muted, "opacity": 0.55, "strokeDash": dash,
            "strokeWidth": 0.8,
        }  # fmt: skip
        drawn = vega.layer(
            "bands", rule, x=plane.x("x"), y=plane.y("y"), x2={"field": "x2"}, y2={"field": "y2"}
        )
        return {**drawn, "transform": [{"filter": {"field": "is_equal", "equal": is_equal}}]}

    return [line(True, [1, 0]), line(False, [2, 4])]


def _points(plane: _Plane, marks: tuple[tuple[str, str], tuple[str, str]], look: Look) -> Spec:
    more_in_a, more_in_b = marks
    point = {
        "type": "point", "filled": True, "size": 42, "stroke": look.ground, "strokeWidth": 0.6,
        "cursor": "pointer", "aria": True,
    }  # fmt: skip

    def of_side(worn_a: str, worn_b: str) -> Spec:
        scale = {"domain": ["a", "b"], "range": [worn_a, worn_b]}
        return vega.field("side", "nominal", scale=scale)

    drawn = vega.layer(
        "points",
        point,
        x=plane.x("af_a"),
        y=plane.y("af_b"),
        color=of_side(more_in_a[0], more_in_b[0]),
        shape=of_side(more_in_a[1], more_in_b[1]),
        opacity={"condition": {"param": "pick", "value": 0.85}, "value": 0.25},
        tooltip=[
            *vega.tooltip(
                name="variant", gene="gene", counts_a=plane.names[0], counts_b=plane.names[1]
            ),
            vega.field("difference", title="difference", format="+.3~g"),
        ],
        description=vega.field("name", "nominal"),
    )
    return {**drawn, "name": _PICKED_IN}


def _edges(plane: _Plane, marks: tuple[tuple[str, str], tuple[str, str]]) -> list[Spec]:
    """Write along the edges which side of the diagonal is whose, clear of the points."""
    first, second = (
        {
            "type": "text",
            "text": f"more common in {name}",
            "align": "left",
            "color": colour,
            "fontWeight": 600,
        }
        for name, (colour, _) in zip(plane.names, marks, strict=True)
    )
    right: dict[str, Any] = {
        **first, "angle": 270, "baseline": "top", "dy": 7, "limit": {"expr": "height"},
    }  # fmt: skip
    above: dict[str, Any] = {
        **second, "baseline": "bottom", "dy": -7, "limit": {"expr": "width"},
    }  # fmt: skip
    return [
        vega.layer("corner", right, x=plane.x("x"), y=plane.y("y")),
        vega.layer("corner", above, x=vega.at(0), y=vega.at(0)),
    ]


def _ring(plane: _Plane, look: Look) -> Spec:
    ring = {"type": "point", "filled": False, "size": 190, "color": look.ink, "strokeWidth": 1.6}
    return vega.layer("picked", ring, x=plane.x("af_a"), y=plane.y("af_b"))
