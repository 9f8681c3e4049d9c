"""What is drawn where a search finds nothing: why, and what could be opened instead."""

import streamlit as st

from straits import queries
from straits.ui.address import links, search_destination
from straits.ui.words.markdown import escape


def draw(resolution: queries.search.Resolution, otherwise: str = "") -> None:
    """Draw the reason and links to what the reader may have meant.

    otherwise
        What is said of something that was found, and is not what this page is about.
    """
    st.info(escape(resolution.reason or otherwise))
    offers = list(resolution.offers)
    if resolution.kind != "nothing":
        offers.append(resolution.text)
    if not offers:
        return
    with st.container(key="offers", horizontal=True, vertical_alignment="center"):
        st.markdown("Open:", width="content")
        for offer in offers:
            links.link(escape(offer), *search_destination.destination(offer))
