"""Which allele a reader picked, in a chart or in the table beside it: the later one counts."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st


def picked(scope: str) -> str | None:
    """Return the variant_id picked within a scope; None if nothing is."""
    value = st.session_state.get(_at(scope))
    return value if isinstance(value, str) else None


def of_table(scope: str) -> str | None:
    """Return the variant_id whose row is selected in the table: the one that a chart must ring.

    A chart shows its own picks itself, and drawing it anew would take them away.
    """
    return picked(scope) if st.session_state.get(_source(scope)) == "table" else None


def from_chart(scope: str, widget: str) -> Callable[[], None]:
    """Return what to do when the chart's selection `pick` changes."""

    def keep() -> None:
        points = _selection(widget).get("pick") or []
        st.session_state[_at(scope)] = points[0].get("variant_id") if points else None
        st.session_state[_source(scope)] = "chart"

    return keep


def from_table(scope: str, widget: str, rows: pl.DataFrame) -> Callable[[], None]:
    """Return what to do when another row of the table is selected."""
    ids = rows["variant_id"].to_list()

    def keep() -> None:
        chosen = _selection(widget).get("rows") or []
        here = [row for row in chosen if row < len(ids)]
        st.session_state[_at(scope)] = ids[here[0]] if here else None
        st.session_state[_source(scope)] = "table"

    return keep


def view(widget: str) -> tuple[float, float] | None:
    """Return the ends of pos that a chart is zoomed to; None where all of it is shown."""
    ends = (_selection(widget).get("view") or {}).get("pos")
    return (float(ends[0]), float(ends[1])) if ends else None


def _at(scope: str) -> str:
    return f"picked-{scope}"


def _source(scope: str) -> str:
    return f"picked-in-{scope}"


def _selection(widget: str) -> dict[str, Any]:
    state = st.session_state.get(widget)
    selection = state.get("selection") if state is not None else None
    return dict(selection) if selection else {}
