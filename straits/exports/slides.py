"""Slides of figures for a meeting, as a PPTX of 16:9 that PowerPoint, Keynote and Impress open."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from straits.exports.visible_text import visible

# Of a slide, in inches.
_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.5
_HEADLINE, _FOOT = 1.25, 0.4
# What a picture may take up, in inches: between the headline and the foot.
PICTURE = (_WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN - _HEADLINE - _FOOT - 0.2)
_INK, _MUTED = "1B1F24", "5B6470"
_colour: Any = RGBColor.from_string  # no types of its own
# A headline longer than this is set smaller, so that it stays within two lines.
_LONG = 90
_BLANK_LAYOUT = 5  # "Title Only" of the default template


@dataclass(frozen=True)
class Slide:
    """One figure as it is shown: one message, one picture.

    headline
        What was found, in a sentence.
    picture
        PNG; drawn within PICTURE, its proportions kept.
    alt
        What the picture shows, for whoever does not see it.
    foot
        What stands small below it: which data they are, and whether they are synthetic.
    notes
        What the speaker reads: the caption and the address of the page.
    """

    headline: str
    picture: bytes
    alt: str
    foot: str
    notes: str


def pptx(slides: Sequence[Slide], title: str) -> bytes:
    """Return the slides as a PPTX, in order.

    title
        What the file says that it is; it has no author.
    """
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    deck.core_properties.title = visible(title)
    deck.core_properties.author = "Straits"
    for slide in slides:
        _add(deck, slide)
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def _add(deck: Any, slide: Slide) -> None:
    added = deck.slides.add_slide(deck.slide_layouts[_BLANK_LAYOUT])
    headline = added.shapes.title
    headline.left, headline.top = Inches(_MARGIN), Inches(_MARGIN)
    headline.width, headline.height = Inches(PICTURE[0]), Inches(_HEADLINE)
    frame = headline.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    _write(frame, slide.headline, Pt(30 if len(slide.headline) <= _LONG else 24), _INK)
    picture = added.shapes.add_picture(
        io.BytesIO(slide.picture), Inches(_MARGIN), Inches(_MARGIN + _HEADLINE + 0.1)
    )
    _fit(picture)
    picture._element.nvPicPr.cNvPr.set("descr", visible(slide.alt))  # noqa: SLF001 - no public way
    foot = added.shapes.add_textbox(
        Inches(_MARGIN), Inches(_HEIGHT - _MARGIN - _FOOT), Inches(PICTURE[0]), Inches(_FOOT)
    )
    foot.text_frame.word_wrap = True
    _write(foot.text_frame, slide.foot, Pt(12), _MUTED)
    added.notes_slide.notes_text_frame.text = visible(slide.notes)


def _write(frame: Any, text: str, size: Pt, colour: str) -> None:
    frame.text = visible(text)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = size, _colour(colour)


def _fit(picture: Any) -> None:
    """Make a picture as large as its place allows, in the middle of it."""
    width, height = (Inches(side) for side in PICTURE)
    scale = min(width / picture.width, height / picture.height)
    picture.width = Emu(round(picture.width * scale))
    picture.height = Emu(round(picture.height * scale))
    picture.left = Emu(Inches(_MARGIN) + (width - picture.width) // 2)
