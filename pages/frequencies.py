"""Where do allele frequencies differ most between A and B?"""

from functools import partial

import streamlit as st

from straits import queries
from straits.ui import (
    comparison,
    filters,
    frame,
    glossary,
    group_views,
    messages,
    range_table,
    waiting,
)

visit = frame.begin_page(__doc__, "frequencies")

# Ask
settings = filters.row(visit)
if settings.problem:
    messages.nothing(settings.problem)
    st.stop()

# Answer
count = partial(queries.difference_totals, visit.store, visit.a, visit.b, settings.filters)
totals = waiting.answer(visit.store, "totals", count)
if totals.n_compared == 0:
    messages.nothing_compared(totals)
    st.stop()
rest = comparison.lead(visit, settings, totals)
view, way = comparison.choose_view()

# Evidence
if view in comparison.OF_A_PAIR:
    with st.skeleton(height=comparison.HEIGHT):
        compare = partial(comparison.compared, visit, settings, totals, view)
        found = waiting.answer(visit.store, "compared", compare)
    comparison.draw(visit, settings, view, way, found)
    range_table.draw(visit, settings.filters, totals)
else:
    group_views.draw(visit, settings, view, way)
glossary.words(
    "af", "ac", "an", "newcombe", "difference_test", "q", "fst", "projection", "filter", "absence"
)
comparison.finish(visit, settings, rest)
