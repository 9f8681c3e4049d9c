"""The release that a reader looks at: the one in the address, else the one first opened."""

import os

import streamlit as st

from straits import store
from straits.errors import StoreError
from straits.store import Store
from straits.ui.address import url_state
from straits.ui.web import liveness

# The only thing a session remembers besides the address; without it a reader who stays on a page
# while a new release is published would see two releases in turn.
_PINNED = "release-of-this-session"


def wanted() -> str | None:
    """Return the release that this reader looks at; None for whichever is current."""
    named: str | None = url_state.get("r") or st.session_state.get(_PINNED)
    return named


def vanished() -> str | None:
    """Return the release that this reader looks at, if it was deleted meanwhile."""
    named = wanted()
    try:
        return named if named is not None and not store.is_there(named) else None
    except StoreError:
        return None


def is_configured() -> bool:
    """Tell whether this server was told where its store is."""
    return bool(os.environ.get("STRAITS_STORE"))


def opened() -> Store:
    """Return the store of this reader's release.

    Raises StoreError if there is no store, or not the release that the address names.
    """
    chosen = store.watched_store(wanted())
    st.session_state[_PINNED] = chosen.release_id
    liveness.attend(chosen)
    return chosen


def newer(chosen: Store) -> str | None:
    """Return the id of the release that is current by now, if it is not the one being read."""
    try:
        current = store.open_store().release_id
    except StoreError:
        return None
    return current if current != chosen.release_id else None
