"""What a reader sees of a release that is gone or damaged: another one, and what differs."""

import logging
from collections.abc import Mapping

import streamlit as st

from straits import store
from straits.errors import DamageError, ReleaseGoneError, StoreError
from straits.store import Known
from straits.ui.address import links, url_state
from straits.ui.address.search_destination import CARRIED
from straits.ui.words import numbers
from straits.ui.words.markdown import escape

_LOG = logging.getLogger("straits.ui")

TITLE = "Which release shall this page show?"
ASK = "Whoever runs this server finds the reason in its log."


def offer(release_id: str, page: str, error: StoreError | None = None) -> None:
    """Draw that a release is not here, or why not, and the way to the same view on the current one.

    error
        Why it cannot be opened; None where it was deleted while the reader looked at it.
    """
    if error is None or isinstance(error, ReleaseGoneError):
        st.markdown(f"**The release of this link, {escape(release_id)}, is no longer here.**")
    else:
        _LOG.error("release %s: %s", release_id, error)
        st.markdown(f"**The release of this link, {escape(release_id)}, cannot be opened.** {ASK}")
    try:
        current = store.open_store()
        gone, here = current.beside(release_id)
    except StoreError as why:
        _LOG.error("the current release: %s", why)
        st.markdown(f"The current release cannot be opened either. {ASK}")
        return
    if current.release_id == release_id:
        return
    published = (here and here.published_at) or current.study.created_at.isoformat(" ")
    when = escape(_time(published))
    st.markdown(f"The current release is {escape(current.release_id)}, published {when}.")
    _draw_differences(gone, here)
    kept = {name: text for name, text in url_state.all_of_it().items() if name not in CARRIED}
    with st.container(key="open-current", width="content"):
        links.link("Open this view on the current release", page, {**kept, "r": current.release_id})


def differences(gone: Known, here: Known) -> list[str]:
    """Return what differs between two releases, a line each, in plain text."""
    told = []
    for what, before, now in (
        ("Study", gone.study, here.study),
        ("Straits", gone.straits_version, here.straits_version),
        ("Profile", gone.profile, here.profile),
    ):
        if before and now and before != now:
            told.append(f"{what}: {before} then, {now} now")
    for what, n_before, n_now in (
        ("Alleles", gone.n_alleles, here.n_alleles),
        ("Groups", gone.n_groups, here.n_groups),
        ("People", gone.n_people, here.n_people),
    ):
        if n_before is not None and n_now is not None and n_before != n_now:
            told.append(f"{what}: {numbers.count(n_before)} then, {numbers.count(n_now)} now")
    return told


def _draw_differences(gone: Known | None, here: Known | None) -> None:
    if gone is None or here is None:
        st.markdown("What differs between the two is not known.")
        return
    lines = [f"- It was published {escape(_time(gone.published_at))}."]
    told = differences(gone, here)
    lines += [f"- {escape(line)}" for line in told]
    if not told:
        lines.append("- As far as is known, nothing else differs.")
    st.markdown("\n".join(lines))


def _time(written: str | None) -> str:
    """Write a time of the journal for a person.

    >>> _time("2026-01-02T03:04:05+00:00"), _time(None)
    ('2026-01-02 03:04', 'at a time that nobody knows')
    """
    return written[:16].replace("T", " ") if written else "at a time that nobody knows"


def damaged(error: DamageError, page: str, params: Mapping[str, str]) -> None:
    """Draw what is damaged, and the way to another release that was found whole, if there is one.

    params
        What the address says of the page.
    """
    st.title("Which release can be read?")
    st.markdown(f"### {escape(error.title)}")
    st.markdown(escape(error))
    other, is_waiting = store.whole_release(error.release_id)
    if other is not None:
        st.markdown(f"Release {escape(other)} of the same store is whole.")
        links.link(f"Open release {escape(other)}", page, {**params, "r": other})
    elif is_waiting:
        st.markdown("Other releases of the store are being checked. Reload the page in a moment.")
    else:
        st.markdown("The store has no other release that is whole.")
