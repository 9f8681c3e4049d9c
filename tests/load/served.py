"""The server as `python -m straits serve` starts it, watched from outside."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lint.source import ROOT

# Seconds within which a server that is not hung has started, or says that it is well.
STARTED = 120
HEALTHY = 20


@dataclass
class Served:
    """A running server: its port, its process, and what it has written."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def is_healthy(self) -> bool:
        """Ask whether it is well, and wait HEALTHY seconds for the answer."""
        with suppress(OSError):
            address = f"http://127.0.0.1:{self.port}/_stcore/health"
            with urllib.request.urlopen(address, timeout=HEALTHY) as answer:
                return bool(answer.status == 200)
        return False

    def seconds_to_end(self, patience: float, number: signal.Signals = signal.SIGTERM) -> float:
        """Send a signal and return how long the process took to end; raises TimeoutExpired."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(patience)
        return time.monotonic() - started

    def n_descriptors(self) -> int:
        """Return how many files and connections it holds open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


# What a process writes that does not end but breaks, or is ended by the watchdog.
_BROKEN = ("Fatal Python error", "nanobind: leaked", "Segmentation fault", "terminate called",
           "Timeout (", "stood still")  # fmt: skip


def check_ended_well(served: Served, number: signal.Signals = signal.SIGTERM) -> None:
    """Fail unless a server that got a signal has ended of itself, without a word of breaking."""
    said = served.log.read_text()
    assert served.process.returncode in (0, -number), said
    assert [one for one in _BROKEN if one in said] == []


@contextmanager
def serving(
    store: Path, *, state: Path | None = None, dashboard: Path | None = None, **environment: str
) -> Iterator[Served]:
    """Serve a store on a free port; at the end the server is gone, if need be by SIGKILL.

    dashboard
        The folder of a dashboard.py to serve instead of that of Straits.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "straits", "serve", "--store", str(store), "--port", str(port)]
    if state is not None:
        command += ["--state", str(state)]
    if dashboard is not None:
        command = [sys.executable, "-m", "straits.ui.web.server", str(port)]
        environment |= {"STRAITS_STORE": str(store), "PYTHONPATH": str(ROOT)}
    with tempfile.NamedTemporaryFile(prefix="straits-server-", suffix=".log") as log:
        process = subprocess.Popen(
            command, cwd=dashboard or ROOT, env=os.environ | environment, stdout=log, stderr=log
        )
        served = Served(port, process, Path(log.name))
        try:
            _wait_for(served)
            yield served
        finally:
            process.kill()
            process.wait()


def _wait_for(served: Served) -> None:
    end = time.monotonic() + STARTED
    while time.monotonic() < end:
        assert served.process.poll() is None, served.log.read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", served.port), 1):
            assert served.is_healthy(), served.log.read_text()
            return
        time.sleep(0.2)
    raise AssertionError(f"the server did not listen in {STARTED} s: {served.log.read_text()}")


@contextmanager
def asked_whether_well(served: Served) -> Iterator[list[bool]]:
    """Ask once a second whether a server is well, from a thread; gives the answers so far."""
    answers: list[bool] = []
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.wait(1):
            answers.append(served.is_healthy())

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        is_over.set()
        asking.join()
