"""What Straits is and three questions to begin with, and the work of those who return."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import streamlit as st

from straits import queries
from straits.store import saved_questions, saved_stories
from straits.ui.address import links
from straits.ui.frame.page_frame import Visit
from straits.ui.stories import opened_story
from straits.ui.words.markdown import escape

_HERE = Path(__file__).parent
_SAID = (
    "Straits shows how common genetic variants are in groups of people, how sure each number is, "
    "and what is not known. Compare any two groups, or people whom you describe; follow a gene or "
    "a variant into every group; take figures and numbers away. It is for research, not for the "
    "care of a patient."
)
# Of what is saved, so many of each kind are named.
_MOST = 3


def draw(visit: Visit, top: pl.DataFrame) -> None:
    """Draw what Straits is, and questions that lead to an answer; who hides it sees it no more.

    top
        The largest differences between A and B.
    """
    with st.container(key="welcome"):
        st.markdown(escape(_SAID))
        with st.container(key="doors", horizontal=True):
            for label, page, params in _doors(visit, top):
                links.link(escape(label), page, params)
            st.html(_HERE / "hide_hints.html", width="content")


def _doors(visit: Visit, top: pl.DataFrame) -> Iterator[tuple[str, str, dict[str, str]]]:
    first, second = visit.names
    yield f"Where do {first} and {second} differ most?", "frequencies", {}
    for row in top.head(1).iter_rows(named=True):
        name = row["rsid"] or row["variant_id"]
        yield f"How common is {name} in every group?", "variant", {"v": row["variant_id"]}
    called = queries.pharmacogenes.genes(visit.store)["gene_symbol"].to_list()
    if "CYP2C19" in called:
        asked = {"g": "CYP2C19", "drug": "clopidogrel"}
        yield "Who would need another drug than clopidogrel?", "pharmacogenes", asked
    else:
        symbols = (text.split(";")[0] for text in top["gene_symbol"].to_list() if text)
        for symbol in list(symbols)[:1]:
            yield f"Which alleles of {symbol} make the difference?", "gene", {"g": symbol}


def returning(visit: Visit) -> None:
    """Draw the work that was saved, and, where nobody signs in, the pages that were opened last."""
    saved = list(_saved(visit))
    if saved:
        st.markdown("**Your work**")
        with st.container(key="links-saved"):
            for kind, name, page, params in saved:
                links.link(f"{kind} {escape(name)}", page, params)
    # Filled by the browser, which keeps what was opened; nobody else is told.
    st.html(_HERE / "opened_last.html")


def _saved(visit: Visit) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Yield kind, name, page and address of what whoever reads has saved of this study."""
    for cohort in queries.cohorts.saved_cohorts().listed()[:_MOST]:
        yield "Cohort", cohort.name, "cohorts", {"c": f"cohort:{cohort.cohort_id}"}
    stories = [s for s in saved_stories().listed() if s.study == visit.store.study.name]
    for story in stories[:_MOST]:
        yield "Story", story.name, "stories", {opened_story.SAVED: story.story_id}
    for question in saved_questions().listed()[:_MOST]:
        yield "Question", question.name, "sql", {"q": f"query:{question.query_id}"}
