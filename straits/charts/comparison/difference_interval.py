"""One difference of A and B with its interval, on an axis centred on zero."""

from dataclasses import dataclass

import polars as pl

from straits.charts import vega
from straits.charts.look import Look
from straits.charts.vega import Spec

# Pixels: below a table of its numbers, and alone, with its numbers in it.
HEIGHT, HEIGHT_ALONE = 40, 64

# Ends of the axis, of which the smallest that holds the interval is taken: a difference is not
# made to look large by its axis without a reader seeing round numbers for it.
_ENDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True)
class DifferenceWords:
    """What a difference says where it stands alone: the sides, the numbers, and the axis."""

    names: tuple[str, str]
    said: str
    axis: str = "Frequency in A less that in B"


def difference_interval(
    estimate: float,
    low: float,
    high: float,
    marks: tuple[tuple[str, str], tuple[str, str]],
    look: Look,
    words: DifferenceWords | None = None,
) -> Spec:
    """Return the estimate as a point in the look of the side that has more, over its interval.

    words
        What is written in the chart where it stands alone; None: it stands below a table of it.
    """
    end = next(end for end in _ENDS if max(abs(low), abs(high)) <= end or end == _ENDS[-1])
    row = pl.DataFrame({"estimate": [estimate], "low": [low], "high": [high], "zero": [0.0]})
    ends = pl.DataFrame({"left": [-end], "right": [end]})
    colour, shape = marks[0] if estimate >= 0 else marks[1]
    height = HEIGHT if words is None else HEIGHT_ALONE
    y, top = vega.at(height - 14), vega.at(0)
    axis = {
        "title": words.axis if words else None, "values": [-end, -end / 2, 0, end / 2, end],
        "labelExpr": vega.signed_labels("~g"), "grid": False, "labelFlush": True,
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
        vega.layer("ends", word(_more("A", words), "right", marks[0][0]), x=x("right"), y=top),
        vega.layer("ends", word(_more("B", words), "left", marks[1][0]), x=x("left"), y=top),
    ]
    if words is not None:
        # On the side of zero on which the interval is not.
        align, side = ("left", "left") if estimate >= 0 else ("right", "right")
        said = word(words.said, align, look.ink) | {"dy": 18}
        layers.append(vega.layer("ends", said, x=x(side), y=top))
    spec = {
        "layer": layers,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 2, "right": 2, "top": 4, "bottom": 2},
    }
    return vega.single(spec, {"row": row, "ends": ends}, look)


def _more(letter: str, words: DifferenceWords | None) -> str:
    name = f": {words.names['AB'.index(letter)]}" if words else ""
    return f"more in {letter}{name}"
