"""A page with a question that takes as long as its address says, for the tests of waiting."""

import threading
import time
from typing import cast

import streamlit as st

from straits.store import Store
from straits.ui.frame import waiting


class SlowStore:
    """Stands in for a store whose one question takes a while and can be stopped."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def ask(self, seconds: float) -> str:
        if self.stopped.wait(seconds):
            raise RuntimeError("stopped")
        return f"answered after {seconds} s"

    def cancel(self, thread: int | None = None) -> None:
        assert thread is not None
        print("cancelled", flush=True)
        self.stopped.set()


st.title("How long does it take?")
store = SlowStore()
seconds = float(st.query_params.get("seconds", "0"))
began = time.monotonic()
said = waiting.answer(cast(Store, store), "slow", lambda: store.ask(seconds))
st.markdown(f"{said}, and the page after {time.monotonic() - began:.1f} s")
