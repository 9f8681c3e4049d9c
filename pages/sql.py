"""What do you want to ask of this release?"""

import streamlit as st

from straits.ui.frame import page_frame
from straits.ui.sql import sql_catalogue, sql_desk, sql_view
from straits.ui.words import glossary

visit = page_frame.begin_page(__doc__, "sql")
known = sql_desk.relations(visit)
desk, book = st.columns([0.62, 0.38], gap="large")
with book, st.container(key="sql-catalogue"):
    sql_catalogue.draw(visit, known)

with desk, st.container(key="sql-desk"):
    view = sql_view.asked(known)
    if view is None:
        # Ask, answer
        sql_desk.draw(visit, known)
    else:
        sql_view.draw(visit, view)
glossary.words("absence", "unrelated")
