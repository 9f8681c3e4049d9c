"""Ask what takes minutes, in the way that the address says."""

from functools import partial

import streamlit as st

from straits.errors import QueryError
from straits.store import Store
from straits.ui.frame import newer_release, waiting

MINUTES = "select count(*) from range(10000000000) a, range(10000000000) b"


def ask(store: Store, name: str) -> int:
    try:
        return store._runner.run(name, MINUTES, {}).height
    except QueryError:
        return 0  # what was stopped is drawn for nobody


def ask_two(store: Store) -> int:
    with waiting.aside(store, partial(ask, store, "aside")) as asked:
        return ask(store, "question") + asked.result()


store = newer_release.opened()
how = st.query_params["how"]
st.title("How long does it take?")
if how == "on its own thread":
    ask(store, "page")
else:
    put = partial(ask, store, "question") if how == "as a question" else partial(ask_two, store)
    waiting.answer(store, "heavy", put)
st.markdown("answered")
