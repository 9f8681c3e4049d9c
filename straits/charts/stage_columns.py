"""A tall chart of rows in columns side by side, cut where nothing is written."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

_PLACE = re.compile(r"translate\(([-\d.e]+)[ ,]*([-\d.e]*)\)")
_SIZE = re.compile(r"([\d.]+)")
# Letters that stand so close, as a share of their height, are over one another.
_CLOSE = 0.88
# From the baseline to the middle of letters, as a share of their height.
_MIDDLE = 0.3
# Texts nearer than this share of their height stand on one line.
_SAME_LINE = 0.5
# As many texts on one line are the marks of an axis.
_AXIS = 3
# Between columns, as a share of the width of one.
_GAP = 0.04


def width_of_one(width: float, n_columns: int) -> float:
    """Return how wide each of some columns is, with the gaps between them, in a width."""
    return width / (n_columns * (1 + _GAP) - _GAP)


@dataclass(frozen=True)
class Text:
    """A line of text of an SVG: where it is anchored, its baseline, and its height, in pixels."""

    x: float
    y: float
    size: float
    anchor: str
    is_bold: bool
    written: str

    @property
    def middle(self) -> float:
        return self.y - _MIDDLE * self.size


def texts(svg: str) -> list[Text]:
    """Return the lines of text of an SVG that Vega drew, without those that are turned."""
    found: list[Text] = []

    def look(part: ElementTree.Element, x: float, y: float) -> None:
        transform = part.get("transform", "")
        if place := _PLACE.match(transform):
            x, y = x + float(place[1]), y + float(place[2] or 0)
        if part.tag.endswith("}text") and "rotate" not in transform:
            size = _SIZE.search(part.get("font-size", "0"))
            if (part.text or "").strip() and part.get("opacity") != "0":
                height = float(size[1]) if size else 0.0
                is_bold = part.get("font-weight") in ("bold", "600", "700")
                written = ElementTree.tostring(part, "unicode")
                found.append(Text(x, y, height, part.get("text-anchor", "start"), is_bold, written))
        for each in part:
            look(each, x, y)

    look(ElementTree.fromstring(svg), 0.0, 0.0)  # noqa: S314 - drawn here, from no file
    return found


def is_crowded(written: Sequence[Text]) -> bool:
    """Tell whether lines that begin, or end, at the same place stand over one another."""
    columns: dict[tuple[str, int], list[Text]] = {}
    for text in written:
        columns.setdefault((text.anchor, round(text.x)), []).append(text)
    return any(
        0.5 < below.y - above.y < _CLOSE * above.size
        for column in columns.values()
        for above, below in pairwise(sorted(column, key=lambda text: text.y))
    )


def in_columns(svg: str, size: tuple[float, float], n_columns: int) -> str | None:
    """Return an SVG with its rows in columns, the axes above and below them repeated.

    size
        Its width and height.

    None where there is no place to cut it.
    """
    width, height = size
    written = sorted(texts(svg), key=lambda text: text.y)
    on_line = Counter(round(text.y) for text in written)
    head = [text for text in written[:1] if on_line[round(text.y)] >= _AXIS]
    foot = [text for text in written[-1:] if on_line[round(text.y)] >= _AXIS]
    marks = {round(text.y) for text in head + foot}
    rows = [text for text in written if round(text.y) not in marks]
    if not rows:
        return None
    first = (head[0].middle + rows[0].middle) / 2 if head else 0.0
    last = (rows[-1].middle + foot[0].middle) / 2 if foot else height
    cuts = [first, *_cuts(rows, first, last, n_columns), last]
    if len(cuts) != n_columns + 1:
        return None
    inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    tallest = max(below - above for above, below in pairwise(cuts))
    step = width * (1 + _GAP)
    pieces = []
    above_rows = max(_CLOSE * rows[0].size, rows[1].y - rows[0].y) if len(rows) > 1 else 0.0
    for column, (above, below) in enumerate(pairwise(cuts)):
        at = 0.0
        heading = _heading(rows, above)
        for start, stop in ((0.0, first), (above, below), (last, height)):
            if start == above and heading is not None:
                pieces.append(_again(heading, column * step, at + above_rows))
                at += above_rows
            if stop > start:
                pieces.append(
                    f'<svg x="{column * step:.1f}" y="{at:.1f}" width="{width:.1f}" '
                    f'height="{stop - start:.1f}" viewBox="0 {start:.1f} {width:.1f} '
                    f'{stop - start:.1f}">{inner}</svg>'
                )
            at += stop - start
    whole = (step * n_columns - width * _GAP, first + above_rows + tallest + height - last)
    ground = re.search(r'<rect width="[\d.]+" height="[\d.]+" fill="([^"]+)"', svg)
    back = f'<rect width="100%" height="100%" fill="{ground[1]}"/>' if ground else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{whole[0]:.1f}" height="{whole[1]:.1f}" '
        f'viewBox="0 0 {whole[0]:.1f} {whole[1]:.1f}">{back}{"".join(pieces)}</svg>'
    )


def _heading(rows: Sequence[Text], cut: float) -> Text | None:
    """Return the heading, in bold, of the rows below a cut; None where they begin with their own.

    Where all names are bold none of them is a heading.
    """
    before = [text for text in rows if text.middle < cut and text.is_bold]
    after = next((text for text in rows if text.middle > cut), None)
    if not before or after is None or after.is_bold or len(before) > len(rows) / 4:
        return None
    return before[-1]


def _again(heading: Text, x: float, y: float) -> str:
    place = f'transform="translate({x + heading.x:.1f},{y - _MIDDLE * heading.size:.1f})"'
    return re.sub(r'transform="[^"]*"', place, heading.written, count=1)


def _cuts(rows: Sequence[Text], first: float, last: float, n_columns: int) -> list[float]:
    """Return where to cut rows into as many stretches of about one height, between lines."""
    middles = sorted(text.middle for text in rows)
    between = [
        (above + below) / 2
        for above, below in pairwise(middles)
        if below - above > _SAME_LINE * rows[0].size
    ]
    aims = [first + (last - first) * part / n_columns for part in range(1, n_columns)]
    return sorted({min(between, key=lambda place: abs(place - aim)) for aim in aims if between})
