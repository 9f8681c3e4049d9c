"""Pinning a figure: into which story, and with which sentence of the reader's own."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from straits.errors import QueryError
from straits.store import PinnedView, SavedStories, Story, StoryView, saved_stories
from straits.ui.access import require
from straits.ui.address import links
from straits.ui.figures import pin_tray
from straits.ui.words.markdown import escape

_FIRST = "My story"
_LONGEST = 1_000


def button(make: Callable[[], PinnedView], name: str) -> None:
    """Draw the action that pins a figure, for whoever may see the page Stories."""
    if require.may_see("stories") and st.button("Pin", key=f"pin-{name}", type="tertiary"):
        _ask(make())


@st.dialog("Pin this view")
def _ask(view: PinnedView) -> None:
    shelf = saved_stories()
    st.markdown(f"**{escape(view.title)}**")
    listed = [] if shelf.why_off else [each for each in shelf.listed() if each.study == view.study]
    name = pin_tray.NAME
    asked = st.empty()
    with asked.container(), st.form("pin", border=False):
        if shelf.why_off:
            st.markdown(escape(f"{shelf.why_off}."))
        else:
            name = st.selectbox(
                "Story", [each.name for each in listed] or [_FIRST], accept_new_options=True,
                help="Choose one, or type the name of a new one",
            )  # fmt: skip
        sentence = st.text_area("Your sentence (may be left empty)", max_chars=_LONGEST, height=80)
        is_sent = st.form_submit_button("Pin", type="primary")
    if not is_sent:
        return
    asked.empty()
    told = StoryView(view.page, view.params, view.figure, view.release_id, "", "", sentence.strip())
    if shelf.why_off:
        _into_tray(told, view.study)
    else:
        known = next((each for each in listed if each.name == name), None)
        _into(shelf, known or Story(name or _FIRST, view.study, ()), told, view)


def _into(shelf: SavedStories, story: Story, told: StoryView, view: PinnedView) -> None:
    try:
        views = (*story.views, replace(told, view_id=shelf.pin(view)))
        story_id = shelf.save(replace(story, views=views))
    except QueryError as error:
        st.info(escape(error))
        return
    st.markdown(f"Pinned as view {len(views)} of the story “{escape(story.name)}”.")
    links.link("Open the story", "stories", {"s": story_id})


def _into_tray(told: StoryView, study: str) -> None:
    views = (*pin_tray.views(study), told)
    try:
        word = pin_tray.put(Story(pin_tray.NAME, study, views))
    except QueryError as error:
        st.info(escape(error))
        return
    st.markdown(f"Pinned as view {len(views)}.")
    links.link("Open the story", "stories", {"views": word})
