"""Who would need another drug or dose, and of whom is it not known?"""

import streamlit as st

from straits.ui.frame import messages, page_frame
from straits.ui.pharmacogenes import (
    allele_answer,
    drug_answer,
    gene_evidence,
    other_tools,
    pharmacogene_choice,
    phenotype_ranges,
)
from straits.ui.words import glossary

visit = page_frame.begin_page(__doc__, "pharmacogenes")

# Ask
asked = pharmacogene_choice.choose(visit)
if asked is None:
    messages.nothing("No diplotypes are in this release. Ingest the study again to call them.")
    st.stop()

# Answer
if asked.is_called:
    drug_answer.draw(visit, asked)
    allele_answer.draw(visit, asked)
counted = phenotype_ranges.draw(visit, asked) if asked.is_called else ()
other_tools.draw(visit, asked)

# Evidence
if asked.is_called:
    gene_evidence.draw(visit, asked, counted)
glossary.words(
    "diplotype", "star_allele", "certain_possible", "metaboliser", "cpic_level", "interval",
    "unrelated", "self_reported", "inferred", "counted_once", "uses",
)  # fmt: skip
