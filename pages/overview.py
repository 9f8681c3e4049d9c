"""Where do the groups differ most, and who is in the study?"""

from functools import partial

import streamlit as st

from straits import queries
from straits.ui import frame, glossary, overview, overview_tabs, waiting

visit = frame.begin_page(__doc__, "overview")

# Ask
chosen = queries.Filters(sample_set=visit.sample_set)

# Answer
with st.skeleton(height=overview.HEIGHT):
    pair = (visit.store, visit.a, visit.b, chosen)
    totals = waiting.answer(visit.store, "totals", partial(queries.difference_totals, *pair))
    rank = partial(queries.allele_differences, *pair, limit=10)
    top = waiting.answer(visit.store, "top", rank)
left, right = st.columns([2.1, 1], gap="large")
with left:
    overview.finding(visit, totals, top)
with right:
    overview.try_links(visit, top)
    overview.in_figures(visit, queries.study_totals(visit.store))

# Evidence
overview_tabs.draw(visit)
glossary.words("af", "interval", "an", "self_reported", "inferred", "unrelated", "filter")
