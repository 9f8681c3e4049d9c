"""Who is in this cohort, and how do they differ from B?"""

import streamlit as st

from straits import queries
from straits.ui.cohorts import cohort_builder, cohort_shelf, cohort_view
from straits.ui.frame import messages, page_frame

visit = page_frame.begin_page(__doc__, "cohorts")
if not visit.store.has_rows:
    messages.nothing(
        "This server holds no individual data, so cohorts cannot be counted here. The other pages "
        "compare the groups of the study."
    )
    st.stop()
for side in (visit.a, visit.b):
    if side.is_panel:
        messages.nothing(
            f"{side.long_label} is of an external panel: published counts without people. Choose "
            "groups of the study for A and B to describe and compare cohorts."
        )
        st.stop()

# Ask
tree = cohort_builder.current(visit)
words = queries.groups.words(visit.store)
cohort_builder.chips(visit, tree, words)

# Answer
attrition = cohort_builder.counted(visit, tree)
if attrition is None:
    st.stop()
cohort_view.lead(attrition, tree, words)
cohort_builder.comparisons(visit, tree)
cohort_shelf.changed(visit, tree)
left, right = st.columns(2, gap="large")
with left:
    cohort_view.steps(visit, tree, attrition, words)
with right:
    cohort_view.who(visit, tree, words)

# Evidence
cohort_view.against(visit, tree, words)
cohort_shelf.listed(visit)
