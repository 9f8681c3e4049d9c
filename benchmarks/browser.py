"""A dashboard that is served, and a browser that reads it and says how long each answer took."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.settings import PYTHON, ROOT, BenchmarkError

_STOPWATCH = Path(__file__).with_name("stopwatch.js")
_BARE = Path(__file__).with_name("bare_page.py")
_QUIET = 300  # milliseconds without a change, after which a page has settled
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Answered:
    """How a page answered.

    seconds
        From the question until the script had run, all was drawn and nothing moved any more.
    cpu_seconds
        What the server worked for it.
    n_bytes
        What the server sent over the websocket.
    """

    seconds: float
    cpu_seconds: float
    n_bytes: int


class Reader:
    """A browser's page, and the server that it reads."""

    def __init__(self, page: Page, address: str, server: int) -> None:
        """Take a page that has the stopwatch; server is the process id."""
        self.page = page
        self._address = address
        self._server = server
        self._n_bytes = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._received))

    def open(self, path: str) -> Answered:
        """Load an address of the server, as from a bookmark, in the tab that is in front."""
        self.page.bring_to_front()
        return self.answer(lambda: self.page.goto(self._address + path))

    def answer(self, ask: Callable[[], object]) -> Answered:
        """Do something with the page, and return how it answered the last key or click."""
        before, self._n_bytes = _cpu_seconds(self._server), 0
        ask()
        try:
            milliseconds = float(self.page.evaluate(f"stopwatch.settled({_QUIET})"))
        except Error as error:
            raise BenchmarkError(f"{self.page.url}: {error}") from error
        worked = _cpu_seconds(self._server) - before
        return Answered(milliseconds / 1000, worked, self._n_bytes)

    def _received(self, frame: str | bytes) -> None:
        self._n_bytes += len(frame)


@contextmanager
def reading(store: Path, state: Path) -> Iterator[Reader]:
    """Serve a store, and read it with a Chromium that keeps what it has loaded once."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise BenchmarkError("There is no chromium on the PATH. Install it or name it in CHROMIUM.")
    command = ["-m", "straits", "serve", "--store", store, "--state", state, "--port"]
    with _serving(command) as (address, server), sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_init_script(path=_STOPWATCH)
        yield Reader(context.new_page(), address, server)
        browser.close()


@contextmanager
def bare(reader: Reader) -> Iterator[Reader]:
    """Serve a page of Streamlit that says nothing, read in a tab beside a reader's own."""
    command = ["-m", "streamlit", "run", _BARE, "--server.headless", "true", "--server.port"]
    with _serving(command) as (address, server):
        yield Reader(reader.page.context.new_page(), address, server)


@contextmanager
def _serving(command: list[str | Path]) -> Iterator[tuple[str, int]]:
    """Start what Python is asked to run on a port, the last of its arguments."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(part) for part in (PYTHON, *command, port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", server)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(health: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(health, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise BenchmarkError("the dashboard did not start within a minute")


def _cpu_seconds(pid: int) -> float:
    """Return what a process has worked so far, in all its threads."""
    after_name = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS
