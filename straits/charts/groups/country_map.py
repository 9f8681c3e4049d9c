"""A small map without borders: at each country one pie per group, filled as far as its AF."""

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from straits.charts import vega
from straits.charts.look import Look, visible
from straits.charts.vega import Spec

HEIGHT = 300

_FOLDER = Path(__file__).with_name("countries")
# Pixels: of a pie, from the middle of one to that of the next of a country, from a country up to
# the middle of its pies where there are several, and of a line of names.
_RADIUS, _STEP, _ABOVE, _LINE = 12, 28, 22, 12
# Degrees around what is shown, and above it for the pies and their names.
_AROUND, _OVER = 10.0, 20.0


@cache
def places() -> dict[str, tuple[str, float, float]]:
    """Return name, longitude and latitude of each country by its code of two letters."""
    frame = pl.read_csv(_FOLDER / "countries.tsv", separator="\t", null_values=[], glob=False)
    return {row[0]: (row[1], row[2], row[3]) for row in frame.iter_rows()}


def country_map(groups: pl.DataFrame, look: Look) -> Spec:
    """Return the map.

    groups
        country (code), label, colour, af, counts (AC/AN), one row per country and group with a
        known AF, those of one country together; countries that `places` lacks are left out.
    """
    placed = _placed(groups, look)
    points = placed.unique("country", maintain_order=True)
    here = {"longitude": vega.field("longitude"), "latitude": vega.field("latitude")}
    text = {"type": "text", "fontSize": 11}
    colour: Spec = {"type": "nominal", "field": "colour", "scale": None}
    tip = vega.tooltip(label="group", name="country", said="AF", counts="AC/AN")
    # The outline of a pie holds how far it is from its country, which is so many pixels at any
    # scale of the map.
    pie = {"type": "point", "size": (2 * _RADIUS) ** 2, "opacity": 1}
    named = {"dx": {"expr": "datum.dx"}, "dy": {"expr": "datum.name_dy"}, "color": look.ink}
    below = {"dy": {"expr": "datum.country_dy"}, "color": look.muted}

    def outline(name: str) -> Spec:
        return {"field": name, "type": "nominal", "scale": None}

    layers = [
        {"data": {"values": [_land()]}, "mark": {"type": "geoshape", "fill": look.faint}},
        vega.layer(
            "countries", {"type": "point", "filled": True, "size": 26, "color": look.ink}, **here
        ),
        vega.layer(
            "countries", {**text, **below}, **here, text=vega.field("name", "nominal")
        ),
        vega.layer(
            "pies", {**pie, "fill": look.ground, "strokeWidth": 1.2}, **here,
            shape=outline("whole"), stroke=colour, tooltip=tip,
        ),
        vega.layer(
            "pies", {**pie, "strokeWidth": 0}, **here, shape=outline("part"), fill=colour,
            tooltip=tip,
        ),
        vega.layer("pies", {**text, **named}, **here, text=vega.field("label", "nominal")),
    ]  # fmt: skip
    spec = {
        "layer": layers,
        "projection": {"type": "equalEarth", "rotate": [-55, 0, 0], "fit": _extent(placed)},
        "height": HEIGHT,
        "padding": {"left": 0, "right": 0, "top": 4, "bottom": 4},
    }
    return vega.single(spec, {"pies": placed, "countries": points}, look)


def _pie(share: float, dx: float, dy: float) -> str:
    """Return the outline of the first share of a pie from the top clockwise, so far from a place.

    A unit is a radius; dx and dy are pixels.
    """
    x, y = dx / _RADIUS, dy / _RADIUS
    if share <= 0:
        return f"M{x:.4f},{y:.4f}Z"
    if share >= 1:
        return f"M{x:.4f},{y - 1:.4f}a1,1,0,1,1,0,2a1,1,0,1,1,0,-2Z"
    angle = 2 * math.pi * share
    end_x, end_y = x + math.sin(angle), y - math.cos(angle)
    return (
        f"M{x:.4f},{y:.4f}L{x:.4f},{y - 1:.4f}A1,1,0,{int(share > 0.5)},1,{end_x:.4f},{end_y:.4f}Z"
    )


def _placed(groups: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return the groups with the place of their country and of their own pie."""
    known = groups.filter(pl.col("country").is_in(list(places())))
    rows = []
    for (country,), of_country in known.group_by(["country"], maintain_order=True):
        name, longitude, latitude = places()[str(country)]
        n_groups = of_country.height
        dy = 0 if n_groups == 1 else -_ABOVE
        for number, row in enumerate(of_country.iter_rows(named=True)):
            dx = (number - (n_groups - 1) / 2) * _STEP
            # By turns on two lines, a name has the room of two.
            line = number % 2 if n_groups > 2 else 0
            rows.append(
                {
                    **row,
                    "name": name,
                    "longitude": longitude,
                    "latitude": latitude,
                    "dx": dx,
                    "name_dy": dy - _RADIUS - 8 - _LINE * line,
                    "country_dy": _RADIUS + 10 if n_groups == 1 else 13,
                    "colour": visible(row["colour"], look),
                    "said": f"{row['af']:.4f}",
                    "whole": _pie(1.0, dx, dy),
                    "part": _pie(row["af"], dx, dy),
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def _extent(placed: pl.DataFrame) -> dict[str, Any]:
    """Return what must be in view: the countries with room around them, never less than a third."""
    longitudes, latitudes = placed["longitude"], placed["latitude"]
    west, east = min(-25.0, *(longitudes - _AROUND)), max(135.0, *(longitudes + _AROUND))
    south, north = min(-15.0, *(latitudes - _AROUND)), max(70.0, *(latitudes + _OVER))
    corners = [[west, south], [east, south], [east, north], [west, north]]
    points = {"type": "MultiPoint", "coordinates": corners}
    return {"type": "Feature", "geometry": points, "properties": {}}


@cache
def _land() -> Spec:
    outline = json.loads((_FOLDER / "land.json").read_text("utf-8"))
    return {"type": "Feature", "geometry": outline, "properties": {}}
