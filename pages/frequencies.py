"""Where do allele frequencies differ most between A and B?"""

import streamlit as st

from straits import queries
from straits.ui.figures import range_table
from straits.ui.filters import filter_row
from straits.ui.frame import messages, page_frame, waiting
from straits.ui.frequencies import bases_view, comparison_view, group_views, ranking_pages
from straits.ui.words import glossary

visit = page_frame.begin_page(__doc__, "frequencies")

# Ask
settings = filter_row.row(visit)
if settings.problem:
    messages.nothing(settings.problem)
    st.stop()
settings = comparison_view.with_signs_found(visit, settings)

# Answer
pair = (visit.store, visit.a, visit.b, settings.filters)
totals = waiting.answer(visit.store, "totals", queries.comparison.difference_totals, *pair)
if totals.n_compared == 0:
    messages.nothing_compared(totals)
    st.stop()
comparison_view.lead(visit, settings, totals)
view, way = comparison_view.choose_view(visit)

# Evidence
if view in comparison_view.OF_A_PAIR:
    with st.skeleton(height=comparison_view.HEIGHT):
        compared = waiting.answer(
            visit.store, "compared", comparison_view.compared, visit, settings, totals
        )
    comparison_view.draw(visit, settings, view, way, compared)
    ranking_pages.files(visit, settings, totals.n_compared)
    range_table.draw(visit, settings.filters, totals)
elif view == comparison_view.BASES:
    bases_view.draw(visit, settings)
else:
    group_views.draw(visit, settings, view, way)
glossary.words(
    "af", "ac", "an", "newcombe", "difference_test", "q", "fst", "diversity", "spectrum",
    "projection", "batch", "self_reported", "inferred", "ancestry_probability", "unrelated",
    "counted_once", "filter", "absence", "consequence", "uses",
)  # fmt: skip
