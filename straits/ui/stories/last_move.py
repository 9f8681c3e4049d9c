"""What became of the view that was moved last, to be said where it was moved from."""

import streamlit as st

# Place of the button that was pressed, and what came of it.
_KEPT = "view-moved"


def keep(place: int, sentence: str) -> None:
    """Keep a sentence until the page is drawn again."""
    st.session_state[_KEPT] = (place, sentence)


def taken(place: int) -> str:
    """Return what is to be said at a place, once; empty for nothing."""
    at, sentence = st.session_state.get(_KEPT, (None, ""))
    if at != place:
        return ""
    del st.session_state[_KEPT]
    return str(sentence)
