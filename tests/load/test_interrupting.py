"""A websocket that closes in the middle of an answer stops what its reader's page was running."""

import asyncio
import json
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import tiny_store
from tests.load import apart
from tests.load.reader import Reader
from tests.load.served import HEALTHY, Served, check_ended_well, serving

pytestmark = pytest.mark.long

# How a page asks, and how many statements then run.
WAYS = {"on its own thread": 1, "as a question": 1, "as a question with one aside": 2}

# Seconds within which statements begin and end that would run for a minute.
HUNG = 25


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("heavy"))


@pytest.fixture
def served(store: Path) -> Iterator[Served]:
    """The server itself, over another dashboard.py; its process is the one that is signalled."""
    with serving(store, dashboard=Path(__file__).with_name("heavy")) as running:
        yield running


def n_running(served: Served) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/running", timeout=HEALTHY) as said:
        return int(json.load(said)["n_running"])


async def until(served: Served, n: int) -> int:
    """Return how many statements run, once they are so many or the time is over."""
    end = time.monotonic() + HUNG
    while (found := await asyncio.to_thread(n_running, served)) != n and time.monotonic() < end:
        await asyncio.sleep(0.2)
    return found


def test_a_reader_who_leaves_stops_what_runs_and_nobody_elses(served: Served) -> None:
    async def come_and_go() -> None:
        # Each way within the minute that a statement may take.
        for how, n in WAYS.items():
            async with Reader(served.port) as stays:
                await stays.ask(("overview", {"how": "as a question"}))
                assert await until(served, 1) == 1
                async with Reader(served.port) as leaves:
                    await leaves.ask(("overview", {"how": how}))
                    assert await until(served, 1 + n) == 1 + n, how
                assert await until(served, 1) == 1, how
            assert await until(served, 0) == 0

    apart.run(come_and_go())
    assert "Traceback" not in served.log.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_end_while_queries_run_ends_cleanly(
    served: Served, number: signal.Signals
) -> None:
    async def leave_running() -> None:
        readers = [Reader(served.port) for _ in WAYS]
        for reader, how in zip(readers, WAYS, strict=True):
            await reader.__aenter__()
            await reader.ask(("overview", {"how": how}))
        assert await until(served, sum(WAYS.values())) == sum(WAYS.values())
        await asyncio.to_thread(served.seconds_to_end, HUNG, number)
        for reader in readers:
            await reader.leave()

    apart.run(leave_running())
    check_ended_well(served, number)
