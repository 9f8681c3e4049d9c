"""How long pages take with many readers at once, and what that costs the server."""

import asyncio
import os
import time
from pathlib import Path

from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.pages import demo_store
from benchmarks.processes import tree_bytes
from benchmarks.settings import BenchmarkError, Settings
from tests.load.places import places
from tests.load.reader import Visit, read
from tests.load.served import Served, serving

NUMBERS = (1, 10, 30, 60)

# Seconds of reading per number of readers, and the most that a reader thinks between two pages.
_SECONDS = 60.0
_THOUGHT = 2.0
# Of the pages, how many are left before they are answered.
_LEAVING = 0.05
# After this all of what belongs to those who left is let go.
_AFTER = 20.0

_TICKS = os.sysconf("SC_CLK_TCK")


def readers(settings: Settings) -> list[Outcome]:
    """Let 1, 10, 30 and 60 readers open pages of the demo, each on a server of their own."""
    store = demo_store(settings)
    state = settings.folder("readers") / "state"
    return [_measured(store, state, number) for number in NUMBERS]


def _measured(store: Path, state: Path, n_readers: int) -> Outcome:
    where = places(store, "CYP2C19", "rs4244285")
    with serving(store, state=state) as served:
        before, worked = tree_bytes(served.process.pid), _cpu_seconds(served)
        visit = asyncio.run(read(served.port, where, n_readers, _SECONDS, _THOUGHT, _LEAVING))
        during, worked = tree_bytes(served.process.pid), _cpu_seconds(served) - worked
        if not served.is_healthy():
            raise BenchmarkError(f"With {n_readers} readers the server no longer answers.")
        time.sleep(_AFTER)
        after = tree_bytes(served.process.pid)
    if visit.errors:
        raise BenchmarkError(f"A page failed with {n_readers} readers: {visit.errors[0]}")
    return _outcome(visit, n_readers, worked, (before, during, after))


def _outcome(visit: Visit, n_readers: int, worked: float, n_bytes: tuple[int, int, int]) -> Outcome:
    seconds = tuple(sorted(answer.seconds for answer in visit.answers))
    p50, p95 = (seconds[int(len(seconds) * share)] for share in (0.5, 0.95))
    memory = ", ".join(
        f"{number / 1e6:.0f} MB {when}"
        for number, when in zip(n_bytes, ("before", "at the end", "afterwards"), strict=True)
    )
    return Outcome(
        f"readers-{n_readers}",
        f"a page among {n_readers} readers",
        f"the demo study for {_SECONDS:.0f} s, up to {_THOUGHT:.0f} s of thought between two "
        "pages, a third of them with a cohort that nobody has saved, no browser",
        Side("Straits", seconds, peak_bytes=n_bytes[1]),
        None,
        Bar(),
        note=f"p50 {p50:.2f} s, p95 {p95:.2f} s over {len(seconds):,} pages, "
        f"{worked / len(seconds):.2f} CPU seconds a page; {memory}.",
    )


def _cpu_seconds(served: Served) -> float:
    """Return what the server's process has worked so far."""
    stat = Path(f"/proc/{served.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / _TICKS
