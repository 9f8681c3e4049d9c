"""The warm process: forks one child per statement, and ends each at its limit.

It reads from the socket whose number it is given: the seconds that a statement may take, with them
the socket over which the child is asked and answers, and what a child may read where that is
something else than before. It ends with whoever started it.

While nothing runs one child waits, shut in and with its database open, which takes longer than
most statements. It answers one statement as every other child does.
"""

import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from straits.sandbox import answering, frames

# More files than the warm process can have open.
_MOST_FILES = 4096
# Seconds, and bytes of what a child is told before it is asked.
HEAD = struct.Struct("!dQ")


@dataclass
class _Child:
    pid: int
    ended: int  # a file that can be read once the child has ended
    peer: socket.socket
    began: float
    deadline: float
    stopped: str = ""  # "time" or "cancelled", where the child was killed for that


@dataclass
class _Waiting:
    """A child that nobody asked yet; over `way` it is given the socket of who does."""

    pid: int
    ended: int
    way: socket.socket

    def end(self) -> None:
        signal.pidfd_send_signal(self.ended, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.ended)
        self.way.close()


def main(number: int) -> int:
    """Fork and watch, until the other end of the control socket is closed."""
    control = socket.socket(fileno=number)
    children: dict[int, _Child] = {}
    told, waiting, is_wanted = b"", None, False
    while True:
        if is_wanted and not children:
            waiting, is_wanted = _forked_ahead(told), False
        for child in children.values():
            if not child.stopped and time.monotonic() >= child.deadline:
                _stop(child, "time")
        poll = select.poll()
        poll.register(control, select.POLLIN)
        for child in children.values():
            poll.register(child.ended, select.POLLIN)
            if not child.stopped:
                poll.register(child.peer, 0)  # the other end was closed
        if waiting is not None:
            poll.register(waiting.ended, select.POLLIN)
        happened = dict(poll.poll(_wait(children)))
        if waiting is not None and waiting.ended in happened:
            waiting.end()
            waiting = None
        for key, child in list(children.items()):
            if child.peer.fileno() in happened and child.ended not in happened:
                _stop(child, "cancelled")
            if child.ended in happened:
                del children[key]
                _bury(child)
        if control.fileno() in happened:
            message, files, _, _ = socket.recv_fds(control, HEAD.size, 1)
            if not message:
                for child in children.values():
                    _stop(child, "cancelled")
                return 0
            seconds, n_bytes = HEAD.unpack(message)
            if n_bytes:
                told = _received(control, n_bytes)
                # What waits was told something else.
                if waiting is not None:
                    waiting.end()
                    waiting = None
            child = _given(waiting, told, socket.socket(fileno=files[0]), seconds)
            children[child.pid] = child
            waiting, is_wanted = None, True


def _given(waiting: _Waiting | None, told: bytes, peer: socket.socket, seconds: float) -> _Child:
    """Return the child that answers: the one that waits, where one does and it lives."""
    began = time.monotonic()
    if waiting is not None:
        try:
            socket.send_fds(waiting.way, [b"."], [peer.fileno()])
            waiting.way.close()
            return _Child(waiting.pid, waiting.ended, peer, began, began + seconds)
        except OSError:
            waiting.end()
    pid, ended = _forked(told, peer, lambda: peer)
    return _Child(pid, ended, peer, began, began + seconds)


def _forked_ahead(told: bytes) -> _Waiting:
    ours, theirs = socket.socketpair()
    with theirs:
        pid, ended = _forked(told, theirs, lambda: _asker(theirs))
    return _Waiting(pid, ended, ours)


def _asker(way: socket.socket) -> socket.socket | None:
    """Wait for the socket of who asks; None where the warm process has gone."""
    message, files, _, _ = socket.recv_fds(way, 1, 1)
    return socket.socket(fileno=files[0]) if message else None


def _forked(
    told: bytes, kept: socket.socket, come: Callable[[], socket.socket | None]
) -> tuple[int, int]:
    """Return the number of a child that answers, and a file that can be read once it has ended."""
    pid = os.fork()
    if pid == 0:
        # Nothing of the warm process is left to do, whatever happens here.
        try:
            # Nor is another statement's socket any of its business.
            os.closerange(3, kept.fileno())
            os.closerange(kept.fileno() + 1, _MOST_FILES)
            answering.answer(told, come)
        finally:
            os._exit(0)
    return pid, os.pidfd_open(pid)


def _received(control: socket.socket, n_bytes: int) -> bytes:
    content = bytearray()
    while len(content) < n_bytes:
        part = control.recv(n_bytes - len(content))
        if not part:
            break  # whoever asks has gone, which is seen next
        content += part
    return bytes(content)


def _wait(children: dict[int, _Child]) -> int | None:
    """Return for how many milliseconds nothing can become due; None for ever."""
    due = [child.deadline for child in children.values() if not child.stopped]
    return max(0, int((min(due) - time.monotonic()) * 1000) + 1) if due else None


def _stop(child: _Child, why: str) -> None:
    child.stopped = child.stopped or why
    signal.pidfd_send_signal(child.ended, signal.SIGKILL)


def _bury(child: _Child) -> None:
    """Tell whoever asked how the child ended, unless they have gone."""
    _, status, used = os.wait4(child.pid, 0)
    ended = {
        "ended": os.waitstatus_to_exitcode(status),
        "stopped": child.stopped,
        "peak_bytes": used.ru_maxrss * 1024,
        "seconds": time.monotonic() - child.began,
    }
    child.peer.setblocking(False)
    try:
        frames.send_json(child.peer, ended)
    except OSError:
        pass  # they have gone, or have their answer already
    child.peer.close()
    os.close(child.ended)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
