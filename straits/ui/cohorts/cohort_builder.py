"""Build a cohort by clicking: one criterion more, one less, or all of it as a sentence."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from straits import cohorts, queries
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.ui.address import links, url_state
from straits.ui.cohorts import cohort_shelf, criterion_forms
from straits.ui.frame import messages, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.words.markdown import escape


def current(visit: Visit) -> Tree:
    """Return the cohort of the address; where it names none, or a broken one, that of A."""
    asked = url_state.get("c")
    if asked is None:
        return queries.cohorts.tree_of(visit.a)
    try:
        return queries.cohorts.read(visit.store, asked)
    except QueryError as error:
        messages.nothing(f"{error} The page shows A instead.")
        return queries.cohorts.tree_of(visit.a)


def address(tree: Tree) -> str | None:
    """Return the address of a cohort: by its id if it is saved, else it holds the cohort."""
    cohort_id = cohorts.cohort_id(tree)
    if queries.cohorts.saved_cohorts().find(cohort_id) is not None:
        return f"cohort:{cohort_id}"
    return cohorts.to_link(tree)


def go(tree: Tree) -> None:
    """Make a cohort the one of the page, as one step that Back undoes."""
    link = address(tree)
    if link is None:
        messages.nothing(
            "The cohort is too long for an address. Save it as it was, then go on from there, or "
            "describe it with fewer alleles."
        )
        return
    url_state.put({"c": link})
    st.rerun()


def chips(visit: Visit, tree: Tree, words: queries.groups.Words) -> None:
    """Draw the criteria, each of which a click takes away, and the ways to change them."""
    parts = cohorts.parts_of(tree)
    scope = cohorts.cohort_id(tree)
    with st.container(key="settings-cohort", horizontal=True, vertical_alignment="center"):
        for number, part in enumerate(parts):
            at = url_state.key("without", scope, number)
            if st.button(
                f"{escape(words.sentence(part))} :material/close:",
                key=at,
                help="Take this criterion away",
            ):
                go(cohorts.all_of(*parts[:number], *parts[number + 1 :]))
        with st.popover("Add a criterion", type="primary"):
            _add(visit, tree, scope)
        with st.popover("As a sentence"):
            _sentence(visit, tree, scope)
        links.link("Everyone", "cohorts", {"c": cohorts.to_link(cohorts.EVERYBODY) or ""})


def _add(visit: Visit, tree: Tree, scope: str) -> None:
    kinds = criterion_forms.kinds(visit)
    kind = st.selectbox("Criterion", list(kinds), key=url_state.key("kind", scope))
    form: Callable[[Visit, str], Tree | None] = kinds[kind]
    try:
        criterion = form(visit, url_state.key("criterion", scope, kind))
    except ValueError as error:
        st.caption(escape(_first(error)))
        return
    where = st.columns(2)
    is_turned = where[0].checkbox("Leave these people out", key=url_state.key("turned", scope))
    is_unknown = where[1].checkbox(
        "Unknown counts as well", key=url_state.key("unknown", scope, kind)
    )
    if st.button(
        "Add", key=url_state.key("add", scope), disabled=criterion is None, type="primary"
    ):
        assert criterion is not None
        part: Tree = cohorts.Not(part=criterion) if is_turned else criterion
        part = part.model_copy(update={"include_unknown": is_unknown})
        go(cohorts.all_of(*cohorts.parts_of(tree), part))


def _sentence(visit: Visit, tree: Tree, scope: str) -> None:
    st.markdown(
        "Criteria joined by `and`, `or`, `not` and brackets; names are ids. "
        "`ever`, `never`, `above`, `carries` and `possibly` are words of it: see docs/cohorts.md."
    )
    with st.form(url_state.key("sentence", scope), border=False):
        sentence = queries.cohorts.written(visit.store, tree, "sentence")
        typed = st.text_area("Sentence", sentence, height=140, max_chars=20_000)
        is_sent = st.form_submit_button("Read")
    if is_sent:
        try:
            cohort = queries.cohorts.read(visit.store, typed)
        except QueryError as error:
            st.info(escape(error))
            return
        go(cohort)


def _first(error: Any) -> str:
    message = error.errors()[0]["msg"] if hasattr(error, "errors") else str(error)
    return str(message).removeprefix("Value error, ").capitalize() + "."


def comparisons(visit: Visit, tree: Tree) -> None:
    """Draw the links that take a cohort further: as A, against everyone else, to the pages."""
    link = address(tree)
    if link is None:
        return
    others = address(queries.cohorts.everyone_else(tree))
    matched = address(queries.cohorts.matched(visit.store, tree))
    here = {"a": link, "c": link}
    with st.container(key="actions-cohort", horizontal=True, vertical_alignment="center"):
        if others:
            links.link("Against everyone else", "cohorts", {**here, "b": others})
        if matched:
            links.link("Against matched people", "cohorts", {**here, "b": matched})
        links.link("Frequencies", "frequencies", {"a": link})
        links.link("Genes", "gene", {"a": link})
        links.link("Phenotypes", "phenotypes", {"a": link})
        cohort_shelf.save(visit, tree)
        with st.popover("Copy link", type="tertiary"):
            st.markdown("The address of this page with the cohort, B and the release in it.")
            st.code(links.full(visit.store.release_id, {"c": link}), language=None, wrap_lines=True)


def counted(visit: Visit, tree: Tree) -> queries.cohorts.Attrition | None:
    """Return how many are in the cohort; None, with the reason drawn, if it cannot be asked."""
    store = visit.store
    try:
        return waiting.answer(store, "cohort", store.cohorts.attrition, tree)
    except QueryError as error:
        messages.nothing(f"{error} Take that criterion away.")
        return None
