"""A page that writes texts of others, escaped and as they are, for the tests of attacks."""

import streamlit as st

from straits.ui.words.markdown import escape
from tests.attacks.hostile_texts import ADDRESSES, TURNED

st.title("What do they say?")
with st.container(key="escaped"):
    for text in (*ADDRESSES, TURNED):
        st.markdown(escape(text))
with st.container(key="raw"):
    for text in (*ADDRESSES, TURNED):
        st.markdown(text)
