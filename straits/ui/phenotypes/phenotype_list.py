"""The dictionary beside the phenotype that is shown: searched, and each a link."""

from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.ui.address import links, url_state
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers
from straits.ui.words.markdown import escape

HEIGHT = 660
_DOMAINS = {
    "diagnosis": "Diagnoses",
    "laboratory": "Laboratory",
    "medicine": "Medicines",
    "examination": "Examination",
    "lifestyle": "Lifestyle",
    "other": "Other",
}
# What an address says of the phenotype shown, and goes along to the next one.
_KEPT = ("q", "groups", "sex")


def choose(visit: Visit) -> dict[str, Any] | None:
    """Draw the dictionary and return the phenotype that the address names, else its first.

    None where the study has no phenotypes.
    """
    everything = queries.phenotypes.phenotypes(visit.store)
    if everything.is_empty():
        return None
    asked = url_state.get("p")
    named = everything.filter(pl.col("phenotype_id") == asked) if asked else everything
    if named.is_empty():
        st.info(f"The dictionary has no phenotype “{escape(asked)}”. Choose one of these.")
        named = everything
    shown: dict[str, Any] = named.row(0, named=True)
    typed = url_state.text(
        "Search the dictionary", "q", placeholder="name, code or words", max_chars=100
    )
    matching = queries.phenotypes.phenotypes(visit.store, typed) if typed else everything
    n_entries = numbers.plural(everything.height, "entry", "entries")
    st.caption(f"{numbers.count(matching.height)} of {n_entries}")
    with st.container(key="dictionary", height=HEIGHT, border=False, gap="small"):
        for (domain,), part in matching.group_by("domain", maintain_order=True):
            st.markdown(f"**{escape(_DOMAINS.get(str(domain), str(domain)))}**")
            for row in part.iter_rows(named=True):
                _entry(row, row["phenotype_id"] == shown["phenotype_id"])
    return shown


def _entry(row: dict[str, Any], is_shown: bool) -> None:
    n_people = f" :gray[{numbers.count(row['n_people'])}]" if row["n_people"] is not None else ""
    label = escape(row["label"])
    with st.container(key=f"entry-{row['phenotype_id']}"):
        kept = {name: value for name in _KEPT if (value := url_state.get(name))}
        links.link(
            f"{f'**{label}**' if is_shown else label}{n_people}",
            "phenotypes",
            {**kept, "p": row["phenotype_id"]},
        )
