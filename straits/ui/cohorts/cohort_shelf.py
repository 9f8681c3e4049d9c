"""Saved cohorts: keep the one on screen, open another, and see what changed since."""

import streamlit as st

from straits import cohorts, queries
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.ui.address import links, url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers
from straits.ui.words.markdown import escape


def save(visit: Visit, tree: Tree) -> None:
    """Draw the form that saves the cohort, or why nothing can be saved."""
    shelf = queries.cohorts.saved_cohorts()
    known = shelf.named(cohorts.cohort_id(tree))
    with st.popover("Save", type="tertiary"):
        if shelf.why_off:
            st.markdown(escape(f"{shelf.why_off}."))
            return
        with st.form(url_state.key("save", cohorts.cohort_id(tree)), border=False):
            name = st.text_input("Name", known.name if known else "", max_chars=100)
            said = st.text_area(
                "Description", known.description if known else "", max_chars=2000, height=90
            )
            is_sent = st.form_submit_button("Save")
        st.caption("A name that is taken gets a new version; links to the old one go on working.")
        if is_sent:
            try:
                cohort_id = queries.cohorts.save(visit.store, tree, name, said)
            except QueryError as error:
                st.info(escape(error))
                return
            url_state.put({"c": f"cohort:{cohort_id}"})
            st.rerun()


def changed(visit: Visit, tree: Tree) -> None:
    """Say what is not as it was when the cohort on screen was saved."""
    known = queries.cohorts.saved_cohorts().named(cohorts.cohort_id(tree))
    if known is None:
        return
    said = f"Saved as {known.name} on {known.saved_at:%Y-%m-%d}."
    if known.description:
        said += f" {known.description}"
    st.markdown(escape(said))
    if found := queries.cohorts.changes(visit.store, known):
        st.info(escape(f"Since then: {'; '.join(found)}."))


def listed(visit: Visit) -> None:
    """Draw the saved cohorts, the newest first, each with its versions."""
    shelf = queries.cohorts.saved_cohorts()
    saved = shelf.listed()
    st.subheader("Saved cohorts", anchor=False)
    if not saved:
        st.markdown(escape(f"{shelf.why_off}." if shelf.why_off else "None is saved yet."))
        return
    for one in saved:
        with st.container(key=f"saved-{one.cohort_id}", horizontal=True):
            _row(one)
            versions = shelf.history(one.name)[1:]
            if versions:
                with st.popover(f"{len(versions)} earlier", type="tertiary"):
                    for version in versions:
                        _row(version)
            if st.button("Remove", key=f"remove-{one.cohort_id}", type="tertiary"):
                try:
                    shelf.remove(one.name)
                except QueryError as error:
                    st.info(escape(error))
                    return
                st.rerun()


def _row(one: queries.cohorts.Saved) -> None:
    links.link(escape(one.name), "cohorts", {"c": f"cohort:{one.cohort_id}"})
    st.markdown(
        escape(
            f"{numbers.count(one.n_people)} people, {one.saved_at:%Y-%m-%d}, release "
            f"{one.release_id}. {one.description}"
        )
    )
