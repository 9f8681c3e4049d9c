"""What the session of one reader holds of statements: the last one asked, and those before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from straits.store import Store
from straits.workbench import Answer, AskError

_LAST, _HISTORY, _OWN = "sql-last", "sql-history", "sql-own-address"
_MOST = 30


@dataclass(frozen=True)
class Asked:
    """A statement that was asked, with what came of it; neither answer nor error: not yet.

    opening
        Of the store that was asked: for which release, and without which sites.
    """

    opening: str
    text: str
    statement: str
    first_line: int
    values: Mapping[str, str]
    answer: Answer | None = None
    error: AskError | None = None


@dataclass(frozen=True)
class Past:
    """A statement that was answered in this session."""

    text: str
    values: dict[str, str]
    n_rows: int
    asked_at: datetime


def last(store: Store) -> Asked | None:
    """Return what was asked last; None where that was of another release, or of other sites."""
    asked: Asked | None = st.session_state.get(_LAST)
    return asked if asked is not None and asked.opening == store.opening else None


def keep(asked: Asked | None) -> None:
    """Keep what was asked last, and nothing of it once it came to nothing."""
    st.session_state[_LAST] = asked


def load_of(word: str) -> str:
    """Return what tells an address that was opened from the one before; the same for one's own.

    word
        What the address says of the statement. Where it says so because the editor's text was run,
        the editor holds that text, or what a reader has made of it since, which nothing replaces.
    """
    own: tuple[str, str] | None = st.session_state.get(_OWN)
    return own[1] if own is not None and own[0] == word else word


def name_own(word: str, load: str) -> None:
    """Keep that the address says a word because the text was run that was loaded as `load`."""
    st.session_state[_OWN] = (word, load)


def remember(past: Past) -> None:
    """Keep a statement in the session's history, the newest first."""
    others = [each for each in history() if (each.text, each.values) != (past.text, past.values)]
    st.session_state[_HISTORY] = [past, *others][:_MOST]


def history() -> list[Past]:
    """Return the statements that were answered in this session, the newest first."""
    found: list[Past] = st.session_state.get(_HISTORY, [])
    return found
