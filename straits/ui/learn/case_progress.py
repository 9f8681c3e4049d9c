"""What a reader answered in this sitting; nothing of it leaves the browser's session."""

import streamlit as st

from straits.ui.frame.page_frame import Visit

_KEPT = "answers-to-cases"


def keep(visit: Visit, name: str, answer: str) -> None:
    """Keep what a reader answered to a case of the release."""
    st.session_state.setdefault(_KEPT, {})[visit.store.release_id, name] = answer


def forget(visit: Visit, name: str) -> None:
    """Forget what a reader answered to a case, so that it can be tried again."""
    st.session_state.get(_KEPT, {}).pop((visit.store.release_id, name), None)


def answered(visit: Visit, name: str) -> str | None:
    """Return what the reader answered to a case of the release; None before that."""
    kept: dict[tuple[str, str], str] = st.session_state.get(_KEPT, {})
    return kept.get((visit.store.release_id, name))
