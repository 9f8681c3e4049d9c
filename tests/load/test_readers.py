"""Ten readers at once on the real server: all are answered, and it ends when it is told to."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import tiny_store
from tests.builders.demo_studies import small_demo_store
from tests.load import apart
from tests.load.places import places
from tests.load.reader import Reader
from tests.load.reader import read as let_read
from tests.load.served import Served, asked_whether_well, check_ended_well, serving

# Seconds: to end after SIGTERM, and, generously, for a page of a server that is not hung.
END = 5
HUNG = 300
N_READERS = 10


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(small_demo_store()) as running:
        yield running


@pytest.mark.long
def test_ten_readers_are_all_answered_for_a_minute(served: Served) -> None:
    where = places(small_demo_store(), "CYP2C19", "rs4244285")
    with asked_whether_well(served) as was_well:
        visit = apart.run(
            asyncio.wait_for(
                let_read(served.port, where, N_READERS, 60, thought=0.3, leaving=0.15), HUNG
            )
        )
    assert visit.errors == []
    assert {answer.place[0] for answer in visit.answers} == {page for page, _ in where}
    assert min(answer.n_elements for answer in visit.answers) > 5
    assert visit.n_left > 0
    assert was_well
    assert all(was_well)
    assert "Traceback" not in served.log.read_text()
    assert served.seconds_to_end(HUNG) < END
    check_ended_well(served)


def test_a_reader_sees_an_error_as_one(tmp_path: Path) -> None:
    store = tiny_store.two_sites(tmp_path / "store")

    async def ask(port: int) -> list[str]:
        async with Reader(port) as reader:
            return (await reader.open(("overview", {}))).errors

    with serving(store) as served:
        shutil.rmtree(store)
        # Were this empty, the tests above would see no error either.
        assert apart.run(asyncio.wait_for(ask(served.port), HUNG))


def test_it_ends_in_time_while_ten_readers_are_answered(served: Served) -> None:
    where = places(small_demo_store(), "CYP2C19", "rs4244285")

    async def interrupted() -> float:
        readers = [Reader(served.port) for _ in range(N_READERS)]
        for reader, place in zip(readers, where, strict=False):
            await reader.__aenter__()
            await reader.ask(place)
        await asyncio.sleep(0.3)
        took = await asyncio.to_thread(served.seconds_to_end, HUNG)
        for reader in readers:
            await reader.leave()
        return took

    assert apart.run(interrupted()) < END
    check_ended_well(served)
