"""Where a pick leads: real links to the variant and its gene, in a row that is always there."""

import polars as pl
import streamlit as st

from straits.ui.address import links
from straits.ui.words import findings
from straits.ui.words.markdown import escape


def row(rows: pl.DataFrame, picked: str | None, with_gene: bool, lead: str = "") -> None:
    """Draw the links of the allele picked, or what to do to get them.

    lead
        What is to stand before them.
    """
    with st.container(
        key="opens", horizontal=True, vertical_alignment="center", height=32, border=False
    ):
        if lead:
            st.markdown(f"**{escape(lead)}**", width="content")
        chosen = rows.filter(pl.col("variant_id") == picked) if picked else rows.clear()
        if chosen.is_empty():
            st.markdown(":gray[Pick a point, or select a row, to open it.]", width="content")
            return
        allele = chosen.row(0, named=True)
        links.link(
            f"Open variant {escape(findings.name(allele))}", "variant", {"v": allele["variant_id"]}
        )
        for symbol in (allele["gene_symbol"] or "").split(";") if with_gene else ():
            if symbol:
                links.link(f"Open gene {escape(symbol)}", "gene", {"g": symbol})
