"""One line that says what is open here, and opens: the profile, who one is, what is withheld."""

from collections import Counter

import streamlit as st

from straits import queries
from straits.store import LeftOut, Store
from straits.ui.access import require
from straits.ui.access.known_readers import Reader
from straits.ui.address import links
from straits.ui.words.markdown import escape
from straits.ui.words.numbers import plural

_NO_SIGN_IN = "no sign-in, this machine alone"


def draw(store: Store, reader: Reader) -> None:
    """Draw the study's name, build, release and profile, and who reads; it opens what follows."""
    study = store.study
    facts = [study.name, study.build, f"release {store.release_id}", f"profile {study.profile}"]
    if study.is_synthetic:
        facts.insert(1, "synthetic people")
    who = [reader.label, reader.role, reader.project] if reader.label else [_NO_SIGN_IN]
    who += [f"without {site.name}" for site in store.left_out]
    said = " · ".join(escape(fact) for fact in (*facts, *filter(None, who)))
    is_logged = queries.logged.is_kept(store)
    with st.container(key="study", horizontal_alignment="right"):
        with st.popover(said, type="tertiary"):
            says = f"{store.profile.says} {store.profile.says_of_others}".strip()
            st.markdown(f"**Profile {escape(study.profile)}.** {escape(says)}")
            st.markdown(escape(_reader(reader, is_logged)))
            if is_logged:
                st.markdown(escape(_logged(store)))
            st.markdown(escape(_withheld(store)))
            for site in store.left_out:
                st.markdown(escape(_left_out(site)))
            if reader.keeps_log and is_logged:
                links.link("Who asked what", "audit")
            if reader.signs_bundles:
                links.link("What leaves in bundles", "bundles")
        if reader.label:
            # idle.js reads after how many minutes the screen is cleared.
            with st.container(key=f"idle-{reader.idle_minutes}", width="content"):
                require.sign_out()


def _reader(reader: Reader, is_logged: bool) -> str:
    if not reader.label:
        called = "the log of questions calls you local" if is_logged else "nobody asks who you are"
        return f"Nobody signs in here: {called}."
    project = f", for the project {reader.project}" if reader.project else ""
    purpose = f" ({reader.purpose})" if reader.purpose else ""
    return f"You are {reader.label}{project}{purpose}."


def _logged(store: Store) -> str:
    if queries.logged.is_exact(store):
        return "Questions are logged."
    return "Exact counts; differences can be taken; questions are logged."


def _left_out(site: LeftOut) -> str:
    """Return why a site is left out, and what would bring it back."""
    if site.is_expired:
        return f"{site.name} is left out of this page: {site.why}. A newer one brings it back."
    return (
        f"{site.name} is left out of this page: {site.why}. A project names its purpose in "
        "access.yaml; whoever is at the server's own machine by serve --purpose."
    )


def _withheld(store: Store) -> str:
    """Return how many groups of call sets are withheld, and why."""
    reasons = Counter(queries.study.group_sizes(store)["reason"].fill_null("").to_list())
    n_shown = reasons.pop("", 0)
    if not reasons:
        return "Nothing of the study's own groups is withheld."
    why = "; ".join(f"{n} since {reason}" for reason, n in reasons.most_common())
    n_all = n_shown + sum(reasons.values())
    return (
        f"Of {plural(n_all, 'group')} of its call sets {sum(reasons.values())} are withheld: {why}."
    )
