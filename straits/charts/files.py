"""A chart as a file, made here without a browser or a network."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vl_convert

from straits.charts import legend, vega
from straits.charts.legend import Key
from straits.charts.look import LIGHT, Drawing, Look
from straits.charts.screen_words import IN_FILES
from straits.exports.visible_text import visible_parts

# Three pixels for one of the screen: about 300 dpi at the size of a slide.
_SCALE = 3.0

WIDTH = 900
# Pixels around a chart and its words. An SVG is opened where other letters may have to stand in,
# which are wider than these: so much room is on its left and right for the longest of its lines.
_PADDING, _WIDER = 16, 64

# The letters of a file are the same wherever it is made: the screen's own, under the OFL.
vl_convert.register_font_directory(str(Path(__file__).parent / "fonts"))


@dataclass(frozen=True)
class Words:
    """What stands around a chart in a file: its title, what its marks stand for, its caption."""

    title: str
    caption: str
    keys: Sequence[Key] = ()


# Writes a chart and its words as a file.
Format = Callable[[Drawing, Words], bytes]


def svg(chart: Drawing, words: Words) -> bytes:
    """Return the chart as SVG, with title and keys above it and its caption below."""
    drawn: str = vl_convert.vegalite_to_svg(dressed(chart, words, around=_PADDING + _WIDER))
    return drawn.encode()


def png(chart: Drawing, words: Words) -> bytes:
    """Return the chart as PNG at three times the size of the screen, as `svg` dresses it."""
    drawn: bytes = vl_convert.vegalite_to_png(dressed(chart, words), scale=_SCALE)
    return drawn


def pdf(chart: Drawing, words: Words) -> bytes:
    """Return the chart as a PDF of one page, as `svg` dresses it."""
    drawn: bytes = vl_convert.vegalite_to_pdf(dressed(chart, words))
    return drawn


def dressed(
    chart: Drawing, words: Words, look: Look = LIGHT, width: int = WIDTH, around: int = _PADDING
) -> str:
    """Return a chart with its words around it as JSON, as wide as is said where it is not fixed.

    around
        Pixels on the left and on the right of all of it.
    """
    text = vega.written(chart) if isinstance(chart, dict) else chart.to_json(validate=False)
    for on_screen, in_file in IN_FILES.items():
        text = text.replace(on_screen, in_file)
    spec: dict[str, Any] = json.loads(text)
    if "vconcat" in spec:
        for part in spec["vconcat"]:
            part.setdefault("width", width)
    else:
        spec.setdefault("width", width)
    spec.pop("autosize", None)
    kept = ("config", "$schema", "datasets")
    outer: dict[str, Any] = {name: spec.pop(name) for name in kept if name in spec}
    # Selections belong to the screen, and their names must not be looked for in a file.
    outer["params"] = spec.pop("params", [])
    if words.title:
        heading = outer["config"].get("title", {})
        outer["title"] = {"text": _wrapped(words.title, 100), "offset": 14}
        outer["config"]["title"] = {**heading, "fontSize": 16}
    above = [legend.drawn(words.keys, look, width)] if words.keys else []
    below = [_below(words.caption, width)] if words.caption else []
    room = {"left": around, "right": around, "top": _PADDING, "bottom": _PADDING}
    whole = {**outer, "padding": room, "spacing": 14, "vconcat": [*above, spec, *below]}
    return json.dumps(visible_parts(whole))


def _below(caption: str, width: int) -> dict[str, Any]:
    lines = _wrapped(caption, 140)
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "align": "left", "x": 0, "baseline": "top", "lineHeight": 15},
        "encoding": {"text": {"value": lines}},
        "width": width,
        "height": 15 * len(lines),
    }


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
