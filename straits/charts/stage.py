"""A chart laid out for the wall of a lecture room: what is written can be read from the back row.

A chart of the page has letters of 11 and 12 pixels. Here it is laid out anew for the size of a
slide: narrower and flatter than on the page by as much as its letters are to be larger, so that its
axes have fewer ticks and its rows stand closer, and no letter is under LEAST.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import vl_convert

from straits.charts import files, legend, stage_columns
from straits.charts.legend import Key
from straits.charts.look import Look, config
from straits.charts.vega import Spec

# Pixels of a screen of 1920 by 1080: what a chart has room in, and the least height of a letter.
WIDTH, HEIGHT, LEAST = 1800, 625, 24
# The least letters of a chart as it is on the page, in pixels, and how much larger they are to be.
_PAGE_LETTERS = 11
_SCALE = LEAST / _PAGE_LETTERS
# Panels are made flatter by no more than this, and no narrower.
_FLATTEST, _NARROWEST = 0.6, 320
# The least that panels have of a column, whose names and numbers need the rest.
_OF_WIDTH = 0.3
# Letters that are made larger need more room, so that the rest is shown smaller: what is tried.
_TRIES, _MORE, _BEYOND = 4, 1.2, 1.01
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_LETTERS = re.compile(r'font-size="([\d.]+)')
_SIZES_OF_LETTERS = {"fontSize", "labelFontSize", "titleFontSize", "labelLimit"}
# A panel whose names need more room than a wall has: its axis stays, as a line.
_AXIS_ALONE, _LINE = "callability", 6
_COLUMNS = (2, 3)
# How much of the height of columns is left for rows: above each its axis and heading stand again.
_OF_COLUMN = 0.9


@dataclass(frozen=True)
class _Drawn:
    """An SVG, its size, and the room that it is shown in."""

    text: str
    width: float
    height: float
    room: tuple[float, float]

    @property
    def scale(self) -> float:
        return min(self.room[0] / self.width, self.room[1] / self.height)

    @property
    def is_high(self) -> bool:
        """Whether its height is what lets it be no larger."""
        return self.height / self.room[1] >= self.width / self.room[0]

    @property
    def least_letter(self) -> float:
        return min(map(float, _LETTERS.findall(self.text)), default=LEAST) * self.scale


def svg(spec: Spec, look: Look) -> str:
    """Return a chart as SVG, to be shown WIDTH wide, or HEIGHT high if that is less.

    Rows that would stand over one another are shown in columns; where that helps nothing, names
    are left out.
    """
    spec = _for_a_wall(spec)
    as_on_page = _as_on_page(spec, look)
    columns = () if "vconcat" in spec else _COLUMNS
    laid_out, drawn = _laid_out(spec, look, as_on_page, (WIDTH, HEIGHT), ends_crowded=bool(columns))
    if not _is_crowded(drawn):
        return drawn.text
    for n_columns in columns:
        wide = stage_columns.width_of_one(WIDTH, n_columns)
        room = (wide, HEIGHT * n_columns * _OF_COLUMN)
        _, tall = _laid_out(spec, look, as_on_page, room, ends_crowded=True)
        if tall.least_letter >= LEAST and not _is_crowded(tall):
            size = (tall.width, tall.height)
            if side_by_side := stage_columns.in_columns(tall.text, size, n_columns):
                return side_by_side
    if columns:
        laid_out, _ = _laid_out(spec, look, as_on_page, (WIDTH, HEIGHT))
    for axis in ("axis", "axisY"):
        kept = {"labelOverlap": "greedy", "labelSeparation": -3}
        laid_out["config"][axis] = {**laid_out["config"].get(axis, {}), **kept}
    return _drawn(laid_out, WIDTH, HEIGHT).text


def laid_out(spec: Spec, keys: Sequence[Key], look: Look) -> tuple[str, str]:
    """Return what marks stand for, empty where nothing is to be said, and the chart, as SVG."""
    return keys_svg(keys, look) if keys else "", svg(spec, look)


def keys_svg(keys: Sequence[Key], look: Look) -> str:
    """Return what the marks of a chart stand for as SVG, in one line as wide as the chart."""
    wide = WIDTH / _SCALE
    return _drawn({"config": config(look), **legend.drawn(keys, look, wide)}).text


def _is_crowded(drawn: _Drawn) -> bool:
    return stage_columns.is_crowded(stage_columns.texts(drawn.text))


def _as_on_page(spec: Spec, look: Look) -> _Drawn:
    """Return a chart with the letters of the page, its panels as wide as a wall has room for."""
    wide = int(WIDTH / _SCALE)
    return _drawn(json.loads(files.dressed(spec, files.Words("", ""), look, wide)))


def _laid_out(
    spec: Spec, look: Look, as_on_page: _Drawn, of: tuple[float, float], ends_crowded: bool = False
) -> tuple[Spec, _Drawn]:
    """Return a chart for a room, in pixels of the screen, with letters that are large enough.

    as_on_page
        As of `_as_on_page`.
    ends_crowded
        Whether larger letters are not tried where names stand over one another and no room is left
        below them.
    """
    width, height = of
    wide, room = int(width / _SCALE), height / _SCALE
    # What stands beside the panels takes its room from them; how high they are does not change.
    beside = as_on_page.width - int(WIDTH / _SCALE)
    narrow = max(round(wide - beside), _NARROWEST if width == WIDTH else round(wide * _OF_WIDTH))
    laid_out = json.loads(files.dressed(spec, files.Words("", ""), look, narrow))
    laid_out["config"]["axisY"] = {**laid_out["config"].get("axisY", {}), "labelOverlap": False}
    flatter = 1.0
    if as_on_page.height > room:
        panels = _panels_height(laid_out)
        flatter = max((room - (as_on_page.height - panels)) / max(panels, 1), _FLATTEST)
        _flatten(laid_out, flatter)
    drawn = _drawn(laid_out, width, height)
    power = _MORE
    for _ in range(_TRIES):
        smaller = drawn.least_letter
        if smaller >= LEAST or (ends_crowded and drawn.is_high and _is_crowded(drawn)):
            break
        by = (_BEYOND * LEAST / smaller) ** power
        _enlarge(laid_out, by)
        drawn = _drawn(laid_out, width, height)
        # How much larger they came out tells what is still needed.
        if drawn.least_letter > smaller:
            power = log(by) / log(drawn.least_letter / smaller)
    # What the letters took of the width leaves room below, up to the height that it had.
    panels = _panels_height(laid_out)
    spare = (height / drawn.scale - (drawn.height - panels)) / max(panels, 1)
    if flatter < 1 < spare:
        _flatten(laid_out, min(spare, 1 / flatter))
        drawn = _drawn(laid_out, width, height)
    return laid_out, drawn


def _for_a_wall(spec: Spec) -> Spec:
    """Return a chart with nothing but a line where a panel is for who can come close."""
    if "vconcat" not in spec:
        return spec
    return {**spec, "vconcat": [_axis_alone(part) for part in spec["vconcat"]]}


def _axis_alone(panel: Spec) -> Spec:
    if panel.get("name") != _AXIS_ALONE:
        return panel
    unnamed = [layer for layer in panel["layer"] if layer["mark"]["type"] != "text"]
    return {**panel, "height": _LINE, "layer": unnamed[:1]} if unnamed else panel


def _drawn(spec: Spec, width: float = WIDTH, height: float = HEIGHT) -> _Drawn:
    text: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    size = _SIZE.search(text)
    assert size is not None, "an SVG has a size"
    return _Drawn(text, float(size[1]), float(size[2]), (width, height))


def _panels_height(spec: Spec) -> float:
    return sum(
        float(part["height"])
        for part in _parts(spec)
        if isinstance(part.get("height"), int | float)
    )


def _flatten(spec: Spec, by: float) -> None:
    for part in _parts(spec):
        height = part.get("height")
        if "width" in part and part["width"] == height:
            continue  # squares stay squares
        if isinstance(height, int | float):
            part["height"] = height * by
        elif isinstance(height, dict) and "step" in height:
            part["height"] = {"step": height["step"] * by}


def _parts(spec: Spec) -> list[Spec]:
    """Return the panels of a chart."""
    found: list[Spec] = []
    for part in spec["vconcat"]:
        found += _parts(part) if "vconcat" in part else [part]
    return found


def _enlarge(part: Any, by: float) -> None:
    """Make all letters larger."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in _SIZES_OF_LETTERS and isinstance(value, int | float):
                part[name] = value * by
            elif name != "datasets":
                _enlarge(value, by)
    elif isinstance(part, list):
        for each in part:
            _enlarge(each, by)
