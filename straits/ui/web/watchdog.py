"""Ends a server that stands still for good: a process beside it, which hears its beats.

Where the interpreter's lock is never given back, nothing of the server can end it, and it heeds no
signal but SIGKILL.
"""

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress

# Seconds of silence that count at a time. Both processes sleep while the machine does, and after
# that the server has time for a beat.
_STEP = 1.0


class Watchdog:
    """A process that kills this one by SIGKILL once it has heard no beat for some seconds."""

    def __init__(self, seconds: float) -> None:
        """Start it; it ends with this process, however that ends."""
        # As a script, without any package: it takes 10 MB and a moment.
        command = [sys.executable, "-I", "-S", __file__, str(seconds)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, bufsize=0
        )
        assert self._process.stdin is not None
        self._beats = self._process.stdin
        os.set_blocking(self._beats.fileno(), False)

    def beat(self) -> None:
        """Be heard; where nobody listens any more, go on without."""
        with suppress(OSError):
            self._beats.write(b".")

    def close(self) -> None:
        """End it."""
        self._beats.close()
        self._process.wait()


def watch(seconds: float) -> None:
    """Kill the process that started this one, unless it is heard every so many seconds."""
    server = os.getppid()
    # What ends the server is for the server; this process ends with it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    step, silence = min(_STEP, seconds / 4), 0.0
    while silence < seconds:
        heard, _, _ = select.select([0], [], [], step)
        if not heard:
            silence += step
        elif os.read(0, 4096):
            silence = 0.0
        else:
            return
    if os.getppid() == server:
        message = f"Straits has stood still for {seconds:g} s and is ended; its stacks stand above."
        print(message, file=sys.stderr, flush=True)
        os.kill(server, signal.SIGKILL)


if __name__ == "__main__":
    watch(float(sys.argv[1]))
