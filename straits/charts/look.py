"""Colours and letters of every chart: greys, one accent, and the groups' own colours."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import altair as alt
import polars as pl

from straits.exports.visible_text import visible_parts

# What a chart is: Altair does not say what encode() returns.
Drawing: TypeAlias = Any

# A channel written as an object is made ten times as quickly as one written as a text.
# Places in pixels: these say more quickly what alt.value() says, but Altair gives them no types.
XValue: Any = alt.XValue
X2Value: Any = alt.X2Value
YValue: Any = alt.YValue

# Closer than this, two colours of one chart are taken one for the other.
_LEAST_DISTANCE = 180.0


@dataclass(frozen=True)
class Look:
    """Greys of a light or a dark ground; colours as #RRGGBB."""

    is_dark: bool
    ground: str
    ink: str
    muted: str
    faint: str
    accent: str
    density: tuple[str, str]  # fewest, most
    font: str = "Source Sans, Source Sans Pro, Liberation Sans, Arial, sans-serif"


LIGHT = Look(False, "#FFFFFF", "#1B1F24", "#5B6470", "#E3E6EA", "#0B5CAD", ("#E9EDF2", "#5A6B80"))
DARK = Look(True, "#101317", "#E6E9ED", "#9BA5B1", "#2A3038", "#7FB8F0", ("#1C2229", "#8496AB"))

# Okabe and Ito's colours, the order in which groups without one take theirs.
GROUP_COLOURS = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000",
)  # fmt: skip
SHAPES = (
    "circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right",
    "triangle-left",
)  # fmt: skip

# What a cohort wears, of which the one that is furthest from the groups of the study is taken.
_COHORT_COLOURS = (
    "#882255", "#332288", "#7F4F24", "#AA00FF", "#117733", "#008B8B", "#FF1493", "#556B2F",
)  # fmt: skip

# How a number is written: all of d3's own words but the minus.
_NUMBERS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""], "minus": "-"}

# WCAG 2.1 asks for 3 of anything that is not text; thin lines on a dark ground need more.
_LEAST_CONTRAST = {False: 3.0, True: 4.5}


def luminance(colour: str) -> float:
    """Return the relative luminance of #RRGGBB (WCAG 2.1), from 0 for black to 1 for white."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1), from 1 to 21.

    >>> round(contrast("#FFFFFF", "#000000"))
    21
    """
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def visible(colour: str, look: Look) -> str:
    """Return the colour, moved towards the ink until it can be seen on the ground.

    >>> visible("#0072B2", LIGHT), visible("#000000", DARK) > "#000000"
    ('#0072B2', True)
    """
    for step in range(11):
        mixed = mix(colour, look.ink, step / 10)
        if contrast(mixed, look.ground) >= _LEAST_CONTRAST[look.is_dark]:
            return mixed
    return look.ink


def visible_colours(rows: pl.DataFrame, look: Look) -> pl.Series:
    """Return the column `colour` of rows as it is seen on the ground; null where it is null."""
    colours = (colour and visible(colour, look) for colour in rows["colour"].to_list())
    return pl.Series("colour", list(colours), pl.String)


def pair(
    a: tuple[str, str], b: tuple[str, str], look: Look
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return colour and shape of A and of B, never hard to tell apart: B gives way.

    Groups of one parent wear shades of one colour, which are too close for a comparison of two.

    >>> pair(("#0072B2", "circle"), ("#00669F", "circle"), LIGHT)
    (('#0072B2', 'circle'), ('#BD8507', 'square'))
    """
    (colour, shape), (other, other_shape) = a, apart(b, [a])
    return (visible(colour, look), shape), (visible(other, look), other_shape)


def apart(wished: tuple[str, str], taken: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return a colour and a shape that none of those taken resembles: as wished if they can be.

    >>> apart(("#E69F00", "diamond"), [("#0072B2", "circle"), ("#D55E00", "square")])
    ('#CC79A7', 'diamond')
    """
    # Those first that a study of few groups leaves free.
    colours = [wished[0], *GROUP_COLOURS[4:6], *GROUP_COLOURS[1::-1], *GROUP_COLOURS[2:]]
    shapes = [wished[1], *SHAPES]
    far = (colour for colour in colours if all(_is_far(colour, other) for other, _ in taken))
    worn = {shape for _, shape in taken}
    return next(far, wished[0]), next((shape for shape in shapes if shape not in worn), wished[1])


def nobodys(colours: Iterable[str]) -> str:
    """Return a colour for a cohort, as unlike the colours of the groups as there is one.

    >>> nobodys(GROUP_COLOURS)
    '#AA00FF'
    """
    taken = set(colours)

    def to_nearest(colour: str) -> float:
        return min((_distance(colour, other) for other in taken), default=0.0)

    return max(_COHORT_COLOURS, key=to_nearest)


def finished(chart: Drawing, look: Look) -> Drawing:
    """Return the chart with letters, greys and grid lines set, for the screen and for export."""
    # Set at once: each of Altair's configure methods copies the whole chart.
    chart.config = config(look)
    return chart


def fitted(chart: Drawing, height: float, look: Look, **padding: float) -> Drawing:
    """Return the chart `finished`, so high, and as wide as the page with all that stands around it.

    padding
        left, right, top and bottom, in pixels; Vega's own for a chart without any.
    """
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    room = {"padding": padding} if padding else {}
    return finished(chart.properties(height=height, autosize=fit, **room), look)


def row_names(names: Sequence[str], look: Look, at: str = "datum.value", **more: Any) -> alt.Axis:
    """Return an axis without lines that writes the name of each row.

    at
        The number of the row, as Vega computes it.
    """
    return alt.Axis(
        title=None, ticks=False, domain=False, labelColor=look.ink,
        labelExpr=of_row(names, at), **more,
    )  # fmt: skip


def of_row(names: Sequence[Any], at: str) -> str:
    """Return the expression of Vega that picks a name, or its lines, by the number of its row.

    What cannot be seen in a name is written as its number, as everywhere in a chart.

    >>> print(of_row(["Danes", "x\u202e"], "datum.value"))
    ["Danes", "x[U+202E]"][datum.value]
    """
    return f"{json.dumps(visible_parts(names))}[{at}]"


def bold(rows: Sequence[float]) -> Any:
    """Return the weight of the labels of an axis: bold at the places of some rows."""
    is_one = f"indexof({json.dumps(list(rows))}, datum.value) >= 0"
    return alt.condition(is_one, alt.value("bold"), alt.value("normal"))


def config(look: Look) -> dict[str, Any]:
    """Return letters, greys and grid lines as every chart has them, in the words of Vega-Lite."""
    return {
        "background": look.ground,
        "font": look.font,
        "axis": {
            "labelColor": look.muted,
            "labelFontSize": 12,
            "labelPadding": 4,
            "titleColor": look.muted,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": look.faint,
            "domainColor": look.faint,
            "tickColor": look.faint,
        },
        "view": {"stroke": None},
        # One minus in charts, tables, sentences and files: the one that can be read back.
        "locale": {"number": _NUMBERS},
        # Marks are not read aloud one by one, but for those that can be picked: a chart has a
        # text for that, and a table.
        "mark": {"aria": False},
        "text": {"fontSize": 12, "color": look.muted},
        "legend": {"disable": True},
        "title": {"fontSize": 14, "color": look.ink, "anchor": "start"},
    }


def _is_far(colour: str, other: str) -> bool:
    """Tell whether two colours are told apart, as they are and as a light ground shows them."""
    seen = _distance(visible(colour, LIGHT), visible(other, LIGHT))
    return min(_distance(colour, other), seen) >= _LEAST_DISTANCE


def _distance(first: str, second: str) -> float:
    """Return how far apart two colours look, by the "redmean" rule; black and white are 765."""
    (r1, g1, b1), (r2, g2, b2) = _channels(first), _channels(second)
    red = (r1 + r2) / 2
    weights = (2 + red / 256, 4.0, 2 + (255 - red) / 256)
    squares = ((r1 - r2) ** 2, (g1 - g2) ** 2, (b1 - b2) ** 2)
    return float(sum(w * s for w, s in zip(weights, squares, strict=True)) ** 0.5)


def mix(colour: str, other: str, share: float) -> str:
    """Return a colour so far on the way to another: 0 is the one, 1 the other.

    >>> mix("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(
        f"{round(channel + (towards - channel) * share):02X}" for channel, towards in pairs
    )


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
