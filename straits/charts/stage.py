"""A chart laid out for the wall of a lecture room: what is written can be read from the back row.

A chart of the page has letters of 11 and 12 pixels. Here it is laid out anew for the size of a
slide: narrower and flatter than on the page by as much as its letters are to be larger, so that its
axes have fewer ticks and its rows stand closer, and no letter is under LEAST.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert

from straits.charts import files, legend
from straits.charts.legend import Key
from straits.charts.look import Look, config
from straits.charts.vega import Spec

# Pixels of a screen of 1920 by 1080: what a chart has room in, and the least height of a letter.
WIDTH, HEIGHT, LEAST = 1800, 625, 24
# The least letters of a chart as it is on the page, in pixels.
_PAGE_LETTERS = 11
# Panels are made flatter by no more than this, and no narrower.
_FLATTEST, _NARROWEST = 0.6, 320
# Letters that are made larger need more room, so that the rest is shown smaller: what is tried.
_TRIES, _MORE = 4, 1.2
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_LETTERS = re.compile(r'font-size="([\d.]+)')
_SIZES_OF_LETTERS = {"fontSize", "labelFontSize", "titleFontSize"}


@dataclass(frozen=True)
class _Drawn:
    """An SVG, its size, and at how much of it it is shown."""

    text: str
    width: float
    height: float

    @property
    def scale(self) -> float:
        return min(WIDTH / self.width, HEIGHT / self.height)

    @property
    def least_letter(self) -> float:
        return min(map(float, _LETTERS.findall(self.text)), default=LEAST) * self.scale


def svg(spec: Spec, look: Look) -> str:
    """Return a chart as SVG, to be shown WIDTH wide, or HEIGHT high if that is less."""
    scale = LEAST / _PAGE_LETTERS
    words, wide, room = files.Words("", ""), int(WIDTH / scale), HEIGHT / scale
    drawn = _drawn(json.loads(files.dressed(spec, words, look, wide)))
    # What stands beside the panels takes its room from them; how high they are does not change.
    narrow = max(round(2 * wide - drawn.width), _NARROWEST)
    laid_out = json.loads(files.dressed(spec, words, look, narrow))
    if drawn.height > room:
        panels = _panels_height(laid_out)
        _flatten(laid_out, max((room - (drawn.height - panels)) / max(panels, 1), _FLATTEST))
    if drawn.height > room or narrow != wide:
        drawn = _drawn(laid_out)
    for _ in range(_TRIES):
        if drawn.least_letter >= LEAST:
            break
        _enlarge(laid_out, 1.02 * (LEAST / drawn.least_letter) ** _MORE)
        # A name that would stand over another is left out.
        axis = laid_out["config"].get("axis", {})
        laid_out["config"]["axis"] = {**axis, "labelOverlap": "greedy", "labelSeparation": -3}
        drawn = _drawn(laid_out)
    return drawn.text


def keys_svg(keys: Sequence[Key], look: Look) -> str:
    """Return what the marks of a chart stand for as SVG, in one line as wide as the chart."""
    wide = WIDTH * _PAGE_LETTERS / LEAST
    return _drawn({"config": config(look), **legend.drawn(keys, look, wide)}).text


def _drawn(spec: Spec) -> _Drawn:
    text: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    size = _SIZE.search(text)
    assert size is not None, "an SVG has a size"
    return _Drawn(text, float(size[1]), float(size[2]))


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
