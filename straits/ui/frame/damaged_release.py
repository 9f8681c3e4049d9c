"""The page in place of any other while the release that was asked for is damaged."""

from collections.abc import Mapping

import streamlit as st

from straits import store
from straits.errors import DamageError
from straits.ui.address import links
from straits.ui.words.markdown import escape


def draw(error: DamageError, page: str, params: Mapping[str, str]) -> None:
    """Draw what is damaged, and the way to another release that was found whole, if there is one.

    params
        What the address says of the page.
    """
    st.title("Which release can be read?")
    st.markdown(f"### {escape(error.title)}")
    st.markdown(escape(error))
    other, is_waiting = store.whole_release(error.release_id)
    if other is not None:
        st.markdown(f"Release {escape(other)} of the same store is whole.")
        links.link(f"Open release {escape(other)}", page, {**params, "r": other})
    elif is_waiting:
        st.markdown("Other releases of the store are being checked. Reload the page in a moment.")
    else:
        st.markdown("The store has no other release that is whole.")
