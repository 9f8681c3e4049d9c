"""A process that tries to freeze itself; run as `python -m tests.store.freezing CASE SECONDS`.

Its threads do what the case says, beside one another. A watchdog that needs no lock ends it with
status 1 and all stacks once nothing has moved on for a while.
"""

import faulthandler
import importlib
import io
import os
import sys
import threading
import time
from collections.abc import Callable

import altair as alt
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from straits.charts import files, vega
from straits.charts.look import DARK, finished, visible_colours
from straits.charts.phenotypes import value_rows as chart_rows
from straits.errors import QueryError
from straits.exports import safe_csv
from straits.store.held import memory_limits
from straits.store.query.running import Runner
from straits.ui.words import numbers
from tests.store import locking

# Seconds without a step of some thread: on a busy machine too, that means frozen.
FROZEN = 15

SMALL = pl.DataFrame({"colour": ["#0072B2", "#D55E00"] * 3, "n": range(6), "label": ["x"] * 6})
LARGE = pl.DataFrame({"n": range(20_000), "label": [str(n) for n in range(20_000)]})


def convert() -> None:
    """Convert frames as a page does, which is given an object of its own by every cache."""
    small, large = memory_limits.apart((SMALL, LARGE))
    small.to_pandas()
    large.to_pandas()
    large.to_arrow()


def call_back() -> None:
    SMALL.with_columns(
        pl.col("colour").map_elements(lambda text: text.lower(), return_dtype=pl.String),
        pl.col("n").map_elements(lambda n: f"{n:,}", return_dtype=pl.String).alias("said"),
    )


def draw() -> None:
    chart_rows.seen(SMALL, DARK)
    SMALL.with_columns(visible_colours(SMALL, DARK), numbers.counts("n").alias("said"))
    SMALL.to_dicts()


def leave() -> None:
    safe_csv.csv(LARGE)
    LARGE.write_parquet(io.BytesIO())


def borrow() -> None:
    """Let go, in a thread of Polars, of memory that Python owns."""
    counted = np.arange(50_000)
    frame = pl.from_arrow(pa.table({"n": counted, "af": counted * 0.5}))
    assert isinstance(frame, pl.DataFrame)
    lazy = frame.lazy()
    del frame
    lazy.filter(pl.col("n") > 5).sort("af").collect()


def share() -> None:
    """Write a frame that others look at, which holds its lock without the interpreter's."""
    LARGE.write_json()


# Its tables are in memory, where nobody takes files away.
RUNNER = Runner(duckdb.connect(), check_there=lambda: None)


def ask() -> None:
    """Ask about a table of ours, which DuckDB reads from within, while others stop all queries."""
    rows = pa.table({"n": np.arange(50_000)})
    try:
        RUNNER.run("ours", "select n % 7 as k, n from ours order by k", {}, {"ours": rows})
    except QueryError as error:
        if "was stopped" not in str(error):
            raise


def stop() -> None:
    RUNNER.cancel()
    time.sleep(0.01)


def picture() -> None:
    """Make a chart and its picture, whose library is compiled and locks for itself."""
    chart = finished(alt.Chart(SMALL).mark_bar().encode(x="label:N", y="n:Q"), DARK)
    files.svg(vega.of_altair(chart), files.Words("Alleles", "Of nobody."))


# What runs beside `convert`; the first two freeze, and show that the others could.
CASES: dict[str, list[Callable[[], None]]] = {
    "callback": [call_back],
    "shared frame": [share, share],
    "charts and tables": [draw, draw],
    "files": [leave, leave],
    "borrowed memory": [borrow, borrow],
    "queries": [ask, ask, ask, stop],
    "pictures": [picture, picture],
}


def main(case: str, seconds: float) -> None:
    """Run a case for some seconds; does not return if it freezes."""
    # Before any thread needs it, as the warm-up does: half of it would be taken for the whole.
    importlib.import_module("pandas")
    steps = [convert, convert, *(CASES[case] if case in CASES else locking.CASES[case]())]
    faulthandler.dump_traceback_later(FROZEN, exit=True)
    done = dict.fromkeys(range(len(steps)), 0)

    def repeat(number: int, step: Callable[[], None]) -> None:
        while True:
            step()
            done[number] += 1

    for number, step in enumerate(steps):
        threading.Thread(target=repeat, args=(number, step), daemon=True).start()
    end, before = time.monotonic() + seconds, dict(done)
    # Until each has moved on, too: a machine that is busy is given its time.
    while time.monotonic() < end or min(done.values()) == 0:
        if all(done[number] > before[number] for number in done):
            faulthandler.dump_traceback_later(FROZEN, exit=True)
            before = dict(done)
        time.sleep(0.1)
    print("not frozen", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
