"""One story: its views in order, what is done with it, and how it is changed."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from straits.charts import rooms, vega
from straits.charts.legend import Key
from straits.errors import QueryError
from straits.exports.visible_text import visible
from straits.ui.address import links, story_link, url_state
from straits.ui.figures import figure
from straits.ui.frame import messages
from straits.ui.frame.page_frame import Visit
from straits.ui.stories import (
    last_move,
    opened_story,
    presenter_view,
    shown_view,
    story_files,
)
from straits.ui.stories.opened_story import OpenedStory
from straits.ui.stories.shown_view import ShownView
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

_LONGEST = 1_000


def asked() -> OpenedStory | None:
    """Return the story that the address names; None where it names none.

    A link that is cut short, and a story that is not kept here, end the page with a sentence.
    """
    try:
        return opened_story.opened()
    except QueryError as error:
        messages.nothing(str(error))
        links.link("All stories", "stories")
        st.stop()


def draw(visit: Visit, opened: OpenedStory) -> None:
    """Draw a story, or that it is deleted."""
    story = opened.story
    if story.is_removed:
        _removed(opened)
        return
    st.subheader(escape(story.name), anchor=False)
    # What needs all views stands above them, and is drawn once they are there to be read.
    above = st.container(key="above-views")
    if story.study != visit.store.study.name:
        messages.nothing(
            f"This story is of another study, {story.study}; what is open here is "
            f"{visit.store.study.name}. Open it on the server of its study."
        )
    if not story.views:
        messages.nothing("This story has no views yet. Open a page and press Pin below a figure.")
    views = []
    for place, told in enumerate(story.views):
        with st.container(key=f"view-{place}"):
            waits = f"Drawing view {place + 1} of {len(story.views)}"
            with st.spinner(waits, show_time=True):
                shown = shown_view.shown(visit, told, story.study)
            _view(visit, opened, place, shown)
        views.append(shown)
    with above:
        slides = []
        for place, shown in enumerate(views):
            waits = f"Laying out view {place + 1} of {len(views)} for the whole screen"
            with st.spinner(waits, show_time=True):
                slides.append(presenter_view.slide(visit, shown))
        presenter_view.draw(visit, story, slides, url_state.get("present") == "yes")
        _actions(visit, opened, views, slides)


def _removed(opened: OpenedStory) -> None:
    if not opened.is_mine:
        messages.nothing("This story was deleted by whoever wrote it.")
    else:
        with st.container(key="undo", horizontal=True, vertical_alignment="center"):
            st.markdown(f"“{escape(opened.story.name)}” is deleted.", width="content")
            if st.button("Undo", key="undo-delete"):
                opened.change(is_removed=False)
    links.link("All stories", "stories")


def _actions(
    visit: Visit,
    opened: OpenedStory,
    views: list[ShownView],
    slides: Sequence[Mapping[str, str]],
) -> None:
    story = opened.story
    with st.container(key="actions-story", horizontal=True, vertical_alignment="center"):
        story_files.draw(visit, story, views, slides)
        with st.popover("Copy link", type="tertiary"):
            _link(visit, opened)
        if opened.is_mine:
            with st.popover("Rename", type="tertiary"):
                _rename(opened)
        if not opened.shelf.why_off:
            label = "Duplicate" if story.story_id else "Save as a story of yours"
            if st.button(label, key="duplicate-story", type="tertiary"):
                _try(opened.duplicate)
        if opened.is_mine and opened.before is not None:
            if st.button("Undo last change", key="undo-change", type="tertiary"):
                _try(opened.take_back)
        if opened.is_mine and story.story_id:
            if st.button("Delete", key="delete-story", type="tertiary"):
                opened_story.remove(opened.shelf, story)
        links.link("All stories", "stories")
    if story.story_id and not opened.is_mine:
        st.markdown(
            f"A story of {escape(story.owner)}. You see of it what you may see; duplicate it to "
            "change it."
        )


def _link(visit: Visit, opened: OpenedStory) -> None:
    story = opened.story
    if story.story_id:
        st.markdown("Whoever opens it sees the story as it is then, as far as they may see it.")
        st.code(links.alone({opened_story.SAVED: story.story_id}), language=None, wrap_lines=True)
    try:
        word = story_link.packed(story)
    except QueryError as error:
        if not story.story_id:
            st.markdown(escape(error))
        return
    st.markdown("The story as it is now, whole in its link:")
    address = links.alone({opened_story.HELD: word, "r": visit.store.release_id})
    st.code(address, language=None, wrap_lines=True)


def _rename(opened: OpenedStory) -> None:
    with st.form("rename", border=False):
        name = st.text_input("Name", opened.story.name, max_chars=100)
        if st.form_submit_button("Keep"):
            _try(partial(opened.change, name=name))


def _view(visit: Visit, opened: OpenedStory, place: int, shown: ShownView) -> None:
    paragraph(f"chart-title-view-{place}", f"{place + 1}\\. {escape(shown.headline)}")
    chart, words = st.columns([0.62, 0.38], gap="large")
    with words:
        if shown.told.sentence:
            st.markdown(escape(shown.told.sentence))
        st.markdown(escape(shown.note))
        _moves(shown.moved)
        if shown.view is not None:
            if shown.told.headline:
                paragraph(f"caption-finding-{place}", escape(shown.view.title))
            paragraph(f"caption-view-{place}", escape(shown.view.caption))
    with chart:
        if shown.view is not None:
            _chart(visit, shown, place)
    if moved := last_move.taken(place):
        st.info(escape(moved))
    with st.container(key=f"actions-view-{place}", horizontal=True, vertical_alignment="center"):
        if shown.told.page in links.PAGES:
            links.link("Open live", shown.told.page, shown.told.params)
        if opened.is_mine:
            _changes(opened, place, shown.headline)


def _moves(moved: Sequence[str]) -> None:
    """Draw the first numbers that moved, and the rest where it is opened."""
    first, rest = moved[: shown_view.FIRST_MOVES], moved[shown_view.FIRST_MOVES :]
    if first:
        st.markdown("\n".join(f"- {escape(move)}" for move in first))
    if rest:
        with st.expander(f"All {numbers.plural(len(moved), 'number')} that moved"):
            st.markdown("\n".join(f"- {escape(move)}" for move in moved))


def _chart(visit: Visit, shown: ShownView, place: int) -> None:
    assert shown.view is not None
    drawn = shown.view.dark if visit.look.is_dark else shown.view.light
    spec = vega.read(drawn.spec)
    figure.legend_of([Key(*key) for key in drawn.keys], f"view-{place}")
    with st.container(key=f"room-view-{place}", height=rooms.height(spec), border=False):
        alt = visible(shown.view.title)
        st.vega_lite_chart(None, spec, width="stretch", theme=None, alt=alt)


def _changes(opened: OpenedStory, place: int, shown_headline: str) -> None:
    views = opened.story.views
    told = views[place]
    with st.popover("Edit", type="tertiary"), st.form(f"edit-{place}", border=False):
        headline = st.text_input(
            "Headline (left empty: what the figure found)", told.headline, max_chars=200
        )
        sentence = st.text_area("Your sentence", told.sentence, max_chars=_LONGEST, height=100)
        if st.form_submit_button("Keep"):
            _try(partial(opened.change_view, place, headline.strip(), sentence.strip()))
    for label, to in (("Up", place - 1), ("Down", place + 1)):
        is_there = 0 <= to < len(views)
        if st.button(label, key=f"{label}-{place}", type="tertiary", disabled=not is_there):
            came = f"“{shown_headline}” is view {to + 1} of {len(views)} now."
            _try(partial(opened.move, place, to, came))
    if st.button("Remove", key=f"remove-{place}", type="tertiary"):
        _try(partial(opened.change, views=(*views[:place], *views[place + 1 :])))
    if st.button("Duplicate", key=f"copy-{place}", type="tertiary"):
        _try(partial(opened.change, views=(*views[: place + 1], *views[place:])))


def _try(change: Callable[[], None]) -> None:
    try:
        change()
    except QueryError as error:
        st.info(escape(error))
