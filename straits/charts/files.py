"""A chart as a file, made here without a browser or a network."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert

from straits.charts import legend, vega
from straits.charts.legend import Key
from straits.charts.look import LIGHT, Drawing
from straits.charts.screen_words import IN_FILES
from straits.exports.visible_text import visible_parts

# Three pixels for one of the screen: about 300 dpi at the size of a slide.
_SCALE = 3.0

WIDTH = 900


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
    drawn: str = vl_convert.vegalite_to_svg(_dressed(chart, words))
    return drawn.encode()


def png(chart: Drawing, words: Words) -> bytes:
    """Return the chart as PNG at three times the size of the screen, as `svg` dresses it."""
    drawn: bytes = vl_convert.vegalite_to_png(_dressed(chart, words), scale=_SCALE)
    return drawn


def pdf(chart: Drawing, words: Words) -> bytes:
    """Return the chart as a PDF of one page, as `svg` dresses it."""
    drawn: bytes = vl_convert.vegalite_to_pdf(_dressed(chart, words))
    return drawn


def _dressed(chart: Drawing, words: Words) -> str:
    text = vega.written(chart) if isinstance(chart, dict) else chart.to_json(validate=False)
    for on_screen, in_file in IN_FILES.items():
        text = text.replace(on_screen, in_file)
    spec: dict[str, Any] = json.loads(text)
    if "vconcat" in spec:
        for part in spec["vconcat"]:
            part.setdefault("width", WIDTH)
    else:
        spec.setdefault("width", WIDTH)
    spec.pop("autosize", None)
    kept = ("config", "$schema", "datasets")
    outer: dict[str, Any] = {name: spec.pop(name) for name in kept if name in spec}
    # Selections belong to the screen, and their names must not be looked for in a file.
    outer["params"] = spec.pop("params", [])
    heading = outer["config"].get("title", {})
    outer["title"] = {"text": _wrapped(words.title, 100), "offset": 14}
    outer["config"]["title"] = {**heading, "fontSize": 16}
    caption = _wrapped(words.caption, 140)
    below = {
        "data": {"values": [{}]},
        "mark": {"type": "text", "align": "left", "x": 0, "baseline": "top", "lineHeight": 15},
        "encoding": {"text": {"value": caption}},
        "width": WIDTH,
        "height": 15 * len(caption),
    }
    above = [legend.drawn(words.keys, LIGHT, WIDTH)] if words.keys else []
    whole = {**outer, "padding": 16, "spacing": 14, "vconcat": [*above, spec, below]}
    return json.dumps(visible_parts(whole))


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
