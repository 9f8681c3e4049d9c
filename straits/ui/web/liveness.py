"""What keeps a server of many readers alive: a beat, a watchdog, and an end for what is abandoned.

Where the event loop has not beaten for a while, all stacks are written to the log; a while later
the process is killed, so that whoever keeps it up can start it again. Neither needs the
interpreter's lock, so both work where nothing else of the process can.
"""

import asyncio
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import FrameType
from typing import Any

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from straits.store import Store
from straits.ui.web.watchdog import Watchdog

# Seconds: between two beats; without one, before the stacks are written and before the process is
# killed; and for an end by SIGTERM.
BEAT = 1.0
SILENCE = 30.0
STANDSTILL = 120.0
END = 4.0

_lock = threading.Lock()
# The thread of a page: its session, and what it asks. Not by number, which another thread takes
# over as soon as one has ended: somebody else's question would be stopped.
_readers: dict[threading.Thread, tuple[str, Store]] = {}
_abandoned: dict[Callable[[], None], Callable[[], bool]] = {}  # stops a question: is it over?
_is_ending = threading.Event()


def attend(store: Store) -> None:
    """Note that this thread asks a store for a reader, whose leaving ends the question."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        with _lock:
            _readers[threading.current_thread()] = context.session_id, store


def abandon(stop: Callable[[], None], is_over: Callable[[], bool]) -> None:
    """Stop a question at each beat until it is over: it may be between two queries just now."""
    stop()
    if not is_over():
        with _lock:
            _abandoned[stop] = is_over


@asynccontextmanager
async def beating(app: Any) -> AsyncIterator[None]:
    """Beat while the server runs, and let SIGTERM end it in time.

    app
        The application, whose sessions of readers who have left are let go.
    """
    if threading.current_thread() is threading.main_thread():
        _end_in_time()
    watchdog = Watchdog(float(os.environ.get("STRAITS_STANDSTILL", STANDSTILL)))
    beats = asyncio.create_task(_beats(app, watchdog))
    try:
        yield
    finally:
        beats.cancel()
        with suppress(asyncio.CancelledError):
            await beats
        watchdog.close()
        if not _is_ending.is_set():
            faulthandler.cancel_dump_traceback_later()


async def _beats(app: Any, watchdog: Watchdog) -> None:
    silence = float(os.environ.get("STRAITS_SILENCE", SILENCE))
    while not _is_ending.is_set():
        _watch(silence)
        watchdog.beat()
        stop_what_nobody_awaits()
        let_go_of_sessions(app)
        await asyncio.sleep(min(BEAT, silence / 4))


def _watch(seconds: float, *, is_end: bool = False) -> None:
    # Not sys.stderr, which a test may have replaced by what has no descriptor.
    if sys.__stderr__ is not None:
        faulthandler.dump_traceback_later(seconds, exit=is_end, file=sys.__stderr__)


def _end_in_time() -> None:
    """Go on to what ends the server at a signal, but end the process if that takes too long."""
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _ending(before))


def _ending(before: Callable[[int, FrameType | None], Any]) -> Callable[..., None]:
    def end(number: int, frame: FrameType | None) -> None:
        _is_ending.set()
        _watch(END, is_end=True)
        before(number, frame)

    return end


def stop_what_nobody_awaits() -> None:
    """Stop the queries of pages whose readers have left, and questions that were abandoned."""
    with _lock:
        for thread in [thread for thread in _readers if not thread.is_alive()]:
            del _readers[thread]
        for stop in [stop for stop, is_over in _abandoned.items() if is_over()]:
            del _abandoned[stop]
        asking, stops = dict(_readers), list(_abandoned)
    for stop in stops:
        stop()
    if runtime.exists():
        sessions = runtime.get_instance()
        for thread, (session, store) in asking.items():
            if not sessions.is_active_session(session) and thread.is_alive():
                store.cancel(thread.ident)


def let_go_of_sessions(app: Any) -> int:
    """Let go of sessions whose time after leaving is over; returns how many are still kept.

    Streamlit does so only when another reader leaves. It has no public way to its storage; a test
    fails when this one changes.
    """
    storage = app._runtime._session_mgr._session_storage
    storage._cache.expire()
    return len(storage._cache)
