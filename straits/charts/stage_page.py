"""A chart for the wall of a lecture room in a file: a picture for a slide, or a page of PDF."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import vl_convert

from straits.charts import stage
from straits.charts.look import LIGHT
from straits.exports.visible_text import visible

# A page in pixels, 16:9, and what stays free around it.
_WIDTH, _HEIGHT, _MARGIN = 1920, 1080, 60
# 300 dots per inch where a picture is 12.3 inches wide, as on a slide.
_SCALE = 12.3 * 300 / stage.WIDTH
# Letters of a page, in pixels: headline, one that is longer than so many letters, the reader's own
# sentence, and what is read from near by.
_HEADLINE, _LONGER, _LONG, _SENTENCE, _SMALL = 44, 34, 90, 30, 20
# The width of a letter and the height of a line as shares of the size of letters, and the room
# between paragraphs in pixels.
_LETTER, _LINE, _BETWEEN = 0.46, 1.25, 12
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


@dataclass(frozen=True)
class PageWords:
    """The words of a page, each a paragraph of its own: above the chart, and small below it."""

    headline: str
    sentence: str
    below: tuple[str, ...]


def png(laid_out: tuple[str, str], ratio: float) -> bytes:
    """Return a chart as PNG for a slide: what its marks stand for above it, and no other words.

    laid_out
        Keys and chart, as of stage.laid_out.
    ratio
        Width of its place over its height.
    """
    height = stage.WIDTH / ratio
    drawn = _svg(stage.WIDTH, height, _chart(laid_out, (0, 0, stage.WIDTH, height)))
    made: bytes = vl_convert.svg_to_png(drawn, scale=_SCALE)
    return made


def pdf(laid_out: tuple[str, str] | None, words: PageWords) -> bytes:
    """Return a page of PDF whose text stays text: the words, and the chart in what they leave.

    laid_out
        As of `png`; None: there is no chart.
    """
    long = len(words.headline) > _LONG
    above = [(words.headline, _LONGER if long else _HEADLINE, 600, LIGHT.ink)]
    above += [(words.sentence, _SENTENCE, 400, LIGHT.ink)]
    below = [(text, _SMALL, 400, LIGHT.muted) for text in words.below]
    parts, top = _paragraphs(above, _MARGIN)
    _, high = _paragraphs(below, 0)
    bottom = _HEIGHT - _MARGIN - high
    parts += _paragraphs(below, bottom)[0]
    if laid_out is not None:
        place = (_MARGIN, top, _WIDTH - 2 * _MARGIN, max(bottom - top - _BETWEEN, 1))
        parts.append(_chart(laid_out, place))
    made: bytes = vl_convert.svg_to_pdf(_svg(_WIDTH, _HEIGHT, "".join(parts)))
    return made


def _chart(laid_out: tuple[str, str], place: tuple[float, float, float, float]) -> str:
    """Return a chart below its keys, as large as a place allows: left, top, width and height."""
    left, top, width, height = place
    keys, chart = laid_out
    parts, taken = [], 0.0
    if keys:
        # Names that both drawings give to parts of theirs are not to be taken one for the other.
        above = keys.replace('id="', 'id="key-').replace("(#", "(#key-")
        size = _SIZE.search(above)
        assert size is not None, "an SVG has a size"
        taken = width * float(size[2]) / float(size[1])
        parts.append(_placed(above, (left, top, width, taken)))
    room = (left, top + taken, width, max(height - taken, 1))
    return "".join((*parts, _placed(chart, room)))


def _placed(svg: str, place: tuple[float, float, float, float]) -> str:
    left, top, width, height = place
    at = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return _SIZE.sub(at, svg, count=1)


def _paragraphs(told: Sequence[tuple[str, int, int, str]], top: float) -> tuple[list[str], float]:
    """Return paragraphs under one another, and where the next one begins.

    told
        Text, size of letters, weight and colour of each; one without text takes no room.
    """
    parts = []
    for text, size, weight, colour in told:
        if not text:
            continue
        wide = int((_WIDTH - 2 * _MARGIN) / (_LETTER * size))
        for line in textwrap.wrap(visible(text), wide, break_on_hyphens=False):
            parts.append(
                f'<text x="{_MARGIN}" y="{top + size:.1f}" font-family="{LIGHT.font}" '
                f'font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
            )
            top += _LINE * size
        top += _BETWEEN
    return parts, top


def _svg(width: float, height: float, parts: str) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}" viewBox="0 0 {width:.1f} {height:.1f}"'
    ground = f'<rect width="100%" height="100%" fill="{LIGHT.ground}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{parts}</svg>'
