"""Text from data and addresses, made safe to stand in Markdown."""

import re

import streamlit as st

from straits.exports.visible_text import visible

# Before what makes an address of a web page or of a person of a text.
_ADDRESS = re.compile(r"https?(?=://)|www(?=\.)|[\w.+-](?=@[\w-]+\.)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])")


def escape(text: object) -> str:
    """Return the text with everything that Markdown (or Streamlit's additions) would act on inert.

    Line breaks become spaces, so that no text can open a block of its own. Markdown makes links of
    addresses, escaped or not, so that a sign without a width stands within them.

    >>> print(escape("![x](http://there/y.png)").replace("\u2060", "_"))
    \\!\\[x\\]\\(http_\\:\\/\\/there\\/y\\.png\\)
    """
    flat = visible(" ".join(str(text).split()))
    inert = _ADDRESS.sub(rf"\g<0>{_WORD_JOINER}", flat)
    return _SPECIAL.sub(r"\\\1", inert).replace("/", "\\/")


def paragraph(key: str, text: str) -> None:
    """Draw Markdown in a container of its own, by whose key the look of a page knows it."""
    with st.container(key=key):
        st.markdown(text)
