"""Who asked what, and what could be solved for from the answers?"""

import streamlit as st

from straits import queries
from straits.ui.custodian import log_view
from straits.ui.frame import page_frame

visit = page_frame.begin_page(__doc__, "audit")

# Ask
log = queries.logged.kept_log(visit.store)
if log is None:
    log_view.nothing()
    st.stop()

# Answer
days = log_view.lead(log)
log_view.by_day(days)

# Evidence
st.subheader("What was asked", anchor=False)
log_view.questions(log)
st.subheader("What could be solved for", anchor=False)
log_view.risk(visit, log)
