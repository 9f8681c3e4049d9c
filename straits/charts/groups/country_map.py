"""A small map without borders: beside each country one pie per group, filled as far as its AF."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from straits.charts import vega
from straits.charts.look import Look, visible
from straits.charts.vega import Spec

HEIGHT = 300

_FOLDER = Path(__file__).with_name("countries")
_STEP = 17.0  # degrees between the pies of one country
_ABOVE, _BELOW = 19.0, 27.0  # degrees from a country to its pies, near the equator and not
_RADIUS = 12
_WIDEST = 68  # pixels of a group's name where a country has many groups
_TURN = 6.2832


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
    is_crowded = placed.group_by("country").len()["len"].gt(2).any()
    room = {"limit": _WIDEST} if is_crowded else {}
    here = {"longitude": vega.field("longitude"), "latitude": vega.field("latitude")}
    away = {"longitude": vega.field("pie_longitude"), "latitude": vega.field("pie_latitude")}
    leader = {"longitude2": {"field": "pie_longitude"}, "latitude2": {"field": "pie_latitude"}}
    text = {"type": "text", "fontSize": 11}
    layers = [
        {"data": {"values": [_land()]}, "mark": {"type": "geoshape", "fill": look.faint}},
        vega.layer("pies", {"type": "rule", "color": look.muted, "opacity": 0.5}, **here, **leader),
        vega.layer(
            "countries", {"type": "point", "filled": True, "size": 26, "color": look.ink}, **here
        ),
        vega.layer(
            "countries",
            {**text, "dy": 13, "color": look.muted},
            **here,
            text=vega.field("name", "nominal"),
        ),
        *_pies(away, look),
        # By turns over and under its pie, a name has the room of two.
        *(
            vega.layer(
                place,
                {**text, "dy": way * (_RADIUS + 8), "color": look.ink, **room},
                **away,
                text=vega.field("label", "nominal"),
                tooltip=vega.tooltip(label="group"),
            )
            for place, way in (("names_over", -1), ("names_under", 1))
        ),
    ]
    spec = {
        "layer": layers,
        "projection": {"type": "equalEarth", "rotate": [-55, 0, 0], "fit": _extent(placed)},
        "height": HEIGHT,
        "padding": {"left": 0, "right": 0, "top": 4, "bottom": 4},
    }
    names = {
        "names_over": placed.filter(~pl.col("is_under")),
        "names_under": placed.filter("is_under"),
    }
    return vega.single(spec, {"pies": placed, "countries": points, **names}, look)


def _pies(away: dict[str, Spec], look: Look) -> list[Spec]:
    colour: Spec = {"type": "nominal", "field": "colour", "scale": None}
    tip = vega.tooltip(label="group", name="country", said="AF", counts="AC/AN")
    arc = {"type": "arc", "outerRadius": _RADIUS, "theta": 0, "theta2": _TURN}
    whole = {**arc, "fill": look.ground, "strokeWidth": 1.2}
    part = {"type": "arc", "outerRadius": _RADIUS}
    ends: dict[str, Spec] = {
        "theta": {"field": "start", "type": "quantitative", "scale": None, "stack": None},
        "theta2": {"field": "angle"},
    }
    return [
        vega.layer("pies", whole, **away, stroke=colour, tooltip=tip),
        vega.layer("pies", part, **away, **ends, color=colour, tooltip=tip),
    ]


def _placed(groups: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return the groups with the place of their country and of their own pie."""
    known = groups.filter(pl.col("country").is_in(list(places())))
    rows = []
    for (country,), of_country in known.group_by(["country"], maintain_order=True):
        name, longitude, latitude = places()[str(country)]
        for number, row in enumerate(of_country.iter_rows(named=True)):
            shift = (number - (of_country.height - 1) / 2) * _STEP
            rows.append(
                {
                    **row,
                    "name": name,
                    "longitude": longitude,
                    "latitude": latitude,
                    "pie_longitude": longitude + shift,
                    "is_under": number % 2 == 1,
                    "pie_latitude": latitude + (_ABOVE if latitude < 45 else -_BELOW),
                    "colour": visible(row["colour"], look),
                    "said": f"{row['af']:.4f}",
                    "start": 0.0,
                    "angle": row["af"] * _TURN,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def _extent(placed: pl.DataFrame) -> dict[str, Any]:
    """Return what must be in view: the countries with room around them, never less than a third."""
    west, east = -25.0, 135.0
    south, north = -15.0, 70.0
    longitudes = [*placed["pie_longitude"], *placed["longitude"]]
    latitudes = [*placed["pie_latitude"], *placed["latitude"]]
    west, east = min(west, *(x - 12 for x in longitudes)), max(east, *(x + 12 for x in longitudes))
    south, north = min(south, *(y - 8 for y in latitudes)), max(north, *(y + 8 for y in latitudes))
    corners = [[west, south], [east, south], [east, north], [west, north]]
    points = {"type": "MultiPoint", "coordinates": corners}
    return {"type": "Feature", "geometry": points, "properties": {}}


@cache
def _land() -> Spec:
    outline = json.loads((_FOLDER / "land.json").read_text("utf-8"))
    return {"type": "Feature", "geometry": outline, "properties": {}}
