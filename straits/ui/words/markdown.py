"""Text from data and addresses, made safe to stand in Markdown."""

import re

import streamlit as st

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])")


def escape(text: object) -> str:
    """Return the text with everything that Markdown (or Streamlit's additions) would act on inert.

    Line breaks become spaces, so that no text can open a block of its own.

    >>> print(escape("![x](http://there/y.png)"))
    \\!\\[x\\]\\(http\\:\\/\\/there\\/y\\.png\\)
    """
    flat = " ".join(str(text).split())
    return _SPECIAL.sub(r"\\\1", flat).replace("/", "\\/")


def paragraph(key: str, text: str) -> None:
    """Draw Markdown in a container of its own, by whose key the look of a page knows it."""
    with st.container(key=key):
        st.markdown(text)
