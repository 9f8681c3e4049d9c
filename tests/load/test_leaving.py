"""Who leaves, or never arrives, costs the server nothing for long; and what hangs is told."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from straits.errors import QueryError
from straits.store import open_store
from straits.ui.web import liveness, server
from tests.builders import tiny_store
from tests.lint.source import ROOT
from tests.load import apart
from tests.load.reader import Reader
from tests.load.served import Served, serving

pytestmark = pytest.mark.long

N_CONNECTIONS = 600
HUNG = 120


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("leaving"))


@pytest.fixture(scope="module")
def served(store: Path) -> Iterator[Served]:
    with serving(store) as running:
        yield running


def wait_until_few(served: Served, most: int, seconds: float) -> int:
    """Return how many descriptors are open, once they are few or the time is over."""
    end = time.monotonic() + seconds
    while (n_open := served.n_descriptors()) > most and time.monotonic() < end:
        time.sleep(0.5)
    return n_open


HALF_A_BODY = b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1"


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param(b"", id="silent"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a", id="half a head"),
        pytest.param(HALF_A_BODY, id="half a body"),
    ],
)
def test_connections_that_ask_nothing_whole_do_not_pile_up(served: Served, begun: bytes) -> None:
    before = served.n_descriptors()
    held = []
    try:
        for _ in range(N_CONNECTIONS):
            held.append(socket.create_connection(("127.0.0.1", served.port), HUNG))
            held[-1].setblocking(False)
            held[-1].send(begun)
        # Few are open as well before the server has taken them up.
        end = time.monotonic() + server.REQUEST_WITHIN
        while served.n_descriptors() < before + N_CONNECTIONS // 2 and time.monotonic() < end:
            time.sleep(0.05)
        # Others are answered meanwhile, once the connections over the limit are closed.
        n_open = wait_until_few(served, before + 20, server.REQUEST_WITHIN * 3)
        assert n_open <= before + 20
        assert served.is_healthy()
    finally:
        for one in held:
            one.close()


def test_a_connection_that_asks_is_kept_while_it_asks(served: Served) -> None:
    # A browser with a page open has one that says nothing of itself for minutes.
    async def stay() -> bool:
        async with Reader(served.port) as reader:
            await asyncio.sleep(server.REQUEST_WITHIN + 2)
            return not (await reader.open(("overview", {}))).errors

    assert apart.run(asyncio.wait_for(stay(), HUNG))


def test_sessions_that_left_are_let_go(served: Served) -> None:
    async def come_and_go() -> int:
        async with Reader(served.port) as first:
            await first.open(("overview", {}))
            before = served.n_descriptors()
            for _ in range(30):
                async with Reader(served.port) as reader:
                    await reader.ask(("overview", {}))
        return before

    before = apart.run(asyncio.wait_for(come_and_go(), HUNG))
    assert wait_until_few(served, before + 5, 60) <= before + 5


def test_the_sessions_of_streamlit_are_where_they_are_looked_for() -> None:
    from streamlit.runtime.memory_session_storage import MemorySessionStorage  # noqa: PLC0415
    from streamlit.runtime.websocket_session_manager import (  # noqa: PLC0415
        WebsocketSessionManager,
    )

    class Kept:
        session = type("Session", (), {"id": "a"})()

    class App:
        class _runtime:  # noqa: N801
            _session_mgr = WebsocketSessionManager(
                MemorySessionStorage(ttl_seconds=0),
                None,
                None,
                None,  # type: ignore[arg-type]
            )

    storage = App._runtime._session_mgr._session_storage
    storage.save(Kept())  # type: ignore[arg-type]
    assert liveness.let_go_of_sessions(App()) == 0


def test_a_page_without_its_reader_ends_its_query(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_store(store)
    found: list[Exception | None] = []

    class Runtime:
        def is_active_session(self, session: str) -> bool:
            return session == "stays"

    def ask() -> None:
        with liveness._lock:
            liveness._readers[threading.current_thread()] = ("left", opened)
        try:
            # A page asks, on its own thread and not through `waiting`.
            opened._runner.run("long", "select count(*) from range(10000000000) a, range(9) b", {})
            found.append(None)
        except QueryError as error:
            found.append(error)

    monkeypatch.setattr(liveness.runtime, "exists", lambda: True)
    monkeypatch.setattr(liveness.runtime, "get_instance", Runtime)
    asking = threading.Thread(target=ask)
    asking.start()
    end = time.monotonic() + HUNG
    while asking.is_alive() and time.monotonic() < end:
        liveness.stop_what_nobody_awaits()
        time.sleep(0.1)
    assert isinstance(found[0], QueryError)
    assert isinstance(found[0].__cause__, duckdb.InterruptException)


def test_a_thread_with_the_number_of_one_that_ended_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped: list[int | None] = []

    class Asked:
        def cancel(self, thread: int | None = None) -> None:
            stopped.append(thread)

    class Runtime:
        def is_active_session(self, session: str) -> bool:
            return False

    monkeypatch.setattr(liveness.runtime, "exists", lambda: True)
    monkeypatch.setattr(liveness.runtime, "get_instance", Runtime)
    ended = threading.Thread(target=lambda: None)
    ended.start()
    ended.join()
    for thread in (ended, threading.current_thread()):
        monkeypatch.setitem(liveness._readers, thread, ("left", Asked()))
    liveness.stop_what_nobody_awaits()
    assert stopped == [threading.get_ident()]


BLOCKS = {
    "the loop": "time.sleep(4)",
    # A regular expression holds the interpreter's lock until it is through.
    "the lock": "re.fullmatch('(a+)+b', 'a' * 26)",
    "nothing": "await asyncio.sleep(4)",
}


@pytest.mark.parametrize("what", BLOCKS)
def test_the_watchdog_writes_the_stacks_of_a_loop_that_does_not_beat(what: str) -> None:
    script = f"""
import asyncio, re, time
from straits.ui.web import liveness
liveness.let_go_of_sessions = lambda app: 0
async def main():
    async with liveness.beating(None):
        await asyncio.sleep(0.5)
        {BLOCKS[what]}
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ | {"STRAITS_SILENCE": "1"},
        capture_output=True, text=True, timeout=HUNG, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ("Timeout" in done.stderr) == (what != "nothing")
    assert what == "nothing" or 'File "<string>"' in done.stderr


STANDING = """
import asyncio, collections, itertools, signal
from straits.ui.web import liveness
liveness.let_go_of_sessions = lambda app: 0
async def main():
    signal.signal(signal.SIGTERM, lambda *_: None)
    async with liveness.beating(None):
        await asyncio.sleep(0.5)
        print("here", flush=True)
        {}
asyncio.run(main())
"""


@contextmanager
def standing(what: str, standstill: float) -> Iterator[subprocess.Popen[str]]:
    """Start what beats, and then does something; its session is its own."""
    with subprocess.Popen(
        [sys.executable, "-c", STANDING.format(what)], cwd=ROOT, start_new_session=True, text=True,
        env=os.environ | {"STRAITS_SILENCE": "1", "STRAITS_STANDSTILL": str(standstill)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "here\n"
            yield process
        finally:
            process.kill()


def test_a_process_that_never_gives_back_its_lock_is_killed_after_its_stacks() -> None:
    with standing("collections.deque(itertools.repeat(0), maxlen=0)", 5) as process:
        assert process.stderr is not None
        assert any('File "<string>"' in line and "in main" in line for line in process.stderr)
        # Where the lock is held no signal but SIGKILL is heeded.
        process.send_signal(signal.SIGTERM)
        said = process.stderr.read()
        assert process.wait(HUNG) == -signal.SIGKILL
    assert said.rstrip().endswith("stood still for 5 s and is ended; its stacks stand above.")


def test_a_process_that_beats_is_not_killed() -> None:
    with standing("await asyncio.sleep(8)", 5) as process:
        process.communicate(timeout=HUNG)
    assert process.returncode == 0


def test_a_process_that_slept_with_its_machine_is_not_killed() -> None:
    with standing("await asyncio.sleep(3)", 5) as process:
        os.killpg(process.pid, signal.SIGSTOP)
        time.sleep(8)
        os.killpg(process.pid, signal.SIGCONT)
        process.communicate(timeout=HUNG)
    assert process.returncode == 0


def test_a_signal_ends_what_does_not_end_by_itself() -> None:
    script = """
import asyncio, signal
from straits.ui.web import liveness
liveness.let_go_of_sessions = lambda app: 0
liveness.END = 1
async def main():
    signal.signal(signal.SIGTERM, lambda *_: None)
    async with liveness.beating(None):
        print("here", flush=True)
        await asyncio.sleep(1000)
asyncio.run(main())
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(HUNG) == 1
