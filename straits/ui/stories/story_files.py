"""A story to take away: slides whose charts can be edited, and one PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from straits.charts import stage, stage_page, vega
from straits.charts.legend import Key
from straits.charts.look import LIGHT
from straits.charts.stage_page import PageWords
from straits.exports import pdf_pages, slides
from straits.exports.file_names import file_name
from straits.exports.slides import Slide
from straits.store import PinnedView, Story
from straits.ui.address import links
from straits.ui.frame.page_frame import Visit
from straits.ui.stories import editable_charts
from straits.ui.stories.shown_view import ShownView

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class _Page:
    """A view and the address at which it lives.

    laid_out
        As of straits.charts.stage, on the light ground; None where it is still to be done.
    """

    shown: ShownView
    address: str
    laid_out: tuple[str, str] | None = None


def draw(
    visit: Visit, story: Story, views: Sequence[ShownView], presented: Sequence[Mapping[str, str]]
) -> None:
    """Draw the actions that make the files, which are made when they are asked for.

    presented
        What the presenter shows of each view, as of presenter_view: files take it as it is there,
        where it is on the light ground.
    """
    # An address is known while the page is drawn, and not when a file is made.
    release_id = visit.store.release_id
    pages = [
        _Page(
            it,
            links.of_page(it.told.page, {**it.told.params, "r": _release(it, release_id)}),
            None if visit.look.is_dark else (slide["keys"], slide["chart"]),
        )
        for it, slide in zip(views, presented, strict=True)
    ]
    for label, ending, mime, make in (
        ("PPTX", "pptx", _PPTX, partial(pptx, story, pages)),
        ("PDF", "pdf", "application/pdf", partial(pdf, story, pages)),
    ):
        st.download_button(
            label, data=make, file_name=file_name("straits", story.name, ending=ending), mime=mime,
            key=f"{ending}-story", on_click="ignore", type="tertiary", disabled=not views,
        )  # fmt: skip


def pptx(story: Story, pages: Sequence[_Page]) -> bytes:
    """Return a story as slides, one for each view, also for one that is not here."""
    return slides.pptx([_slide(page) for page in pages], story.name)


def pdf(story: Story, pages: Sequence[_Page]) -> bytes:
    """Return a story as a PDF of 16:9, a page for each view."""
    return pdf_pages.joined([_page(page) for page in pages], story.name)


def _release(shown: ShownView, release_id: str) -> str:
    return shown.view.release_id if shown.view else release_id


def _slide(page: _Page) -> Slide:
    shown, view = page.shown, page.shown.view
    notes, sentence = f"{shown.notes}\n\n{page.address}", shown.told.sentence
    if view is None:
        return Slide(shown.headline, None, "", shown.note, notes, sentence)
    chart = editable_charts.editable(view)
    place = slides.ratio(has_sentence=bool(sentence))
    drawn = chart or stage_page.png(page.laid_out or _laid_out(view), place)
    return Slide(shown.headline, drawn, view.title, view.foot, notes, sentence)


def _page(page: _Page) -> bytes:
    shown, view = page.shown, page.shown.view
    headline, sentence = shown.headline, shown.told.sentence
    moved = " ".join((shown.note, *shown.moved_first))
    if view is None:
        return stage_page.pdf(None, PageWords(headline, sentence, (moved, page.address)))
    found = view.title if shown.told.headline else ""
    below = (found, view.caption, moved, page.address, view.foot)
    laid_out = page.laid_out or _laid_out(view)
    return stage_page.pdf(laid_out, PageWords(headline, sentence, below))


def _laid_out(view: PinnedView) -> tuple[str, str]:
    keys = [Key(*key) for key in view.light.keys]
    return stage.laid_out(vega.read(view.light.spec), keys, LIGHT)
