"""A process and all that it starts: how long it took, and how much memory it held at most."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from benchmarks.settings import BenchmarkError

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PAUSE = 0.01  # seconds between two looks at the memory


@dataclass(frozen=True)
class Ran:
    """seconds: from start to end; peak_bytes: resident memory of the whole tree, its maximum."""

    seconds: float
    peak_bytes: int

    def __add__(self, other: "Ran") -> "Ran":
        """Return both, one after the other."""
        peak = max(self.peak_bytes, other.peak_bytes)
        return Ran(self.seconds + other.seconds, peak)


def run(
    command: Sequence[str | Path], folder: Path | None = None, env: Mapping[str, str] | None = None
) -> Ran:
    """Run a command to its end. Raises BenchmarkError, with what it said last, if it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=os.environ | (env or {}),
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        peaks = [0]
        # Beside the wait, so that a look at the memory does not round the time up.
        watch = Thread(target=_watch, args=(process, peaks))
        watch.start()
        process.wait()
        seconds = time.perf_counter() - start
        watch.join()
        if process.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace")[-2000:]
            raise BenchmarkError(f"{command[0]} failed: {last}")
    return Ran(seconds, max(peaks))


def _watch(process: subprocess.Popen[bytes], peaks: list[int]) -> None:
    while process.returncode is None:
        peaks.append(max(tree_bytes(process.pid), most_bytes(process.pid)))
        time.sleep(_PAUSE)


def tree_bytes(pid: int) -> int:
    """Return the resident memory of a process and all below it, now; 0 if it has ended."""
    total, waiting = 0, [pid]
    while waiting:
        of = Path("/proc") / str(waiting.pop())
        try:
            total += int((of / "statm").read_text().split()[1]) * _PAGE
            for task in (of / "task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, IndexError, ValueError):
            continue  # ended meanwhile
    return total


def most_bytes(pid: int) -> int:
    """Return the most resident memory that a process has had, not counting what it started.

    Not from getrusage, which for a moment takes the memory of the parent for that of the child.
    """
    try:
        status = (Path("/proc") / str(pid) / "status").read_text()
    except OSError:
        return 0  # ended meanwhile
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def folder_bytes(folder: Path) -> int:
    """Return the bytes of all files in a folder, or of one file."""
    files = [folder] if folder.is_file() else folder.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink())
