"""What colours and shapes stand for, in a line of words: on a page as text, in a file as drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from straits.charts import vega
from straits.charts.look import Look
from straits.charts.vega import Spec

# Shapes of keys that are no point: a bar, a line, and a short line upright, as Vega draws them.
BAR = "M-1.4,-0.6L1.4,-0.6L1.4,0.6L-1.4,0.6Z"
LINE = "M-1.4,-0.15L1.4,-0.15L1.4,0.15L-1.4,0.15Z"
TICK = "M-0.15,-1L0.15,-1L0.15,1L-0.15,1Z"

# Pixels: a line of keys, room before a word and after it, and for each of its letters.
_LINE_HEIGHT, _BEFORE, _AFTER, _LETTER = 18, 12, 18, 6.6


@dataclass(frozen=True)
class Key:
    """A mark of a chart and what it stands for.

    colour
        As it is seen on the ground.
    shape
        As Vega has it, or one of those of this module.
    is_hollow
        Whether the mark is an outline.
    """

    label: str
    colour: str
    shape: str
    is_hollow: bool = False


def drawn(keys: Sequence[Key], look: Look, width: float) -> Spec:
    """Return the keys in as many lines as they need, as a chart to stand above another."""
    placed = []
    x, line = 0.0, 0
    for key in keys:
        needed = _BEFORE + _LETTER * len(key.label) + _AFTER
        if x and x + needed > width:
            x, line = 0.0, line + 1
        placed.append((key, x + 6, line * _LINE_HEIGHT + _LINE_HEIGHT / 2))
        x += needed
    layers: list[Spec] = []
    for key, at_x, at_y in placed:
        place = {"x": vega.at(at_x), "y": vega.at(at_y)}
        beside = {"x": vega.at(at_x + _BEFORE), "y": vega.at(at_y)}
        mark = {
            "type": "point", "shape": key.shape, "size": 70, "color": key.colour, "opacity": 1,
            "filled": not key.is_hollow,
        }  # fmt: skip
        text = {
            "type": "text", "text": key.label, "align": "left", "baseline": "middle",
            "color": look.ink,
        }  # fmt: skip
        layers += [{"mark": mark, "encoding": place}, {"mark": text, "encoding": beside}]
    height = _LINE_HEIGHT * (line + 1)
    return {"data": {"values": [{}]}, "layer": layers, "width": width, "height": height}
