"""Where do the groups differ most, and who is in the study?"""

import streamlit as st

from straits import queries
from straits.ui.frame import page_frame, waiting
from straits.ui.overview import overview_differences, overview_tabs, overview_welcome
from straits.ui.words import glossary

visit = page_frame.begin_page(__doc__, "overview")

# Ask
chosen = queries.allele.Filters(sample_set=visit.sample_set)

# Answer
with st.skeleton(height=overview_differences.HEIGHT):
    store, pair = visit.store, (visit.store, visit.a, visit.b, chosen)
    totals = waiting.answer(store, "totals", queries.comparison.difference_totals, *pair)
    top = waiting.answer(
        store, "top", queries.comparison.leading_differences, *pair, totals.n_compared, limit=10
    )
overview_welcome.draw(visit, top)
left, right = st.columns([2.1, 1], gap="large")
with left:
    overview_differences.finding(visit, totals, top)
with right:
    overview_welcome.returning(visit)
    overview_differences.in_figures(visit, queries.study.study_totals(visit.store))

# Evidence
overview_tabs.draw(visit)
glossary.words(
    "af", "interval", "an", "self_reported", "inferred", "unrelated", "counted_once", "filter",
    "uses",
)  # fmt: skip
