"""Saved cohorts: keep the one on screen, open another, and see what changed since."""

import streamlit as st

from straits import cohorts, privacy, queries
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
            description = st.text_area(
                "Description", known.description if known else "", max_chars=2000, height=90
            )
            is_sent = st.form_submit_button("Save")
        st.caption("A name that is taken gets a new version; links to the old one go on working.")
        if is_sent:
            try:
                cohort_id = queries.cohorts.save(visit.store, tree, name, description)
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
    sentence = f"Saved as {known.name} on {known.saved_at:%Y-%m-%d}."
    if known.description:
        sentence += f" {known.description}"
    st.markdown(escape(sentence))
    if changes := queries.cohorts.changes(visit.store, known):
        st.info(escape(f"Since then: {'; '.join(changes)}."))


def listed(visit: Visit) -> None:
    """Draw the saved cohorts, the newest first, each with its versions."""
    shelf = queries.cohorts.saved_cohorts()
    saved = shelf.listed()
    st.header("Saved cohorts", anchor=False)
    if not saved:
        st.markdown(escape(f"{shelf.why_off}." if shelf.why_off else "None is saved yet."))
        return
    for cohort in saved:
        with st.container(key=f"saved-{cohort.cohort_id}", horizontal=True):
            _row(cohort, visit)
            versions = shelf.history(cohort.name)[1:]
            if versions:
                with st.popover(f"{len(versions)} earlier", type="tertiary"):
                    for version in versions:
                        _row(version, visit)
            if st.button("Remove", key=f"remove-{cohort.cohort_id}", type="tertiary"):
                try:
                    shelf.remove(cohort.name)
                except QueryError as error:
                    st.info(escape(error))
                    return
                st.rerun()


def _row(cohort: queries.cohorts.Saved, visit: Visit) -> None:
    links.link(escape(cohort.name), "cohorts", {"c": f"cohort:{cohort.cohort_id}"})
    people = (
        f"{numbers.count(cohort.n_people)} {numbers.verb(cohort.n_people, 'person', 'people')}, "
    )
    is_older = cohort.release_id != visit.store.release_id
    if is_older and privacy.reads_current_alone(visit.store.profile):
        people = ""  # what differs from now would tell of those who came or left
    st.markdown(
        escape(
            f"{people}{cohort.saved_at:%Y-%m-%d}, release {cohort.release_id}. {cohort.description}"
        )
    )
