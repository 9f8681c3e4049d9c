"""How common or how high is it in each group, and can the sites be compared?"""

import streamlit as st

from straits.ui.frame import messages, page_frame
from straits.ui.phenotypes import (
    phenotype_evidence,
    phenotype_figure,
    phenotype_list,
    phenotype_rows,
)
from straits.ui.words import glossary

visit = page_frame.begin_page(__doc__, "phenotypes")

# Ask
with st.container(key="phenotype-page"):
    dictionary, shown = st.columns([0.2, 0.8], gap="medium")
with dictionary:
    phenotype = phenotype_list.choose(visit)
if phenotype is None:
    messages.nothing(
        "No site of this study has phenotypes. Name a mapping under phenotypes: of a site in the "
        "study file and ingest again; docs/phenotypes.md describes it."
    )
    st.stop()

with shown:
    phenotype_figure.heading(phenotype)
    if visit.store.has_rows:
        # Answer
        settings = phenotype_rows.settings(visit)
        phenotype_figure.draw(visit, phenotype, settings)
        # Evidence
        phenotype_evidence.draw(visit, phenotype, settings)
    else:
        messages.nothing(
            "This server holds no individual data, so nobody's values can be counted here. What "
            "the sites sent, and how it is mapped, can be read below."
        )
        phenotype_evidence.comparability(visit, phenotype)
glossary.words(
    "looked_at", "interval", "standardised", "quartile", "self_reported", "inferred", "unrelated",
    "counted_once", "uses",
)  # fmt: skip
