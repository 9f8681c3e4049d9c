"""Answers to cases beyond a sitting: a component of our own, by which the browser keeps them."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from straits import queries
from straits.store import who
from straits.ui.frame.page_frame import Visit
from straits.ui.learn import case_progress

_HERE = Path(__file__).parent
_PACKAGE, _NAME = "straits-learn", "kept_answers"


def bring(visit: Visit) -> None:
    """Bring what the browser keeps of this release, and have it keep what was answered since.

    The page runs again when it comes, and what was pressed meanwhile counts in that run.
    """
    # Whoever signs in at the same browser finds their own answers, and no name lies there.
    place = hashlib.sha256(f"{who().person}/{visit.store.release_id}".encode()).hexdigest()[:16]
    key = f"kept-answers-{place}"
    kept = case_progress.told(key)
    if kept is not None and not case_progress.is_brought(visit):
        case_progress.take(visit, _read(visit, kept))
    data = {
        "place": place,
        "isKnown": case_progress.is_brought(visit),
        "answers": case_progress.all_of(visit),
    }
    with st.container(key="kept-answers"):
        _component(id(get_bidi_component_manager()))(
            key=key, data=data, default={"kept": None}, on_kept_change=_nothing
        )


def _read(visit: Visit, kept: str) -> dict[str, str]:
    """Return the answers to cases of the release in what a browser says, whatever it says."""
    try:
        told = json.loads(kept)
    except ValueError:
        return {}
    names = queries.learn.case_names(visit.store)
    listed = told.items() if isinstance(told, dict) else ()
    return {name: answer for name, answer in listed if name in names and isinstance(answer, str)}


def _nothing() -> None:
    """The page runs again, and reads what is new."""


@cache
def _component(manager: int) -> Any:
    """Register the file with one server of Streamlit's, which then serves it itself."""
    manifest = ComponentManifest(_PACKAGE, "1", [ComponentConfig(_NAME, "keeping")])
    get_bidi_component_manager().register_from_manifest(manifest, _HERE)
    return st.components.v2.component(f"{_PACKAGE}.{_NAME}", js="kept_answers.js")
