"""Words before symbols: each has a dotted underline, and opens what it means."""

from functools import cache
from pathlib import Path

import streamlit as st
import yaml

_FILE = Path(__file__).with_name("glossary.yaml")


@cache
def terms() -> dict[str, dict[str, str]]:
    """Return the word and the meaning of every term, by its short name."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return loaded


def meaning(term: str) -> str:
    """Return what a term means, for a tooltip."""
    return terms()[term]["meaning"]


def words(*names: str) -> None:
    """Draw the words of a page in one quiet line; each opens its meaning."""
    with st.container(key="glossary", horizontal=True, gap="small", vertical_alignment="center"):
        st.caption("Words on this page", width="content")
        for name in names:
            with st.popover(terms()[name]["word"], type="tertiary"):
                st.markdown(terms()[name]["meaning"])
