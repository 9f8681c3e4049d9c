"""Readers beside one another never freeze the process: each case runs in one of its own."""

import os
import subprocess
import sys
import threading

import duckdb
import pytest

from straits.errors import QueryError
from straits.store.query.running import Runner
from tests.builders.demo_studies import small_demo_store
from tests.lint.source import ROOT
from tests.store import locking
from tests.store.freezing import CASES

pytestmark = pytest.mark.long

FREEZES = ("callback", "shared frame")
# Seconds after which a process that has not even ended itself counts as hung.
HUNG = 120


def run(
    case: str, seconds: float, threads: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.store.freezing", case, str(seconds)],
        cwd=ROOT,
        env=os.environ | {"POLARS_MAX_THREADS": threads} | environment,
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=False,
    )


@pytest.mark.parametrize("case", FREEZES)
def test_the_watchdog_sees_what_freezes(case: str) -> None:
    # Were these to pass, the tests below would show nothing.
    done = run(case, 60, "1")
    assert done.returncode == 1, done.stdout
    assert "Timeout" in done.stderr


@pytest.mark.parametrize("case", sorted(set(CASES) - set(FREEZES)))
@pytest.mark.parametrize("threads", ["1", "2"])
def test_frames_are_converted_beside_all_else(case: str, threads: str) -> None:
    done = run(case, 3, threads)
    assert done.returncode == 0, done.stderr
    assert "not frozen" in done.stdout


@pytest.fixture(scope="module")
def store() -> str:
    return str(small_demo_store())


@pytest.mark.parametrize("case", sorted(locking.FREEZING))
def test_the_watchdog_sees_what_waits_for_ever(case: str) -> None:
    done = run(case, 60, "1")
    assert done.returncode == 1, done.stdout
    assert "Timeout" in done.stderr


@pytest.mark.parametrize("case", sorted(set(locking.CASES) - set(locking.FREEZING)))
def test_readers_who_wait_for_locks_are_all_answered(case: str, store: str) -> None:
    done = run(case, 3, "1", STRAITS_STORE=store)
    assert done.returncode == 0, done.stderr
    assert "not frozen" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_query_that_is_stopped_while_its_rows_come_says_so() -> None:
    runner = Runner(duckdb.connect(), check_there=lambda: None)
    # The other thread stops it over and over, before, between and after the batches.
    is_over = threading.Event()

    def stop() -> None:
        while not is_over.wait(0.001):
            runner.cancel()

    stopping = threading.Thread(target=stop)
    stopping.start()
    said = []
    try:
        for _ in range(40):
            try:
                runner.run("long", "select * from range(2000000)", {})
            except QueryError as error:
                said.append(str(error))
    finally:
        is_over.set()
        stopping.join()
    assert said
    assert all("was stopped" in one for one in said), said
