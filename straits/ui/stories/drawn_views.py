"""Views that this session drew anew, so that a change to a story draws none of them again."""

import streamlit as st

from straits.errors import QueryError
from straits.store import PinnedView, StoryView
from straits.ui.frame.page_frame import Visit
from straits.ui.stories import page_drawing

_KEPT = "views-of-this-session"
_MOST = 40


def drawn(visit: Visit, told: StoryView) -> PinnedView:
    """Return a view as it is on the release that is read; raises QueryError as page_drawing does.

    What went wrong is kept too, so that it is tried once.
    """
    kept: dict[object, PinnedView | str] = st.session_state.setdefault(_KEPT, {})
    key = (visit.store.opening, told.page, told.figure, *sorted(told.params.items()))
    if key not in kept:
        params = {**told.params, "r": visit.store.release_id}
        try:
            kept[key] = page_drawing.drawn(told.page, params, told.figure)
        except QueryError as error:
            kept[key] = str(error)
        while len(kept) > _MOST:
            del kept[next(iter(kept))]
    found = kept[key]
    if isinstance(found, str):
        raise QueryError(found)
    return found
