"""Which allele a reader picked, in a chart or a table, and how far a chart is zoomed.

Of two picks the later one counts. A pick stays with the session; a zoom is in the address.
"""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from straits.ui.address import links, url_state
from straits.ui.words import findings
from straits.ui.words.markdown import escape


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
        _keep_pick(scope, widget)

    return keep


def from_zooming_chart(
    scope: str, widget: str, name: str, spell: Callable[[tuple[float, float]], str]
) -> Callable[[], None]:
    """Return what to do when `pick` or `view` changes: the view goes into the address under a name.

    spell
        Writes the ends of x that are in view as the address has them.
    """

    def keep() -> None:
        if _keep_pick(scope, widget):
            # A chart that opened zoomed does not report its view with a pick.
            return
        ends = (_selection(widget).get("view") or {}).get("x")
        text = spell((float(ends[0]), float(ends[1]))) if ends else ""
        _, opened = st.session_state.get(_zoomed(scope), ("", ""))
        st.session_state[_zoomed(scope)] = (text, opened)
        if text != (url_state.get(name) or ""):
            url_state.put({name: text or None})

    return keep


def zoom_at_opening(scope: str, name: str) -> str:
    """Return the zoom that a chart is to open with; a chart drawn with another one opens anew.

    It is what the address said before the reader dragged: a link, a reload and Back change it, and
    the reader's own drag does not, as the chart shows that one by itself.
    """
    now = url_state.get(name) or ""
    last, opened = st.session_state.get(_zoomed(scope), (None, ""))
    if now != last:
        opened = now
        st.session_state[_zoomed(scope)] = (now, opened)
    return str(opened)


def zoom_now(name: str) -> str:
    """Return the zoom that the address holds under a name; empty for none."""
    return url_state.get(name) or ""


def from_table(scope: str, widget: str, rows: pl.DataFrame) -> Callable[[], None]:
    """Return what to do when another row of the table is selected."""
    ids = rows["variant_id"].to_list()

    def keep() -> None:
        chosen = _selection(widget).get("rows") or []
        here = [row for row in chosen if row < len(ids)]
        st.session_state[_at(scope)] = ids[here[0]] if here else None
        st.session_state[_source(scope)] = "table"

    return keep


def into_address(name: str, widget: str, rows: pl.DataFrame) -> Callable[[], None]:
    """Return what to do when another row is selected: its variant_id goes into the address."""
    ids = rows["variant_id"].to_list()

    def keep() -> None:
        here = [row for row in _selection(widget).get("rows") or [] if row < len(ids)]
        url_state.put({name: ids[here[0]] if here else None})

    return keep


def _keep_pick(scope: str, widget: str) -> bool:
    """Keep what is picked in the chart; tells whether that is news."""
    points = _selection(widget).get("pick") or []
    now = points[0].get("variant_id") if points else None
    seen = f"{_at(scope)}-in-chart"
    if st.session_state.get(seen) == now:
        return False
    st.session_state[seen] = st.session_state[_at(scope)] = now
    st.session_state[_source(scope)] = "chart"
    return True


def brush(widget: str) -> tuple[float, float] | None:
    """Return the ends of place that a chart's selection `brush` spans; None where there is none."""
    ends = (_selection(widget).get("brush") or {}).get("place")
    return (float(ends[0]), float(ends[1])) if ends else None


def _at(scope: str) -> str:
    return f"picked-{scope}"


def _source(scope: str) -> str:
    return f"picked-in-{scope}"


def _zoomed(scope: str) -> str:
    return f"zoomed-{scope}"


def _selection(widget: str) -> dict[str, Any]:
    state = st.session_state.get(widget)
    selection = state.get("selection") if state is not None else None
    return dict(selection) if selection else {}


def draw_links(rows: pl.DataFrame, picked: str | None, with_gene: bool, lead: str = "") -> None:
    """Draw the links of the allele picked, or what to do to get them.

    lead
        What is to stand before them.
    """
    with st.container(
        key="opens", horizontal=True, vertical_alignment="center", height=32, border=False
    ):
        if lead:
            st.markdown(f"**{escape(lead)}**", width="content")
        chosen = rows.filter(pl.col("variant_id") == picked) if picked else rows.clear()
        if chosen.is_empty():
            st.markdown(":gray[Pick a point, or select a row, to open it.]", width="content")
            return
        allele = chosen.row(0, named=True)
        links.link(
            f"Open variant {escape(findings.name(allele))}", "variant", {"v": allele["variant_id"]}
        )
        for symbol in (allele["gene_symbol"] or "").split(";") if with_gene else ():
            if symbol:
                links.link(f"Open gene {escape(symbol)}", "gene", {"g": symbol})
