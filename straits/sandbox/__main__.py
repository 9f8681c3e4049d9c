"""The warm process: forks one child per statement, and ends each at its limit.

It reads from the socket whose number it is given: eight bytes, the seconds that a statement may
take, and with them the socket over which the child is asked and answers. It ends with whoever
started it.
"""

import os
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass

from straits.sandbox import answering, frames

# More files than the warm process can have open.
_MOST_FILES = 4096
_SECONDS = struct.Struct("!d")


@dataclass
class _Child:
    pid: int
    ended: int  # a file that can be read once the child has ended
    peer: socket.socket
    began: float
    deadline: float
    stopped: str = ""  # "time" or "cancelled", where the child was killed for that


def main(number: int) -> int:
    """Fork and watch, until the other end of the control socket is closed."""
    control = socket.socket(fileno=number)
    children: dict[int, _Child] = {}
    while True:
        for child in children.values():
            if not child.stopped and time.monotonic() >= child.deadline:
                _stop(child, "time")
        poll = select.poll()
        poll.register(control, select.POLLIN)
        for child in children.values():
            poll.register(child.ended, select.POLLIN)
            if not child.stopped:
                poll.register(child.peer, 0)  # the other end was closed
        happened = dict(poll.poll(_wait(children)))
        for key, child in list(children.items()):
            if child.peer.fileno() in happened and child.ended not in happened:
                _stop(child, "cancelled")
            if child.ended in happened:
                del children[key]
                _bury(child)
        if control.fileno() in happened:
            message, files, _, _ = socket.recv_fds(control, _SECONDS.size, 1)
            if not message:
                for child in children.values():
                    _stop(child, "cancelled")
                return 0
            seconds = _SECONDS.unpack(message)[0]
            child = _forked(socket.socket(fileno=files[0]), seconds)
            children[child.pid] = child


def _forked(peer: socket.socket, seconds: float) -> _Child:
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        # Nothing of the warm process is left to do, whatever happens here.
        try:
            # Nor is another statement's socket any of its business.
            os.closerange(3, peer.fileno())
            os.closerange(peer.fileno() + 1, _MOST_FILES)
            answering.answer(peer)
        finally:
            os._exit(0)
    return _Child(pid, os.pidfd_open(pid), peer, began, began + seconds)


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
