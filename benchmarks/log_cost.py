"""What the log of questions costs, beside the pages that ask them."""

import os
import statistics
import time
from collections.abc import Sequence
from unittest import mock

from streamlit.testing.v1 import AppTest

from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.pages import demo_store
from benchmarks.settings import ROOT, Settings
from straits.store.audited.answer_log import VARIABLE, AnswerLog
from straits.store.exit import Told

# What is required: a tenth of a page that has been opened before.
_BAR = Bar(ratio=0.1)
_PAGES = {
    "overview": {}, "frequencies": {}, "gene": {"g": "CYP2C19"}, "variant": {"v": "rs4244285"},
    "phenotypes": {}, "cohorts": {},
}  # fmt: skip


def log_cost(settings: Settings) -> list[Outcome]:
    """Open each page of the demo warm, and write down all that it asked, as of a new reader."""
    store = demo_store(settings)
    rounds = max(5, settings.scale.rounds)
    os.environ["STRAITS_STORE"] = str(store)
    log = settings.folder("log") / "audit"
    found = []
    for page, address in _PAGES.items():
        told, seconds = _opened(page, address, rounds)
        with mock.patch.dict(os.environ, {VARIABLE: str(log)}):
            # Every line is written, as if another person asked each time.
            writes = AnswerLog(store, again=0)
            written = [_written(writes, told) for _ in range(rounds)]
        counting = sum(1 for each in told if each.n_shown or each.n_withheld)
        found.append(
            Outcome(
                f"log-{page}",
                f"what {page} asks is written down, beside the page",
                "the demo study, pages without a browser",
                Side("log", tuple(written)),
                Side("page", tuple(seconds)),
                _BAR,
                note=f"{len(told)} lines, {counting} of them awaited on the disk: "
                f"{statistics.median(written) * 1000:.1f} ms. Asked again within the hour: none.",
            )
        )
    return found


def _opened(page: str, address: dict[str, str], rounds: int) -> tuple[list[Told], list[float]]:
    """Return what a page asked when it was opened last, and how long each opening took."""
    told: list[Told] = []
    seconds = []
    with mock.patch.object(AnswerLog, "__call__", lambda _, each: told.append(each)):
        for _ in range(rounds + 2):
            told.clear()
            app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
            for name, value in address.items():
                app.query_params[name] = value
            start = time.perf_counter()
            app.run()
            seconds.append(time.perf_counter() - start)
    # The first two load and fill what is kept.
    return list(told), seconds[2:]


def _written(log: AnswerLog, told: Sequence[Told]) -> float:
    start = time.perf_counter()
    for each in told:
        log(each)
    return time.perf_counter() - start
