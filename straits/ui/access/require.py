"""Lets a reader into a page, or says what to do first."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from straits.store import now_asks
from straits.ui.access import known_readers
from straits.ui.access.known_readers import Reader, Refused
from straits.ui.words.markdown import escape

Parameters = ParamSpec("Parameters")
Drawn = TypeVar("Drawn")
# The page that this session drew last, to which its blocks belong.
_PAGE = "page-that-was-let-in"


def reader(page: str) -> Reader:
    """Return who reads, and asks the store from here on.

    Whoever may not see the page is told why, and the page ends.
    """
    st.session_state[_PAGE] = page
    who = _let_in(page)
    now_asks(who.who)
    return who


def block(
    draw: Callable[Parameters, Drawn], every: float | None = None
) -> Callable[Parameters, Drawn]:
    """Return a block of a page that is drawn again by itself, for whoever may see its page then.

    every
        After so many seconds it is drawn again, whatever the reader does.
    """

    @wraps(draw)
    def drawn(*arguments: Parameters.args, **named: Parameters.kwargs) -> Drawn:
        # A test of one block has no page.
        if _PAGE in st.session_state:
            reader(st.session_state[_PAGE])
        return draw(*arguments, **named)

    return st.fragment(drawn, run_every=every)


def may_see(page: str) -> bool:
    """Tell whether whoever reads may see a page."""
    return known_readers.is_open() or isinstance(
        known_readers.judged(st.user.to_dict(), page), Reader
    )


def _let_in(page: str) -> Reader:
    if known_readers.is_open():
        return known_readers.LOCAL
    if not st.user.is_logged_in:
        _ask("Who are you?", "Readers of this server sign in.", "Sign in")
    judged = known_readers.judged(st.user.to_dict(), page)
    if isinstance(judged, Refused):
        if judged.must_sign_in:
            _ask("Who are you?", judged.why, "Sign in again")
        _refuse(judged.why)
    assert isinstance(judged, Reader)
    return judged


def release(who: Reader, profile: str) -> None:
    """End the page where whoever reads may not see a release of a profile."""
    if why := who.why_not_read(profile):
        _refuse(why)


def sign_out() -> None:
    """Draw what ends the sitting, here and at the provider."""
    if st.button("Sign out", key="sign-out", type="tertiary"):
        st.logout()


def _ask(title: str, why: str, label: str) -> None:
    st.title(title, anchor=False)
    st.markdown(escape(why))
    if st.button(label, key="sign-in", type="primary"):
        st.login()
    st.stop()


def _refuse(why: str) -> None:
    st.title("May you read this?", anchor=False)
    st.markdown(escape(why))
    sign_out()
    st.stop()
