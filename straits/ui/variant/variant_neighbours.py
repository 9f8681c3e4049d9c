"""The alleles next to this one, as a table of links."""

import polars as pl
import streamlit as st

from straits.ui.address import links
from straits.ui.words import findings, numbers
from straits.ui.words.markdown import escape


def draw(near: pl.DataFrame) -> None:
    """Draw one line per allele: a link, its distance and its change.

    near
        As of queries.allele.neighbours.
    """
    st.markdown("**Next to it**")
    if near.is_empty():
        st.markdown("The study has no other allele near by.")
        return
    with st.container(key="links-neighbours"):
        for row in near.iter_rows(named=True):
            away = f"{row['distance']:+,d} bases" if row["distance"] else "same position"
            named = findings.short(findings.name(row), 22)
            links.link(f"{escape(named)} · {escape(away)}", "variant", {"v": row["variant_id"]})
    with st.container(key="caption-neighbours"):
        alleles = numbers.plural(near.height, "allele")
        st.markdown(f"The nearest {alleles} of the study, before and after, in order of position.")
