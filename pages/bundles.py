"""What would leave in a bundle, and what did?"""

import streamlit as st

from straits import queries
from straits.ui.custodian import bundle_view
from straits.ui.frame import page_frame

visit = page_frame.begin_page(__doc__, "bundles")

# Ask
ledger = queries.sending.kept_ledger()
chosen = bundle_view.pick(ledger)

# Answer
if chosen is not None and ledger is not None:
    bundle_view.answer(visit, ledger, *chosen)

# Evidence
st.header("What was sent", anchor=False)
bundle_view.sent(ledger)
