"""What the session of one reader holds of statements: the last one asked, and those before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from straits.store import Store
from straits.workbench import Answer, AskError

_LAST, _HISTORY = "sql-last", "sql-history"
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


def remember(past: Past) -> None:
    """Keep a statement in the session's history, the newest first."""
    others = [each for each in history() if (each.text, each.values) != (past.text, past.values)]
    st.session_state[_HISTORY] = [past, *others][:_MOST]


def history() -> list[Past]:
    """Return the statements that were answered in this session, the newest first."""
    found: list[Past] = st.session_state.get(_HISTORY, [])
    return found
