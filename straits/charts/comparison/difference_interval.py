"""One difference of A and B with its interval, on an axis centred on zero."""

import polars as pl

from straits.charts import vega
from straits.charts.look import Look
from straits.charts.vega import Spec

HEIGHT = 40

# Ends of the axis, of which the smallest that holds the interval is taken: a difference is not
# made to look large by its axis without a reader seeing round numbers for it.
_ENDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_LABEL = "datum.value == 0 ? '0' : format(datum.value, '+~g')"


def difference_interval(
    estimate: float,
    low: float,
    high: float,
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
) -> Spec:
    """Return the estimate as a point in the look of the side that has more, over its interval."""
    end = next(end for end in _ENDS if max(abs(low), abs(high)) <= end or end == _ENDS[-1])
    row = pl.DataFrame({"estimate": [estimate], "low": [low], "high": [high], "zero": [0.0]})
    ends = pl.DataFrame({"left": [-end], "right": [end]})
    colour, shape = marks[0] if estimate >= 0 else marks[1]
    y, top = vega.at(26), vega.at(0)
    axis = {
        "title": None, "values": [-end, -end / 2, 0, end / 2, end], "labelExpr": _LABEL,
        "grid": False, "labelFlush": True,
    }  # fmt: skip
    scale = {"domain": [-end, end], "nice": False}

    def x(name: str) -> Spec:
        return vega.field(name, axis=axis, scale=scale)

    def word(text: str, align: str, colour: str) -> Spec:
        return {
            "type": "text", "text": text, "align": align, "baseline": "top", "dy": -2,
            "color": colour, "fontWeight": 600,
        }  # fmt: skip

    point = {
        "type": "point", "shape": shape, "filled": True, "size": 80, "color": colour, "opacity": 1,
    }  # fmt: skip
    layers = [
        vega.layer("row", {"type": "rule", "color": look.muted, "strokeDash": [2, 3]}, x=x("zero")),
        vega.layer(
            "row",
            {"type": "rule", "color": colour, "strokeWidth": 2},
            x=x("low"),
            x2={"field": "high"},
            y=y,
        ),
        vega.layer("row", point, x=x("estimate"), y=y),
        vega.layer("ends", word("more in A", "right", marks[0][0]), x=x("right"), y=top),
        vega.layer("ends", word("more in B", "left", marks[1][0]), x=x("left"), y=top),
    ]
    spec = {
        "layer": layers,
        "height": HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 2, "right": 2, "top": 4, "bottom": 2},
    }
    return vega.single(spec, {"row": row, "ends": ends}, look)
