"""The stories of whoever reads, and those that come with the study."""

import streamlit as st

from straits.store import Story, saved_stories
from straits.ui.address import links
from straits.ui.frame.page_frame import Visit
from straits.ui.stories import coming_stories, opened_story
from straits.ui.words import numbers
from straits.ui.words.markdown import escape


def draw(visit: Visit) -> None:
    """Draw the lists, and how a story is begun."""
    shelf = saved_stories()
    study = visit.store.study.name
    st.markdown(
        "A story is a sequence of figures for a meeting: each with its headline, its numbers as "
        "they were, and a sentence of your own. Open any page and press **Pin** below a figure."
    )
    if shelf.why_off:
        st.info(escape(f"{shelf.why_off}."))
    mine = shelf.listed()
    if mine:
        st.subheader("Your stories", anchor=False)
    for story in mine:
        with st.container(key=f"actions-story-{story.story_id}", horizontal=True):
            links.link(escape(story.name), "stories", {opened_story.SAVED: story.story_id})
            st.markdown(escape(_told(story, study)), width="content")
            links.link("Present", "stories", {opened_story.SAVED: story.story_id, "present": "yes"})
            if st.button("Delete", key=f"delete-{story.story_id}", type="tertiary"):
                opened_story.remove(shelf, story)
    coming = coming_stories.of_study(study)
    if coming:
        st.subheader("Comes with this study", anchor=False)
    for name, story in coming.items():
        with st.container(key=f"actions-story-{name}", horizontal=True):
            links.link(escape(story.name), "stories", {opened_story.COMING: name})
            st.markdown(numbers.plural(len(story.views), "view"), width="content")
            links.link("Present", "stories", {opened_story.COMING: name, "present": "yes"})


def _told(story: Story, study: str) -> str:
    told = numbers.plural(len(story.views), "view")
    if story.saved_at is not None:
        told += f", changed {story.saved_at:%Y-%m-%d}"
    return told if story.study == study else f"{told}, of another study: {story.study}"
