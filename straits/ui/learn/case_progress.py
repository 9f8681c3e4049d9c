"""What a reader answered; nothing of it is written down but by the reader's own browser."""

from collections.abc import Mapping

import streamlit as st

from straits.ui.frame.page_frame import Visit

_KEPT, _BROUGHT = "answers-to-cases", "answers-brought"

Answers = dict[tuple[str, str], str | None]


def keep(visit: Visit, name: str, answer: str) -> None:
    """Keep what a reader answered to a case of the release."""
    _kept()[visit.store.release_id, name] = answer


def forget(visit: Visit, name: str) -> None:
    """Forget what a reader answered to a case, so that it can be tried again."""
    _kept()[visit.store.release_id, name] = None


def answered(visit: Visit, name: str) -> str | None:
    """Return what the reader answered to a case of the release; None before that."""
    return _kept().get((visit.store.release_id, name))


def all_of(visit: Visit) -> dict[str, str | None]:
    """Return the answer to each case of the release; None of one that is to be forgotten."""
    here = visit.store.release_id
    return {name: answer for (release, name), answer in _kept().items() if release == here}


def told(component: str) -> str | None:
    """Return what the browser said through a component of a key; None before it did."""
    said = st.session_state.get(component)
    kept: str | None = said.kept if said is not None else None
    return kept


def is_brought(visit: Visit) -> bool:
    """Tell whether the browser has said what it keeps of the release."""
    return visit.store.release_id in st.session_state.get(_BROUGHT, ())


def take(visit: Visit, answers: Mapping[str, str]) -> None:
    """Take over what the browser keeps of the release; what was answered since counts."""
    release = visit.store.release_id
    st.session_state[_BROUGHT] = {*st.session_state.get(_BROUGHT, ()), release}
    for name, answer in answers.items():
        _kept().setdefault((release, name), answer)


def _kept() -> Answers:
    kept: Answers = st.session_state.setdefault(_KEPT, {})
    return kept
