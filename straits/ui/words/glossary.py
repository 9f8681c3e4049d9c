"""Words before symbols: each has a dotted underline, and opens what it means."""

import html
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
import yaml

from straits.explained.explanation import records
from straits.ui.address import links

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
    """Draw the words of a page in one quiet line; each opens its meaning.

    One piece of HTML, since dozens of Streamlit's own popovers took a tenth of the time of a page.
    """
    st.html(
        "\n".join(['<div class="glossary">', "Words on this page", *map(_word, names), "</div>"])
    )
    links.link("All words, with examples", "glossary")


def cases() -> dict[str, str]:
    """Return the case of the page Learn that lets one try a term, by the term's name."""
    return {record.term: record.case for record in records().values() if record.case}


def opener(name: str) -> None:
    """Draw a word that opens its meaning, on a page that draws it among its `words` too."""
    word = html.escape(terms()[name]["word"])
    st.html(
        f'<span class="opens"><button type="button" popovertarget="word-{name}">{word}'
        "</button></span>",
        width="content",
    )


def _word(name: str) -> str:
    term = {key: html.escape(text) for key, text in terms()[name].items()}
    tried = ""
    if case := cases().get(name):
        address = html.escape(f"learn?{urlencode(links.carried({'case': case}))}")
        tried = f' <a href="{address}" target="_self">A case to try it.</a>'
    return (
        f'<button type="button" popovertarget="word-{name}">{term["word"]}</button>'
        f'<div popover id="word-{name}">{term["meaning"]}{tried}</div>'
    )
