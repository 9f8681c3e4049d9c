"""A story to take away: slides whose charts can be edited, and one PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from straits.charts import files, vega
from straits.charts.legend import Key
from straits.exports import pdf_pages, slides
from straits.exports.file_names import file_name
from straits.exports.slides import EditableChart, Slide
from straits.store import PinnedView, Story
from straits.ui.address import links
from straits.ui.stories import editable_charts
from straits.ui.stories.shown_view import ShownView

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class _Page:
    """A view and the address at which it lives."""

    shown: ShownView
    address: str


def draw(story: Story, views: Sequence[ShownView], release_id: str) -> None:
    """Draw the actions that make the files, which are made when they are asked for."""
    # An address is known while the page is drawn, and not when a file is made.
    pages = [
        _Page(it, links.of_page(it.told.page, {**it.told.params, "r": _release(it, release_id)}))
        for it in views
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
    notes = f"{shown.notes}\n\n{page.address}"
    if view is None:
        return Slide(shown.headline, None, "", shown.note, notes, shown.told.sentence)
    return Slide(shown.headline, picture(view), view.title, view.foot, notes, shown.told.sentence)


def picture(view: PinnedView) -> bytes | EditableChart:
    """Return a view as a chart that can be edited, or as a picture of it."""
    chart = editable_charts.editable(view)
    if chart is not None:
        return chart
    width, height = slides.PICTURE
    keys = [Key(*key) for key in view.light.keys]
    return files.picture(vega.read(view.light.spec), keys, width / height)


def _page(page: _Page) -> bytes:
    shown, view = page.shown, page.shown.view
    parts = (shown.told.sentence, view.title if view else "", view.caption if view else "")
    said = " ".join(filter(None, (*parts, shown.note, *shown.moved, page.address)))
    if view is None:
        return files.pdf(files.nothing(), files.Words(shown.headline, said))
    keys = [Key(*key) for key in view.light.keys]
    return files.pdf(vega.read(view.light.spec), files.Words(shown.headline, said, keys))
