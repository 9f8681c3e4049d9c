"""A server with a tiny study, and Debian's Chromium: nothing is downloaded, nothing leaves."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

from tests.builders import tiny_store

ROOT = Path(__file__).resolve().parents[2]

# Settled: the script has run, and the question stands there.
READY = '[data-testid="stApp"][data-test-script-state="notRunning"] h1'

VIEWPORT: ViewportSize = {"width": 1280, "height": 800}

_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

Go = Callable[..., Page]

# A machine that runs other tests beside these takes longer to draw.
expect.set_options(timeout=20_000)


@contextmanager
def running(store: Path, script: str = "dashboard.py", **environment: str) -> Iterator[str]:
    """Serve a store on a free port for as long as the block lasts; gives the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    every = {**os.environ, "STRAITS_STORE": str(store), **environment}
    server = subprocess.Popen(
        command, cwd=ROOT, env=every, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 30 seconds")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("e2e"))


@pytest.fixture(scope="session")
def own_views(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of views that the server was started with (`serve --views`)."""
    return tmp_path_factory.mktemp("views")


@pytest.fixture(scope="session")
def served(tiny: Path, own_views: Path) -> Iterator[str]:
    with running(tiny, STRAITS_VIEWS=str(own_views)) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, object], chromium: str
) -> dict[str, object]:
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "headless": True,
        "args": list(_QUIET),
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "viewport": VIEWPORT}


@pytest.fixture(scope="session")
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """The one tab of the tests: a new one would read the whole program of Streamlit again."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page, served: str) -> Iterator[Page]:
    """The tab as no test has changed it, with nothing kept of the pages before."""
    yield tab
    # A place of the same server without a script, so that the program stays in memory.
    tab.goto(f"{served}/_stcore/health")
    tab.evaluate("localStorage.clear(), sessionStorage.clear()")
    tab.context.clear_cookies()
    tab.emulate_media(media="screen", color_scheme="light")
    tab.set_viewport_size(VIEWPORT)


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page that fails the test if it asks anybody but its own server, or errs in the console."""
    foreign: list[str] = []
    errors: list[str] = []

    def seen(address: str) -> None:
        if not address.startswith(("http://127.0.0.1:", "data:", "blob:")):
            foreign.append(address)

    def told(message: ConsoleMessage) -> None:
        # Streamlit looks for its server below the page's own path first, and finds a 404 there.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            errors.append(f"{message.text} {message.location['url']}")

    heard: dict[Any, Callable[[Any], None]] = {
        "request": lambda request: seen(request.url),
        "pageerror": lambda error: errors.append(str(error)),
        "console": told,
    }
    for event, hear in heard.items():
        page.on(event, hear)
    yield page
    for event, hear in heard.items():
        page.remove_listener(event, hear)
    assert not foreign, f"asked another host: {foreign}"
    assert not errors, f"erred in the console: {errors}"


@pytest.fixture
def go(watched: Page, served: str) -> Go:
    """Open an address of the server and wait until the page has settled."""

    def opened(path: str = "/", server: str = served) -> Page:
        watched.goto(server + path)
        settled(watched)
        return watched

    return opened


def settled(page: Page) -> None:
    """Wait until the script has run and the browser draws no more."""
    page.wait_for_selector(READY, timeout=90_000)
    page.wait_for_timeout(150)
    page.wait_for_selector(READY, timeout=90_000)
