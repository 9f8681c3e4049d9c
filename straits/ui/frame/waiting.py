"""Questions that may take long: after a moment their seconds are shown, with a way to stop them."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as StillRunning
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from straits.store import Store, asked_by, asker, asking_for, who
from straits.ui.address import url_state
from straits.ui.web import liveness
from straits.ui.web.stoppable import Stoppable

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")

# Seconds: what feels immediate needs no sign, and how often the count moves on.
PATIENCE = 0.4
_STEP = 0.2

_POOL = ThreadPoolExecutor(16, thread_name_prefix="question")


def answer(
    store: Store,
    name: str,
    ask: Callable[Asked, Answer],
    *args: Asked.args,
    **more: Asked.kwargs,
) -> Answer:
    """Return what `ask` returns; after PATIENCE the seconds and a button Cancel stand in its place.

    A reader who cancels, moves on or closes the page stops the question's own queries and nobody
    else's. After Cancel the page ends here with a sentence and a way to ask again.

    name
        What tells the questions of a page apart.
    ask
        Called with the rest, asks the store and draws nothing: it runs on a thread of its own.
    """
    slot = st.empty()
    at = url_state.key("cancel", name)
    if st.session_state.get(at):
        _cancelled(slot, name)
    question = Stoppable(store)
    future = _POOL.submit(question.put, partial(ask, *args, **more))
    try:
        answered = _awaited(future, slot, at)
    except Exception:
        # A refusal is drawn by who asked; the count of seconds must not stay beside it.
        slot.empty()
        raise
    finally:
        # The script also leaves here when the reader moves on.
        future.cancel()
        if not future.done():
            liveness.abandon(question.stop, future.done)
    slot.empty()
    return answered


@contextmanager
def aside(store: Store, ask: Callable[[], Answer]) -> Iterator[Future[Answer]]:
    """Ask something beside a question, on a thread that ends with it.

    What stops the question, of which this thread is, stops both; where the block fails, what was
    asked aside is stopped too.
    """
    thread, reader = asker(), who()

    def ask_for_it() -> Answer:
        with asking_for(thread), asked_by(reader):
            return ask()

    with ThreadPoolExecutor(1, thread_name_prefix="aside") as threads:
        future = threads.submit(ask_for_it)
        try:
            yield future
        except BaseException:
            while not future.cancel() and not future.done():
                # It may be between two queries just now.
                store.cancel(thread)
                wait([future], timeout=_STEP)
            raise


def _awaited(future: Future[Answer], slot: DeltaGenerator, at: str) -> Answer:
    started = time.monotonic()
    try:
        return future.result(timeout=PATIENCE)
    except StillRunning:
        if future.done():
            raise
    with slot.container(key=f"waiting-{at}", horizontal=True, vertical_alignment="center"):
        counter = st.empty()
        st.button("Cancel", key=at, type="tertiary")
    while True:
        # Drawing is where Streamlit stops a script whose reader has moved on.
        counter.markdown(f"Counting for {time.monotonic() - started:.1f} s", width="content")
        try:
            return future.result(timeout=_STEP)
        except StillRunning:
            if future.done():
                raise


def _cancelled(slot: DeltaGenerator, name: str) -> None:
    with slot.container(key=f"cancelled-{name}", horizontal=True, vertical_alignment="center"):
        st.markdown("Stopped, as you asked.", width="content")
        st.button("Ask again", key=url_state.key("again", name), type="tertiary")
    st.stop()
