"""A story on the whole screen: a component of our own, in which all views lie when it opens."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from straits.charts import stage, vega
from straits.charts.legend import Key
from straits.exports.visible_text import visible
from straits.store import Drawn, Story
from straits.ui.frame.page_frame import Visit
from straits.ui.stories.shown_view import ShownView

_HERE = Path(__file__).parent
_PACKAGE, _NAME = "straits-stories", "presenter"


def slide(visit: Visit, shown: ShownView) -> dict[str, str]:
    """Return what is shown of a view, laid out for the whole screen, and what its speaker reads."""
    words = {
        "headline": visible(shown.headline),
        "sentence": visible(shown.told.sentence),
        "keys": "", "chart": "", "gone": "", "foot": "", "notes": visible(shown.notes),
    }  # fmt: skip
    if shown.view is None:
        return words | {"gone": visible(shown.note)}
    drawn = shown.view.dark if visit.look.is_dark else shown.view.light
    at = hashlib.sha256(repr((drawn, visit.look.is_dark)).encode()).hexdigest()
    keys, chart = visit.store.derived.answer(("stage", at), partial(_laid_out, visit, drawn))
    return words | {"keys": keys, "chart": chart, "foot": visible(shown.view.foot)}


def draw(visit: Visit, story: Story, slides: Sequence[Mapping[str, str]], is_open: bool) -> None:
    """Draw the button that opens a story on the whole screen; a step asks nobody.

    slides
        As of `slide`, one for each view.
    is_open
        Whether it fills the window at once, as a link to it asks.
    """
    look = visit.look
    colours = {
        "ground": look.ground, "ink": look.ink, "muted": look.muted, "accent": look.accent
    }  # fmt: skip
    data = {
        "slides": [*slides],
        "title": visible(story.name),
        "colours": colours,
        "isOpen": is_open,
    }
    _component(id(get_bidi_component_manager()))(key="presenter", data=data)


def _laid_out(visit: Visit, drawn: Drawn) -> tuple[str, str]:
    keys = [Key(*key) for key in drawn.keys]
    return stage.laid_out(vega.read(drawn.spec), keys, visit.look)


@cache
def _component(manager: int) -> Any:
    """Register the file with one server of Streamlit's, which then serves it itself."""
    manifest = ComponentManifest(_PACKAGE, "1", [ComponentConfig(_NAME, "presenter")])
    get_bidi_component_manager().register_from_manifest(manifest, _HERE)
    return st.components.v2.component(f"{_PACKAGE}.{_NAME}", js="presenter.js")
