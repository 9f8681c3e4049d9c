"""A view as a page of its own: its parameters as widgets, its rows, and the chart of its header."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from straits import workbench
from straits.charts.analyst import Choice
from straits.errors import StraitsError
from straits.store.query import sql_text
from straits.ui.address import links, statement_link, url_state
from straits.ui.frame import messages, page_frame, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.sql import sql_answer, sql_parameters
from straits.ui.words.markdown import escape
from straits.workbench import Relation


def asked(known: Sequence[Relation]) -> Relation | None:
    """Return the view that the address names; None where it names none that is there."""
    name = url_state.get("view")
    found = next((each for each in known if each.name == name and each.kind == "view"), None)
    if name and found is None:
        messages.nothing(f"There is no view {name!r} here. Those that are there stand below.")
    return found


def draw(visit: Visit, view: Relation) -> None:
    """Draw what a view says of itself, its widgets and its answer."""
    page_frame.name_tab(view.name)
    st.header(view.name.replace("_", " ").capitalize(), anchor=False)
    st.markdown(escape(" ".join(view.about.split())))
    if view.fault:
        # Of its file the name alone: where it lies is nobody's business here.
        fault = view.fault.rpartition("/")[2]
        st.error(escape(f"It cannot be asked: {fault}"))
        st.markdown("`python -m straits views check FILE` says all that is wrong with such a file.")
        return
    statement = sql_text.rows_of(view.name, view.asks)
    begin = {"grouping": sql_parameters.first_grouping(visit.store), "gene_symbol": "CYP2C19"}
    values = sql_parameters.draw(visit, statement, begin, view.name)
    links.link(
        "Open it in the editor", "sql",
        {"q": statement_link.packed(statement, values), "of": view.name},
    )  # fmt: skip
    store = visit.store
    try:
        typed = workbench.typed(statement, values)
        answer = waiting.answer(store, "sql-view", workbench.ask, store, statement, typed)
    except StraitsError as error:
        messages.show(error)
        return
    chart = view.chart
    choice = None
    if {"mark", "x", "y"} <= chart.keys():
        choice = Choice(chart["mark"], chart["x"], chart["y"])
        choice = replace(choice, colour=chart.get("colour", ""), facet=chart.get("facet", ""))
    sql_answer.draw(visit, answer, statement, values, choice)
