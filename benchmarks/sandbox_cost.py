"""What the process of an analyst's statement costs: of itself, and to whoever reads beside it."""

import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from streamlit.testing.v1 import AppTest

from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.pages import demo_store
from benchmarks.settings import ROOT, Settings
from straits import workbench
from straits.store import Store, open_store

_NOTHING = "select 1 as one"
_VIEW = "select sum(n_people) as n_people from group_people where grouping = 'everyone'"
# Keeps a process busy until it is ended.
_LARGE = "select sum(ac) / sum(an) as af from known_counts"
_ROUNDS = 30
# Seconds between two statements of one who reads answers; meanwhile another process gets ready.
_READING = 0.4


def sandbox_cost(settings: Settings) -> list[Outcome]:
    """Ask a small select in a process of its own, and open a page while a large one runs."""
    store_folder = demo_store(settings)
    os.environ["STRAITS_STORE"] = str(store_folder)
    store = open_store(store_folder)
    return [_alone(store), _beside(store)]


def _alone(store: Store) -> Outcome:
    nothing = _timed(lambda: workbench.ask(store, _NOTHING), _READING)
    at_once = _timed(lambda: workbench.ask(store, _NOTHING))
    view = _timed(lambda: workbench.ask(store, _VIEW), _READING)
    return Outcome(
        "sql-sandbox",
        "a select that reads nothing, in a process of its own: what is around every statement",
        "the demo study",
        Side("Straits", nothing),
        None,
        Bar(seconds=0.08),
        note=f"A select of a view of the catalogue: {statistics.median(view) * 1000:.0f} ms; one "
        f"that reads nothing right after another: {statistics.median(at_once) * 1000:.0f} ms.",
    )


def _beside(store: Store) -> Outcome:
    def page() -> None:
        app = AppTest.from_file(str(ROOT / "pages" / "gene.py"), default_timeout=120)
        app.query_params["g"] = "CYP2C19"
        app.run()

    page()
    alone = _timed(page)
    with _busy(store):
        meanwhile = _timed(page)
    p95 = [sorted(each)[int(len(each) * 0.95)] for each in (meanwhile, alone)]
    return Outcome(
        "sql-neighbour",
        "p95 of a page of another reader while statements run one after another, beside alone",
        "the demo study, the page of a gene without a browser",
        Side("meanwhile", (p95[0],)),
        Side("alone", (p95[1],)),
        Bar(ratio=2.0),
        note=f"medians {statistics.median(meanwhile):.2f} s and {statistics.median(alone):.2f} s "
        f"over {_ROUNDS} pages each.",
    )


def _timed(do: Callable[[], object], pause: float = 0.0) -> tuple[float, ...]:
    # The first ones load what is kept.
    for _ in range(3):
        do()
    seconds = []
    for _ in range(_ROUNDS):
        time.sleep(pause)
        start = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - start)
    return tuple(seconds)


@contextmanager
def _busy(store: Store) -> Iterator[None]:
    """Ask large statements, one after another, for as long as the block lasts."""
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            workbench.ask(store, _LARGE)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
