"""The least that a page of Streamlit is: what a browser waits for whatever a page says."""

import streamlit as st

st.title("Nothing is asked")
st.write("Nothing is answered.")
