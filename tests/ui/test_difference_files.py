"""Files of a whole comparison: their rows and header, refusals, readers who leave, and memory."""

import asyncio
import io
import threading
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from starlette.requests import Request
from starlette.testclient import TestClient

from straits import queries
from straits import store as stores
from straits.errors import QueryError
from straits.exports import row_streams
from straits.queries.comparison import table_stretches
from straits.store import Store
from straits.ui.figures.sent_files import Made
from straits.ui.frequencies import difference_files
from straits.ui.web import liveness
from tests.builders import app_routes, tiny_store
from tests.load import apart

# Starlette's test client would rather have another version of its own dependency.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

LACTASE, ALCOHOL, SHARED = "chr2-135851076-G-A", "chr4-99318162-T-C", "chr4-99318400-A-AT"
PAIR = {"a": "group:ethnic_group/Danish@dk_wgs", "b": "group:ethnic_group/Chinese@sg_wgs"}
# Longer than any wait in here; nothing waits for its end.
MINUTES = "select sum(a.range * b.range) from range(1000000) as a, range(1000000) as b"
HUNG = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("two_sites"))


@pytest.fixture
def path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STRAITS_STORE", str(folder))
    return folder


@pytest.fixture
def client(path: Path) -> TestClient:
    return app_routes.client()


def test_both_formats_hold_the_rows_that_the_queries_give(client: TestClient) -> None:
    answers = {
        ending: client.get(f"/differences.{ending}", params=PAIR) for ending in ("csv", "parquet")
    }
    assert [answer.status_code for answer in answers.values()] == [200, 200]
    rows = pl.read_parquet(io.BytesIO(answers["parquet"].content))
    assert rows["variant_id"].to_list() == [LACTASE, ALCOHOL]
    text = answers["csv"].content
    assert_frame_equal(pl.read_csv(text, comment_prefix="#", schema=rows.schema), rows)
    store = stores.open_store()
    a, b = (queries.groups.population(store, PAIR[side]) for side in "ab")
    table = queries.comparison.whole_table(
        store, a, b, queries.allele.Filters(sample_set=queries.study.default_sample_set(store))
    )
    assert_frame_equal(rows, pl.concat(table.stretches), check_exact=True)
    about = pl.read_parquet_metadata(io.BytesIO(answers["parquet"].content))
    about.pop("ARROW:schema", None)
    assert about == table.header
    lines = [f"# {key}: {value}" for key, value in table.header.items()]
    assert text.decode().splitlines()[: len(lines)] == lines


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ({"filter": "no"}, [LACTASE, ALCOHOL, SHARED]),
        ({"filter": "no", "region": "ADH1B"}, [ALCOHOL, SHARED]),
        ({"filter": "no", "genes": "MCM6"}, [LACTASE]),
        ({"filter": "no", "variants": f"rs1229984,{SHARED},nonsense"}, [ALCOHOL, SHARED]),
        ({"filter": "no", "type": "insertion"}, [SHARED]),
        ({"filter": "no", "af_max": "0.1"}, [SHARED]),
        ({"b": "group:ethnic_group/Malay@sg_wgs", "order": "p"}, [LACTASE, ALCOHOL]),
    ],
)
def test_an_address_says_what_it_says_on_the_page(
    client: TestClient, address: dict[str, str], names: list[str]
) -> None:
    answer = client.get("/differences.csv", params=PAIR | address)
    rows = pl.read_csv(answer.content, comment_prefix="#")
    assert rows["variant_id"].to_list() == names


def test_the_name_of_the_file_says_what_is_in_it(client: TestClient) -> None:
    answer = client.get("/differences.csv", params=PAIR | {"region": "chr2:1-200000000"})
    assert answer.headers["content-disposition"] == (
        'attachment; filename="straits_differences_Danish-dk-wgs_Chinese-sg-wgs_all_'
        'chr2-1-200000000_r1.csv"'
    )
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ({"a": "group:ethnic_group/Klingon@sg_wgs"}, 400, "has no group 'ethnic_group/Klingon"),
        ({"a": "Danish"}, 400, "Expected a population as group:"),
        ({"region": "BRCA9"}, 400, "is no gene or region here"),
        ({"genes": "NOSUCHGENE"}, 400, "No name of the list is a gene here."),
        ({"variants": "rs1"}, 400, "The release has no allele of the list of variants."),
        ({"min_an": "100000"}, 400, "None of the 3 alleles there can be compared"),
        ({"r": "r0"}, 404, "Whoever runs this server finds the reason in its log."),
    ],
)
def test_what_cannot_be_compared_is_a_sentence_and_no_file(
    client: TestClient, path: Path, address: dict[str, str], status: int, sentence: str
) -> None:
    for ending in ("csv", "parquet"):
        answer = client.get(f"/differences.{ending}", params=PAIR | address)
        assert answer.status_code == status
        assert sentence in answer.text
        assert str(path) not in answer.text
        assert answer.headers["content-type"].startswith("text/plain")
        assert "content-disposition" not in answer.headers


def test_a_profile_that_shows_too_few_people_withholds_them_here_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_store.two_sites(tmp_path / "inside", profile="inside", release_id="inside")
    monkeypatch.setenv("STRAITS_STORE", str(folder))
    answer = app_routes.client().get("/differences.csv", params=PAIR)
    rows = pl.read_csv(answer.content, comment_prefix="#")
    store = stores.open_store()
    pair = [queries.groups.population(store, PAIR[side]) for side in "ab"]
    page = queries.comparison.allele_differences(
        store, *pair, queries.allele.Filters(sample_set=queries.study.default_sample_set(store)),
        "genome",
    )  # fmt: skip
    shown = [name for name in page.columns if name in rows.columns]
    assert rows["variant_id"].to_list() == page["variant_id"].to_list()
    for name in ("n_called_a", "ac_a", "an_a", "n_called_b", "ac_b", "an_b"):
        assert name in shown
        assert rows[name].to_list() == page[name].to_list()


Message = dict[str, Any]


async def fetched(
    send: Callable[[Message], Awaitable[None]], until: Callable[[], Awaitable[None]]
) -> None:
    """Ask for a file as a server does; the reader leaves when `until` returns."""
    query = "&".join(f"{name}={value}" for name, value in PAIR.items()).encode()
    scope = {
        "type": "http", "method": "GET", "path": "/differences.csv", "query_string": query,
        "headers": [], "server": ("testserver", 80), "scheme": "http", "root_path": "",
        "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
    }  # fmt: skip
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await until()
        return {"type": "http.disconnect"}

    response = await difference_files.serve(Request(scope, receive))
    await response(scope, receive, send)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(HUNG):
        while not is_so():
            await asyncio.sleep(0.02)


async def never() -> None:
    await asyncio.Event().wait()


async def heedless(_: Message) -> None:
    """Take what is sent."""


@pytest.mark.parametrize("where", ["before the first row", "between rows"])
def test_a_reader_who_leaves_ends_the_query_and_nobody_elses(
    path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    store = stores.open_store()
    runner = store._runner
    begun = threading.Event()
    plain = table_stretches.allele_differences

    def slowly(*asked: Any, **more: Any) -> Any:
        if where == "between rows" and not begun.is_set():
            begun.set()
            return plain(*asked, **more)
        begun.set()
        return runner.run("long", MINUTES, {})

    monkeypatch.setattr(table_stretches, "allele_differences", slowly)
    monkeypatch.setattr(table_stretches, "AT_ONCE", 1)
    other = threading.Thread(target=_ask_until_cancelled, args=(store,), daemon=True)
    other.start()
    wait_until(lambda: len(runner._running) == 1)
    (others,) = runner._running

    async def leave() -> None:
        await until(lambda: begun.is_set() and len(runner._running) == 2)

    try:
        apart.run(fetched(heedless, leave))
        wait_until(lambda: set(runner._running) == {others})
    finally:
        end = time.monotonic() + HUNG
        while other.is_alive() and time.monotonic() < end:
            store.cancel(other.ident)
            other.join(0.05)
    assert not runner._running


def _ask_until_cancelled(store: Store) -> None:
    with pytest.raises(QueryError):
        store._runner.run("another", MINUTES, {})


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + HUNG
    while not is_so() and time.monotonic() < end:
        liveness.stop_what_nobody_awaits()
        time.sleep(0.05)
    assert is_so()


# Many stretches, of which a chunk of CSV has a quarter of a megabyte.
N_STRETCHES, N_ROWS = 16, 2_000


def _stretches() -> Iterator[pl.DataFrame]:
    for number in range(N_STRETCHES):
        first = number * N_ROWS
        yield pl.DataFrame({"variant_id": [f"{first + row:064}" for row in range(N_ROWS)]})


def test_ten_streams_hold_no_more_than_their_chunks(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk, n_readers = 65 * N_ROWS, 10

    def made(*_: Any) -> Made:
        return Made("name.csv", "text/csv", row_streams.csv({"rows": "many"}, _stretches()))

    monkeypatch.setattr(difference_files, "_made", made)
    lengths: list[int] = []
    kept: list[bytes] = []

    def reader(keeps: bool) -> Callable[[Message], Awaitable[None]]:
        length = 0

        async def send(message: Message) -> None:
            nonlocal length
            body = message.get("body", b"")
            length += len(body)
            if keeps:
                kept.append(body)
            if message["type"] == "http.response.body" and not message["more_body"]:
                lengths.append(length)
            # Others go on while this reader takes what came.
            await asyncio.sleep(0.002)

        return send

    def peak(keeps: bool) -> int:
        async def read() -> None:
            await asyncio.gather(*(fetched(reader(keeps), never) for _ in range(n_readers)))

        tracemalloc.start()
        try:
            apart.run(read())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    streamed = peak(keeps=False)
    assert lengths == [chunk * N_STRETCHES + len(b"# rows: many\nvariant_id\n")] * n_readers
    # Each has a chunk that is sent and one that is being made, in a frame and as text.
    assert streamed < n_readers * 5 * chunk
    # Whoever keeps all that is sent shows what it would be to hold the tables.
    assert peak(keeps=True) > n_readers * N_STRETCHES * chunk > 4 * streamed
