"""How the child shuts itself in: limits first, then files, then system calls."""

import resource
import signal
from collections.abc import Sequence
from pathlib import Path

from straits.sandbox import landlock, seccomp

# What DuckDB reads of the machine when it is opened, to know its memory and its cores.
_OF_THE_MACHINE = (
    "/proc/stat", "/proc/meminfo", "/proc/cpuinfo", "/proc/self/cgroup", "/proc/self/mountinfo",
    "/sys/devices/system/cpu", "/sys/fs/cgroup",
)  # fmt: skip
_PAGE = resource.getpagesize()
_MOST_FILES = 256


def confine(readable: Sequence[Path], seconds: float, most_bytes: int, needs_wall: bool) -> None:
    """Shut this process in: it may read some folders, for so long and with so much memory more.

    needs_wall
        Whether to raise OSError where the kernel has no Landlock; else that part is left out.
    """
    _limit(resource.RLIMIT_FSIZE, 0)
    # A write beyond the limit is an error then, and does not end the process.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, int(seconds) + 2)
    _limit(resource.RLIMIT_NOFILE, _MOST_FILES)
    _limit(resource.RLIMIT_AS, _mapped() + most_bytes)
    if needs_wall or landlock.version():
        landlock.restrict([*readable, *map(Path, _OF_THE_MACHINE)])
    seccomp.restrict()


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _mapped() -> int:
    """Return the bytes of addresses that this process has already."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE
