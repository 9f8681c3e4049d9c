"""What do these numbers say, and what do they not?"""

import streamlit as st

from straits import queries
from straits.ui.frame import page_frame, waiting
from straits.ui.learn import case_list, case_view, kept_answers
from straits.ui.words import glossary

visit = page_frame.begin_page(__doc__, "learn")

# Ask
view = case_list.choose_view()
if view != "cases":
    case_list.sheet(visit, with_answers=view == "answers")
    st.stop()
with st.container(key="learn-page"):
    chosen, shown = st.columns([0.26, 0.74], gap="large")
with chosen:
    kept_answers.bring(visit)
    name = case_list.choose(visit)

# Answer
with shown:
    case = waiting.answer(visit.store, "case", case_view.asked, visit, name)
    if isinstance(case, queries.learn.LeftOut):
        case_view.left_out(case)
    else:
        case_view.draw(visit, case)
with chosen:
    case_list.tell_left_out(visit)
glossary.words("af", "ac", "an", "faf95", "hwe", "q", "absence", "unrelated", "batch", "uses")
