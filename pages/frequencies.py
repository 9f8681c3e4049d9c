"""Where do allele frequencies differ most between A and B?"""

import streamlit as st

from straits import queries
from straits.ui import comparison, filters, frame, glossary, messages

visit = frame.begin_page(__doc__, "frequencies")

# Ask
settings = filters.row(visit)
if settings.problem:
    messages.nothing(settings.problem)
    st.stop()

# Answer
chosen = settings.filters
totals = queries.difference_totals(visit.store, visit.a, visit.b, chosen)
if totals.n_compared == 0:
    messages.nothing_compared(totals)
    st.stop()
comparison.lead(visit, settings, totals)
with st.skeleton(height=comparison.HEIGHT):
    density = queries.frequency_density(visit.store, visit.a, visit.b, chosen)
    rows = queries.allele_differences(visit.store, visit.a, visit.b, chosen, settings.order)

# Evidence
comparison.map_and_ranking(visit, settings, totals, density, rows)
glossary.words("af", "ac", "an", "interval", "difference", "score", "fisher", "filter", "absence")
