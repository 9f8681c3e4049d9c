"""What the session of one reader holds of statements: the last one asked, and those before it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import streamlit as st

from straits.store import Store
from straits.workbench import Answer, AskError

_LAST, _HISTORY, _LOADED, _SAVED = "sql-last", "sql-history", "sql-loaded", "sql-saved"
_MOST = 30


@dataclass(frozen=True)
class Asked:
    """A statement that was asked, with what came of it; neither answer nor error: not yet.

    opening
        Of the store that was asked: for which release, and without which sites.
    word
        What the address says of the statement once it is asked.
    """

    opening: str
    word: str
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


def last(store: Store, word: str) -> Asked | None:
    """Return what was asked last; None where the address, the release or its sites are others."""
    asked: Asked | None = st.session_state.get(_LAST)
    is_here = asked is not None and (asked.opening, asked.word) == (store.opening, word)
    return asked if is_here else None


def keep(asked: Asked | None) -> None:
    """Keep what was asked last, and nothing of it once it came to nothing."""
    st.session_state[_LAST] = asked


def load_of(word: str) -> str:
    """Return what tells a text that an address brought from those before it.

    word
        What the address says of the statement. Where it says so because the editor's text was run,
        the editor holds that text, or what a reader has made of it since, which nothing replaces.
    """
    before: tuple[str | None, int] = st.session_state.get(_LOADED, (None, 0))
    if before[0] != word:
        before = st.session_state[_LOADED] = (word, before[1] + 1)
    return str(before[1])


def name_own(word: str) -> None:
    """Keep that the address says a word from now on because the text in the editor was run."""
    _, n = st.session_state[_LOADED]
    st.session_state[_LOADED] = (word, n)


def open_anew() -> None:
    """Forget text and rows on the desk: what the address says stands there again in the next run.

    Also where the address says it already, and a reader has changed the text since.
    """
    st.session_state[_LOADED] = (None, st.session_state.get(_LOADED, (None, 0))[1])
    keep(None)


def name_saved(word: str, name: str, text: str) -> None:
    """Keep that what stands on the desk is saved, and by which name, and that it stays there."""
    name_own(word)
    st.session_state[_SAVED] = (word, name)
    asked: Asked | None = st.session_state.get(_LAST)
    keep(replace(asked, word=word) if asked is not None and asked.text == text else None)


def saved_as(word: str) -> str:
    """Return the name by which the statement of an address was saved just now; else nothing."""
    saved: tuple[str, str] | None = st.session_state.get(_SAVED)
    return saved[1] if saved is not None and saved[0] == word else ""


def remember(past: Past) -> None:
    """Keep a statement in the session's history, the newest first."""
    others = [each for each in history() if (each.text, each.values) != (past.text, past.values)]
    st.session_state[_HISTORY] = [past, *others][:_MOST]


def history() -> list[Past]:
    """Return the statements that were answered in this session, the newest first."""
    found: list[Past] = st.session_state.get(_HISTORY, [])
    return found
