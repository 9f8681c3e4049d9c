"""What a relation is made of, in layers: from the tables on the left to itself on the right."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from straits.charts import vega
from straits.charts.look import Look

_ROW, _COLUMN, _SIGN = 26, 210, 7


def lineage(
    name: str, uses: Mapping[str, Sequence[str]], kinds: Mapping[str, str], look: Look
) -> vega.Spec:
    """Return the chart of a relation and all that it names, directly or by way of others.

    uses
        Name -> the names that its text names; what is not in it is drawn without any.
    kinds
        Name -> "table", "view" or "macro".
    """
    depth = _depths(name, uses)
    deepest = max(depth.values())
    places: dict[str, tuple[int, int]] = {}
    taken: dict[int, int] = {}
    for each in sorted(depth, key=lambda each: (kinds.get(each, ""), each)):
        column = deepest - depth[each]
        places[each] = (column * _COLUMN + 10, taken.get(column, 0) * _ROW + 14)
        taken[column] = taken.get(column, 0) + 1
    nodes = pl.DataFrame(
        [(each, kinds.get(each, "view"), *place) for each, place in places.items()],
        schema=["name", "kind", "left", "top"], orient="row",
    )  # fmt: skip
    lines = pl.DataFrame(
        [(*places[to], *places[each]) for each in depth for to in uses.get(each, ())],
        schema={name: pl.Int64 for name in ("x_from", "y_from", "x_to", "y_to")}, orient="row",
    )  # fmt: skip
    height = max(taken.values()) * _ROW + 6
    width = (deepest + 1) * _COLUMN
    x, y = (
        {"scale": {"domain": [0, width], "nice": False}},
        {"scale": {"domain": [height, 0], "nice": False}},
    )
    bare: tuple[dict[str, Any], ...] = ({"axis": None, **x}, {"axis": None, **y})
    at = {"x": vega.field("left", **bare[0]), "y": vega.field("top", **bare[1])}
    worn = {
        "color": vega.field("kind", "nominal", legend=None, scale={
            "domain": ["table", "view", "macro"], "range": [look.muted, look.accent, look.ink]}),
        "shape": vega.field("kind", "nominal", legend=None, scale={
            "domain": ["table", "view", "macro"], "range": ["square", "circle", "triangle-up"]}),
    }  # fmt: skip
    layers = [
        vega.layer(
            "lines", {"type": "rule", "color": look.faint, "strokeWidth": 1.2},
            x=vega.field("x_from", **bare[0]), y=vega.field("y_from", **bare[1]),
            x2={"field": "x_to"}, y2={"field": "y_to"},
        ),
        vega.layer(
            "nodes", {"type": "point", "filled": True, "size": _SIGN**2, "opacity": 1},
            **at, **worn, tooltip=vega.tooltip(name="name", kind="kind"),
        ),
        vega.layer("nodes", {"type": "text", "align": "left", "dx": 8, "color": look.ink}, **at,
                   text=vega.field("name", "nominal")),
    ]  # fmt: skip
    spec = {"width": width, "height": height, "layer": layers, "view": {"stroke": None}}
    return vega.single(spec, {"nodes": nodes, "lines": lines}, look)


def _depths(name: str, uses: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return how many steps at most lie between a relation and each that it is made of."""
    depth = {name: 0}
    waiting = [name]
    while waiting:
        each = waiting.pop()
        for below in uses.get(each, ()):
            if depth.get(below, -1) < depth[each] + 1 <= len(uses) + 1:
                depth[below] = depth[each] + 1
                waiting.append(below)
    return depth
