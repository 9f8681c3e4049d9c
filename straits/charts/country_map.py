"""A small map without borders: beside each country one pie per group, filled as far as its AF."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl

from straits.charts.look import Drawing, Look, finished, visible

HEIGHT = 300

_FOLDER = Path(__file__).with_name("countries")
_STEP = 17.0  # degrees between the pies of one country
_ABOVE, _BELOW = 19.0, 27.0  # degrees from a country to its pies, near the equator and not
_RADIUS = 12


@cache
def places() -> dict[str, tuple[str, float, float]]:
    """Return name, longitude and latitude of each country by its code of two letters."""
    frame = pl.read_csv(_FOLDER / "countries.tsv", separator="\t", null_values=[])
    return {row[0]: (row[1], row[2], row[3]) for row in frame.iter_rows()}


def country_map(groups: pl.DataFrame, look: Look) -> Drawing:
    """Return the map.

    groups
        country (code), label, colour, af, counts (AC/AN), one row per country and group with a
        known AF, those of one country together; countries that `places` lacks are left out.
    """
    placed = _placed(groups, look)
    points = placed.unique("country", maintain_order=True)
    where = alt.Chart(points).mark_point(filled=True, size=26, color=look.ink, opacity=1)
    names = alt.Chart(points).mark_text(dy=13, color=look.muted, fontSize=11)
    leaders = alt.Chart(placed).mark_rule(color=look.muted, opacity=0.5)
    label = alt.Chart(placed).mark_text(dy=-_RADIUS - 8, color=look.ink, fontSize=11)
    at = {"longitude": "pie_longitude:Q", "latitude": "pie_latitude:Q"}
    layers = [
        alt.Chart(_land()).mark_geoshape(fill=look.faint, stroke=None),
        leaders.encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            longitude2="pie_longitude:Q",
            latitude2="pie_latitude:Q",
        ),
        where.encode(longitude="longitude:Q", latitude="latitude:Q"),
        names.encode(longitude="longitude:Q", latitude="latitude:Q", text="name:N"),
        *_pies(placed, at, look),
        label.encode(**at, text="label:N"),
    ]
    return finished(
        alt.layer(*layers)
        .project(type="equalEarth", rotate=[-55, 0, 0], fit=_extent(placed))
        .properties(height=HEIGHT, padding={"left": 0, "right": 0, "top": 4, "bottom": 4}),
        look,
    )


def _pies(placed: pl.DataFrame, at: dict[str, str], look: Look) -> list[Drawing]:
    tooltip = [
        alt.Tooltip("label:N", title="group"),
        alt.Tooltip("name:N", title="country"),
        alt.Tooltip("af:Q", title="AF", format=".4f"),
        alt.Tooltip("counts:N", title="AC/AN"),
    ]
    pie: dict[str, Any] = {"outerRadius": _RADIUS, "theta": 0}
    whole = alt.Chart(placed).mark_arc(
        **{**pie, "theta2": 6.2832}, fill=look.ground, strokeWidth=1.2
    )
    part = alt.Chart(placed).mark_arc(**pie)
    colour = {"stroke": alt.Stroke("colour:N", scale=None)}
    return [
        whole.encode(**at, **colour, tooltip=tooltip),
        part.encode(
            **at,
            theta=alt.Theta("start:Q", scale=None, stack=None),
            theta2="angle:Q",
            color=alt.Color("colour:N", scale=None),
            tooltip=tooltip,
        ),
    ]


def _placed(groups: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return the groups with the place of their country and of their own pie."""
    known = groups.filter(pl.col("country").is_in(list(places())))
    rows = []
    for (country,), one in known.group_by(["country"], maintain_order=True):
        name, longitude, latitude = places()[str(country)]
        for number, row in enumerate(one.iter_rows(named=True)):
            shift = (number - (one.height - 1) / 2) * _STEP
            rows.append(
                {
                    **row,
                    "name": name,
                    "longitude": longitude,
                    "latitude": latitude,
                    "pie_longitude": longitude + shift,
                    "pie_latitude": latitude + (_ABOVE if latitude < 45 else -_BELOW),
                    "colour": visible(row["colour"], look),
                    "start": 0.0,
                    "angle": row["af"] * 6.2832,
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


def _land() -> alt.InlineData:
    outline = json.loads((_FOLDER / "land.json").read_text("utf-8"))
    feature = {"type": "Feature", "geometry": outline, "properties": {}}
    return alt.InlineData(values=[feature])
