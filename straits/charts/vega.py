"""Vega-Lite written as dictionaries, where a chart has too many layers for Altair to be quick.

Altair checks and copies every layer; a chart of twenty takes it a fifth of a second, and this none.
"""

import json
import re
from threading import Lock
from typing import Any

import altair as alt
import polars as pl

from straits.charts import look
from straits.charts.look import Drawing, Look
from straits.exports.visible_text import visible_parts, visible_rows

# A chart or a part of one. Frames stand under "datasets", by name, until it is drawn.
Spec = dict[str, Any]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

# How Altair writes data down is a setting of the whole process.
_altair_lock = Lock()


def layer(dataset: str, mark: Spec, **encoding: Spec | list[Spec]) -> Spec:
    """Return one layer: how the rows of a dataset are drawn."""
    return {"data": {"name": dataset}, "mark": mark, "encoding": encoding}


def field(name: str, kind: str = "quantitative", **more: Any) -> Spec:
    """Return a channel that reads a column."""
    return {"field": name, "type": kind, **more}


def signed_labels(digits: str) -> str:
    """Return what writes the labels of an axis of differences: with their sign, 0 as 0.

    >>> signed_labels(".2~f")
    "datum.value == 0 ? '0' : format(datum.value, '+.2~f')"
    """
    return f"datum.value == 0 ? '0' : format(datum.value, '+{digits}')"


def at(value: object) -> Spec:
    """Return a channel that is the same for every row, in pixels or as a colour."""
    return {"value": value}


def tooltip(**columns: str) -> list[Spec]:
    """Return the lines of a tooltip: column="title"; texts only, ready to be read."""
    return [{"field": name, "type": "nominal", "title": title} for name, title in columns.items()]


def finished(spec: Spec, datasets: dict[str, pl.DataFrame], shades: Look) -> Spec:
    """Return a whole chart, with its data, letters and greys.

    spec
        Panels under "vconcat", each of layers; a layer without a row is left out, and with it its
        name where a selection lists it.
    datasets
        Of each frame only the columns that the chart names are kept.
    """
    panels = [
        {
            **panel,
            "layer": [part for part in panel["layer"] if datasets[part["data"]["name"]].height],
        }
        for panel in spec["vconcat"]
    ]
    panels = [panel for panel in panels if panel["layer"]]
    named = {part["name"] for panel in panels for part in panel["layer"] if "name" in part}
    params = [
        {**param, "views": [view for view in param["views"] if view in named]}
        for param in spec["params"]
    ]
    drawn = {part["data"]["name"] for panel in panels for part in panel["layer"]}
    shown = {**spec, "vconcat": panels, "params": params}
    return {
        "$schema": _SCHEMA,
        **shown,
        "datasets": _slim(shown, {name: datasets[name] for name in datasets if name in drawn}),
        "config": look.config(shades),
    }


def legible(spec: Spec) -> Spec:
    """Return a whole chart in which no text of the data, or of a name, turns or hides another."""
    frames = {name: visible_rows(frame) for name, frame in spec["datasets"].items()}
    rest = {name: part for name, part in spec.items() if name != "datasets"}
    return {**visible_parts(rest), "datasets": frames}


def written(spec: Spec) -> str:
    """Return a whole chart as JSON, its frames as lists of rows."""
    datasets = {name: frame.to_dicts() for name, frame in spec["datasets"].items()}
    return json.dumps({**spec, "datasets": datasets})


def read(text: str) -> Spec:
    """Return the chart that `written` wrote, its rows as frames again."""
    spec: Spec = json.loads(text)
    datasets = {
        name: pl.DataFrame(rows, infer_schema_length=None)
        for name, rows in spec["datasets"].items()
    }
    return {**spec, "datasets": datasets}


def single(spec: Spec, datasets: dict[str, pl.DataFrame], shades: Look) -> Spec:
    """Return a whole chart of one panel, its layers under "layer".

    datasets
        Of each frame only the columns that the chart names are kept.
    """
    slim = _slim(spec, datasets)
    return {"$schema": _SCHEMA, **spec, "datasets": slim, "config": look.config(shades)}


def of_altair(chart: Drawing) -> Spec:
    """Return an Altair chart as a dictionary, its frames under "datasets".

    Of a frame only the columns that the chart names are kept. The chart is not checked against the
    schema of Vega-Lite, which takes longer than all the rest; the tests of the charts do that.
    """
    frames: dict[str, pl.DataFrame] = {}

    def name(frame: Any) -> dict[str, str]:
        at = f"frame-{len(frames)}"
        at = next((taken for taken, known in frames.items() if known is frame), at)
        frames[at] = frame
        return {"name": at}

    with _altair_lock:
        alt.data_transformers.register("by_name", name)
        with alt.theme.enable("none"), alt.data_transformers.enable("by_name"):
            spec: Spec = chart.to_dict(validate=False)
    return {**spec, "datasets": {**spec.get("datasets", {}), **_slim(spec, frames)}}


def _slim(spec: Spec, frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the frames with the columns that a chart names, wherever it does."""
    words = set(re.findall(r"\w+", json.dumps(spec)))
    return {
        at: frame.select(name for name in frame.columns if name in words)
        for at, frame in frames.items()
    }
