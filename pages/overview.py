"""Where do the groups differ most, and who is in the study?"""

import streamlit as st

from straits import queries
from straits.ui import frame, glossary, overview, overview_tabs

visit = frame.begin_page(__doc__, "overview")

# Ask
chosen = queries.Filters(sample_set=visit.sample_set)

# Answer
with st.skeleton(height=overview.HEIGHT):
    totals = queries.difference_totals(visit.store, visit.a, visit.b, chosen)
    top = queries.allele_differences(visit.store, visit.a, visit.b, chosen, limit=10)
left, right = st.columns([2.1, 1], gap="large")
with left:
    overview.finding(visit, totals, top)
with right:
    overview.try_links(visit, top)
    overview.in_figures(visit, queries.study_totals(visit.store))

# Evidence
overview_tabs.draw(visit)
glossary.words("af", "interval", "an", "self_reported", "inferred", "unrelated", "filter")
