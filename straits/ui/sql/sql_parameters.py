"""The parameters of a statement as widgets of their types, and the texts that stand for them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

import streamlit as st

from straits import queries, workbench
from straits.store import Store
from straits.ui.address import url_state
from straits.ui.frame.page_frame import Visit

Kind = TypeVar("Kind")

# The most genes that a list offers; another one can be typed.
_MOST_GENES = 2_000


def draw(
    visit: Visit, statement: str, begins: Mapping[str, str], load: str, loaded: str = ""
) -> dict[str, str]:
    """Draw a widget for each parameter of a statement and return their values as texts.

    begins
        What they are to begin with, besides what comments of the statement give.
    loaded
        The statement that `begins` is of: what its comments give, `begins` comes before.

    A widget begins anew where a comment comes to give another value than the one that it gave.
    """
    asked = workbench.parameters(statement)
    if not asked:
        return {}
    written, known = workbench.given(statement), workbench.given(loaded)

    def begin(name: str) -> str:
        here = written.get(name, "")
        return here if here != known.get(name, "") and here else begins.get(name, here)

    with st.container(key="sql-parameters", horizontal=True, vertical_alignment="bottom"):
        return {
            each.name: _widget(
                visit.store, each, begin(each.name), (load, written.get(each.name, ""))
            )
            for each in asked
        }


def first_grouping(store: Store) -> str:
    """Return the grouping that the study names first."""
    return str(queries.groups.populations(store)["grouping"][0])


def _widget(store: Store, asked: workbench.Parameter, begins: str, scope: tuple[str, str]) -> str:
    at = url_state.key("sql-parameter", store.release_id, *scope, asked.name, asked.kind)
    label = f"${asked.name}"
    if options := _options(store, asked):
        return _chosen(label, at, options, begins)
    match asked.kind:
        case "flag":
            return (
                "true" if st.checkbox(label, begins.lower() in ("true", "yes"), key=at) else "false"
            )
        case "integer":
            whole = st.number_input(label, value=_number(begins, int), step=1, key=at, width=160)
            return "" if whole is None else str(whole)
        case "real":
            real = st.number_input(
                label, value=_number(begins, float), step=0.01, format="%g", key=at, width=160
            )
            return "" if real is None else repr(real)
        case "date":
            day = st.date_input(label, value=_number(begins, date.fromisoformat), key=at, width=160)
            return day.isoformat() if isinstance(day, date) else ""
    return st.text_input(label, begins, key=at, width=240).strip()


def _chosen(label: str, at: str, options: Sequence[str], begins: str) -> str:
    listed = [*options] if not begins or begins in options else [begins, *options]
    place = listed.index(begins) if begins else 0
    chosen: str | None = st.selectbox(
        label, listed, index=place, key=at, width=240, accept_new_options=True
    )
    return chosen or ""


def _options(store: Store, asked: workbench.Parameter) -> list[str]:
    """Return what a parameter of such a name may be; nothing for another one."""
    listings: dict[str, Callable[[], list[str]]] = {
        "gene": partial(_genes, store),
        "grouping": partial(_of_groups, store, "grouping"),
        "group": partial(_of_groups, store, "group_id"),
        "call_set": partial(_call_sets, store),
    }
    name = asked.name.lower()
    for known, listed in listings.items():
        words = (known, f"{known}_id", f"{known}_symbol", f"{known}_a", f"{known}_b")
        if asked.kind == "text" and name in words:
            return listed()
    return []


def _genes(store: Store) -> list[str]:
    found = queries.gene.genes_with_alleles(
        store, text="", by_number=True, n_before=0, n_wanted=_MOST_GENES
    )
    return list(found["gene_symbol"])


def _call_sets(store: Store) -> list[str]:
    listed = queries.groups.populations(store)["call_set_ids"]
    return list(listed.explode().drop_nulls().unique(maintain_order=True))


def _of_groups(store: Store, column: str) -> list[str]:
    return list(queries.groups.populations(store)[column].drop_nulls().unique(maintain_order=True))


def _number(text: str, read: Callable[[str], Kind]) -> Kind | None:
    try:
        return read(text)
    except ValueError:
        return None
