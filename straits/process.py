"""How a command that has a process to itself is kept within limits, and how it ends."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence

# What a process may take is told to it here: bytes of memory.
_LIMIT = "STRAITS_MOST_BYTES"
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
# Added to the status of a child that came to its end: a library that finds no memory ends it with a
# status of its own, such as 1.
_CAME_TO_ITS_END = 64


def leave(status: int) -> None:
    """End the process. Files are closed by now; taking the libraries apart takes a while."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def to_terminal(chunks: Iterable[bytes]) -> None:
    """Write to where the command prints, until whoever reads it has seen enough."""
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader, such as `head`, has gone; nothing is left to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def in_child(arguments: Sequence[str], most_bytes: int, most_seconds: float | None) -> int:
    """Run a command that reads files of others in a process of its own, which may break.

    most_bytes, most_seconds
        The memory that it may take, and the time; None for as long as it needs.

    Returns its exit status; 2, with a sentence, where a file made it break or it was stopped.
    """
    command = [sys.executable, "-m", "straits", *arguments]
    child = subprocess.Popen(command, env=os.environ | {_LIMIT: str(most_bytes)})
    try:
        status = child.wait(most_seconds)
    except KeyboardInterrupt:
        # A terminal told both.
        status = child.wait()
        return status - _CAME_TO_ITS_END if status >= _CAME_TO_ITS_END else status
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return _broken(f"It took longer than the {(most_seconds or 0) / 3600:g} hours it may take")
    if status >= _CAME_TO_ITS_END:
        return status - _CAME_TO_ITS_END
    how = signal.Signals(-status).name if status < 0 else f"status {status}"
    return _broken(f"It broke ({how})")


def is_child() -> bool:
    """Tell whether this process was started by `in_child`."""
    return _LIMIT in os.environ


def is_of_memory(error: Exception) -> bool:
    """Tell whether an error says that there is no memory, in the words of whoever found none."""
    said = ("allocat", "start new thread", "failed to map", "out of memory")
    is_said = isinstance(error, ImportError | OSError | RuntimeError) and any(
        words in str(error).lower() for words in said
    )
    return isinstance(error, MemoryError) or is_said


def of_child(status: int) -> int:
    """Return the status with which a child ends that came to its end."""
    return _CAME_TO_ITS_END + status


def confine() -> None:
    """Keep this process, which `in_child` started, within its limits, and end it with its parent.

    Memory is what it writes to, not what it maps. Where the system has no such limit there is none.
    """
    most = int(os.environ[_LIMIT])
    highest = resource.getrlimit(resource.RLIMIT_DATA)[1]
    allowed = most if highest == resource.RLIM_INFINITY else min(most, highest)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, highest))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)


def all_memory() -> int:
    """Return the bytes of memory that this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _broken(why: str) -> int:
    print(
        f"The files could not be read. {why}: one of them is damaged, or asks for more than this "
        "machine or --memory allows. A store is as it was. Leave out the file that was being read "
        "and try again, or give it more.",
        file=sys.stderr,
    )
    return 2
