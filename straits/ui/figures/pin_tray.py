"""The story of a session on a server that keeps nothing: what is pinned goes into one link."""

import streamlit as st

from straits.errors import QueryError
from straits.store import Story, StoryView
from straits.ui.address import story_link

NAME = "My story"
# The word of the address that holds the story.
_WORD = "story-of-this-session"


def views(study: str) -> tuple[StoryView, ...]:
    """Return what was pinned of a study in this session."""
    try:
        story = story_link.unpacked(st.session_state.get(_WORD, ""))
    except QueryError:
        return ()
    return story.views if story.study == study else ()


def put(story: Story) -> str:
    """Remember a story, and return the word of its address. Raises QueryError for a long one."""
    st.session_state[_WORD] = word = story_link.packed(story)
    return word
