"""A chart as a file, made here without a browser or a network."""

import json
from typing import Any

import vl_convert

from straits.charts import vega
from straits.charts.look import Drawing
from straits.charts.screen_words import IN_FILES

# Three pixels for one of the screen: about 300 dpi at the size of a slide.
_SCALE = 3.0

WIDTH = 900


def svg(chart: Drawing, title: str, caption: str) -> bytes:
    """Return the chart as SVG, with its title above it and its caption below."""
    drawn: str = vl_convert.vegalite_to_svg(_dressed(chart, title, caption))
    return drawn.encode()


def png(chart: Drawing, title: str, caption: str) -> bytes:
    """Return the chart as PNG at three times the size of the screen, as `svg` dresses it."""
    drawn: bytes = vl_convert.vegalite_to_png(_dressed(chart, title, caption), scale=_SCALE)
    return drawn


def pdf(chart: Drawing, title: str, caption: str) -> bytes:
    """Return the chart as a PDF of one page, as `svg` dresses it."""
    drawn: bytes = vl_convert.vegalite_to_pdf(_dressed(chart, title, caption))
    return drawn


def _dressed(chart: Drawing, title: str, caption: str) -> str:
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
    spec["title"] = {"text": _wrapped(title, 100), "offset": 14, "frame": "group"}
    below = {
        "data": {"values": [{}]},
        "mark": {"type": "text", "align": "left", "x": 0, "baseline": "top", "lineHeight": 15},
        "encoding": {"text": {"value": _wrapped(caption, 140)}},
        "width": WIDTH,
        "height": 15 * len(_wrapped(caption, 140)),
    }
    outer["config"]["title"] = {**heading, "fontSize": 16}
    return json.dumps({**outer, "padding": 16, "spacing": 14, "vconcat": [spec, below]})


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
