"""The editor of statements: a component of our own, of which the browser asks this server alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from straits.ui.address import url_state
from straits.workbench import Relation

_HERE = Path(__file__).parent
_PACKAGE, _NAME = "straits", "sql_editor"
# Pixels of the built editor: a line, what is around all of them, the button below; and its bounds.
_LINE, _AROUND, _BELOW, _LEAST, _MOST = 21, 16, 43, 180, 460
_LABEL = "SQL statement. Control and Enter run it, or what is selected; Escape, then Tab, lead out"


@dataclass(frozen=True)
class Edited:
    """What the editor holds.

    run
        The statement that the reader has just asked to run; None where nobody has.
    first_line
        The line of the text in which that statement begins.
    """

    text: str
    run: str | None
    first_line: int


def draw(
    text: str, load: str, relations: Sequence[Relation], error: Mapping[str, object] | None
) -> Edited:
    """Draw the editor and return what is in it.

    text, load
        What it begins with; another `load` is another editor, and what a reader wrote is gone.
    error
        line, column and message of what is marked, of the text that it was found in (`of`).
    """
    with st.container(key="sql-room"):
        with st.container(key="sql-space"):
            room = st.empty()
        room.space(_height(text))
        edited = _drawn(text, load, relations, error)
        room.space(_height(edited.text))
    return edited


def _height(text: str) -> int:
    """Return the pixels that a text takes, so that nothing moves once the editor is there."""
    return min(max((text.count("\n") + 1) * _LINE + _AROUND, _LEAST), _MOST) + _BELOW


def _drawn(
    text: str, load: str, relations: Sequence[Relation], error: Mapping[str, object] | None
) -> Edited:
    data = {"text": text, "load": load, "label": _LABEL, **_words(relations), "error": error}
    said = _component(id(get_bidi_component_manager()))(
        key=url_state.key("sql-editor", load),
        data=data,
        default={"text": text},
        on_text_change=_nothing,
        on_run_change=_nothing,
    )
    run: Mapping[str, Any] | None = said.run
    if run is None:
        return Edited(said.text, None, 1)
    return Edited(str(run["text"]), str(run["statement"]), int(run["from"]))


def _nothing() -> None:
    """The page runs again, and reads what is new."""


def _words(relations: Sequence[Relation]) -> dict[str, Any]:
    tables = [each for each in relations if each.columns]
    return {
        "relations": {each.name: [column.name for column in each.columns] for each in tables},
        "macros": [each.name for each in relations if each.kind == "macro"],
    }


@cache
def _component(manager: int) -> Any:
    """Register the built file with one server of Streamlit's, which then serves it itself.

    A script given as text would come from a blob: address, which the headers do not allow.
    """
    manifest = ComponentManifest(_PACKAGE, "1", [ComponentConfig(_NAME, "editor/built")])
    get_bidi_component_manager().register_from_manifest(manifest, _HERE)
    return st.components.v2.component(f"{_PACKAGE}.{_NAME}", js="editor.js")
