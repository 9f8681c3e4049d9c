"""The side of whoever asks: keeps the warm process, hands it statements, gathers what comes."""

import json
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from straits.sandbox import frames

_ROOT = Path(__file__).resolve().parents[2]
# Nothing of the reader's environment is handed on; these keep libraries from starting threads.
_ENVIRONMENT = {
    "PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "TZ": "UTC", "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false", "PYTHONDONTWRITEBYTECODE": "1",
}  # fmt: skip
# Seconds, and bytes of what a child is told before it is asked: see straits.sandbox.__main__.
_HEAD = struct.Struct("!dQ")
_TICK = 0.05  # seconds between two looks at whether the asker has given up
_GRACE = 1.0  # seconds after the limit before the warm process itself is taken for stuck


@dataclass
class Outcome:
    """What a statement's process said before it ended.

    arrow
        An Arrow stream; empty where there is no answer.
    said
        The answer's facts, or the error: see straits.sandbox.answering.
    ended
        How the process ended ("ended", "stopped", "peak_bytes", "seconds"), where that is known.
    """

    arrow: bytes = b""
    said: Mapping[str, Any] = field(default_factory=dict)
    ended: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


class WarmProcess:
    """Asks by one warm process, started when it is first needed; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        # What the process was told last of what its children may read.
        self._told = b""

    def start(self) -> None:
        """Start the warm process now, so that nobody waits for it."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the warm process, and with it whatever it runs."""
        with self._lock:
            if self._control is not None and self._process is not None:
                self._control.close()
                self._process.wait()
            self._control = self._process = None

    def ask(
        self, told: Mapping[str, Any], question: Mapping[str, Any], check: Callable[[], None],
    ) -> Outcome:  # fmt: skip
        """Return what came of one question.

        told, question
            What its process may read and take, and what is asked: see straits.sandbox.answering. A
            process that sends more than twice the bytes of an answer is ended.
        check
            Is called many times a second; what it raises ends the process at once.
        """
        seconds = float(told["seconds"])
        most_bytes = 2 * int(question["bytes"]) + (1 << 20)
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._hand_over(theirs, json.dumps(told).encode(), seconds)
            began = time.monotonic()
            frames.send(ours, frames.JSON, json.dumps(question).encode())
            outcome = _gathered(ours, began + seconds + _GRACE, check, most_bytes)
        outcome.seconds = outcome.ended.get("seconds", time.monotonic() - began)
        return outcome

    def _hand_over(self, peer: socket.socket, told: bytes, seconds: float) -> None:
        with self._lock:
            try:
                self._hand(peer, told, seconds)
            except OSError:
                # It was killed; what it ran has gone with it.
                self._control = None
                self._hand(peer, told, seconds)

    def _hand(self, peer: socket.socket, told: bytes, seconds: float) -> None:
        control = self._started()
        news = b"" if told == self._told else told
        socket.send_fds(control, [_HEAD.pack(seconds, len(news))], [peer.fileno()])
        control.sendall(news)
        self._told = told

    def _started(self) -> socket.socket:
        is_there = self._process is not None and self._process.poll() is None
        if self._control is None or not is_there:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = _process(theirs)
            self._told = b""
            self._control = ours
        return self._control


def _process(control: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "straits.sandbox", str(control.fileno())],
        env=_ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[control.fileno()],
    )


def _gathered(
    peer: socket.socket, until: float, check: Callable[[], None], most_bytes: int
) -> Outcome:
    outcome, read, arrow = Outcome(), frames.Frames(), bytearray()
    while time.monotonic() < until:
        check()
        if not select.select([peer], [], [], _TICK)[0]:
            continue
        try:
            content = peer.recv(1 << 18)
        except ConnectionError:
            content = b""
        if not content:
            break
        for kind, frame in read.feed(content):
            if kind == frames.ARROW:
                arrow += frame
                if len(arrow) > most_bytes:
                    return outcome
            elif "ended" in (told := json.loads(frame)):
                outcome.ended = told
            else:
                outcome.said = told
        if outcome.ended:
            break
    outcome.arrow = bytes(arrow)
    return outcome
