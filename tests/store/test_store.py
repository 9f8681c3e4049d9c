"""A store opens what is whole, reads nothing else, and answers only what its files declare."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from straits import sql_names
from straits.errors import QueryError, StoreError
from straits.privacy import DeclarationError
from straits.store import door, open_store, opening
from straits.store.query import database, sql_files
from straits.store.releases.release_files import Release, find_release
from straits.tables import SCHEMA_VERSION, manifest
from tests.builders import tiny_store

# Seconds that nothing here takes; a test that gets there hangs.
HUNG = 30.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_store.two_sites(tmp_path / "store")


@pytest.fixture
def queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty sql/queries beside the real macros, staging and views; write a query into it."""
    sql = tmp_path / "sql"
    sql.mkdir()
    for layer in ("macros", "staging", "views"):
        (sql / layer).symlink_to(sql_names.FOLDER / layer)
    (sql / "queries").mkdir()
    for name in ("study", "all_group_sizes", "parent_groups"):
        (sql / "queries" / f"{name}.sql").symlink_to(sql_files.query_path(name))
    monkeypatch.setattr(door, "FOLDER", sql)
    return sql / "queries"


def test_a_store_knows_its_study(folder: Path):
    opened = open_store(folder)
    assert opened.study.name == "Tiny study"
    assert (opened.release_id, opened.profile.name, opened.has_rows) == ("r1", "open", False)


def test_the_environment_names_the_store(folder: Path, monkeypatch):
    monkeypatch.setenv("STRAITS_STORE", str(folder))
    assert open_store().study.name == "Tiny study"


def test_without_a_name_the_way_out_is_told(monkeypatch):
    monkeypatch.delenv("STRAITS_STORE", raising=False)
    with pytest.raises(StoreError, match="STRAITS_STORE"):
        open_store()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match="no store at .*/nowhere"):
        open_store(tmp_path / "nowhere")


def test_a_folder_without_a_release_says_how_to_build_one(tmp_path: Path):
    with pytest.raises(StoreError, match=r"holds no release.*straits ingest"):
        open_store(tmp_path)


def test_an_unknown_release_is_told_apart_from_those_there(folder: Path):
    with pytest.raises(StoreError, match=r"no release '\.\./r1'; it has r1"):
        open_store(folder, "../r1")


def test_a_store_of_another_version_says_what_to_do(folder: Path):
    path = folder / "releases/r1/aggregates/manifest.json"
    manifest.write(path.parent, json.loads(path.read_text()) | {"schema_version": 99})
    words = f"version 99.*reads version {SCHEMA_VERSION}.*Ingest the study again"
    with pytest.raises(StoreError, match=words):
        find_release(folder, None)


def test_an_open_store_stays_on_its_release_when_another_becomes_current(folder: Path):
    opened = open_store(folder)
    tiny_store.two_sites(folder, release_id="r2")
    assert opened.query("study")["release_id"][0] == "r1"
    assert open_store(folder).release_id == "r2"
    assert open_store(folder, "r1") is opened


def test_no_more_releases_are_held_than_may_be(tmp_path: Path):
    stores = [tiny_store.two_sites(tmp_path / f"s{n}") for n in range(opening.MAX_HELD + 1)]
    first = open_store(stores[0])
    for path in stores[1:]:
        open_store(path)
    assert open_store(stores[0]) is not first


@pytest.fixture
def slow_opening(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Let the release r2 be opened only once the test says so; gives: it has begun, it may end."""
    began, may_end = threading.Event(), threading.Event()

    class Slow(door.Store):
        def __init__(self, release: Release, **more: Any) -> None:
            if release.release_id == "r2":
                began.set()
                assert may_end.wait(HUNG)
            super().__init__(release, **more)

    monkeypatch.setattr(opening, "Store", Slow)
    return began, may_end


def test_a_release_that_opens_slowly_keeps_no_reader_of_another_waiting(folder, slow_opening):
    began, may_end = slow_opening
    opened = open_store(folder)
    tiny_store.two_sites(folder, release_id="r2")
    tiny_store.two_sites(folder, release_id="r3")
    with ThreadPoolExecutor(3) as readers:
        slow = [readers.submit(open_store, folder, "r2") for _ in range(2)]
        assert began.wait(HUNG)
        others = [readers.submit(open_store, folder, name) for name in ("r1", "r3")]
        try:
            assert others[0].result(HUNG / 3) is opened
            assert others[1].result(HUNG / 3).release_id == "r3"
        finally:
            may_end.set()
        # Who wants the very release waits for the one opening.
        assert slow[0].result(HUNG) is slow[1].result(HUNG)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('{outside}')",
        "select * from '{outside}'",
        "copy (select 1) to '{outside}'",
        "attach '{outside}.db'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "set lock_configuration = false",
        "set memory_limit = '100GB'",
    ],
)
def test_the_database_reads_and_writes_no_file_of_its_own_accord(
    folder: Path, tmp_path: Path, statement: str
):
    outside = tmp_path / "outside.csv"
    outside.write_text("canary")
    connection = database.connect(find_release(folder, None), time_limit=5)
    database.lock(connection)
    with pytest.raises(duckdb.Error):
        connection.cursor().execute(statement.format(outside=outside)).fetchall()
    assert outside.read_text() == "canary"


def test_a_table_of_python_is_no_table_of_the_store(folder: Path):
    secret = pl.DataFrame({"a": [1]})
    connection = database.connect(find_release(folder, None), time_limit=5)
    with pytest.raises(duckdb.Error, match="secret"):
        connection.execute("select a from secret")
    assert secret.height == 1


def test_views_that_need_rows_are_not_there_without_them(folder: Path):
    connection = database.connect(find_release(folder, None), time_limit=5)
    with pytest.raises(duckdb.Error, match="genotype_counts does not exist"):
        connection.execute("select * from genotype_counts")


def test_a_query_that_needs_rows_says_that_this_server_has_none(folder: Path, queries: Path):
    (queries / "people.sql").write_text("-- needs: rows\n-- columns:\n--   n text\nselect 1 as n\n")
    with pytest.raises(QueryError, match="holds no individual data"):
        open_store(folder).query("people")


def test_a_query_that_is_not_a_file_of_sql_is_refused(folder: Path):
    with pytest.raises(QueryError, match="no query '../views/group_people'"):
        open_store(folder).query("../views/group_people")


def test_a_file_that_is_more_than_a_select_is_refused(folder: Path, queries: Path):
    text = "-- columns:\n--   n text\ncopy (select 1) to '/tmp/leak.csv'\n"
    (queries / "leak.sql").write_text(text)
    with pytest.raises(QueryError, match="must be one select"):
        open_store(folder).query("leak")


def test_a_column_that_is_not_declared_never_leaves(folder: Path, queries: Path):
    text = "-- columns:\n--   n text\nselect 1 as n, 2 as m\n"
    (queries / "careless.sql").write_text(text)
    with pytest.raises(DeclarationError, match="'m' is not declared"):
        open_store(folder).query("careless")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "takes gene_id; it was given none"),
        ({"gene_id": "G", "min_people": 0}, "takes gene_id; it was given gene_id, min_people"),
        ({"gene_id": 5}, "gene_id of 'gene_by_id' must be text, got 5"),
        ({"gene_id": None}, "must be text, got None"),
    ],
)
def test_a_parameter_that_is_not_declared_so_is_refused(folder: Path, given, said):
    with pytest.raises(QueryError, match=said):
        open_store(folder).query("gene_by_id", **given)


def test_a_value_is_never_read_as_sql(folder: Path):
    found = open_store(folder).query("gene_by_id", gene_id="' or 1 = 1 --")
    assert found.is_empty()


def test_an_answer_that_is_too_long_says_how_to_shorten_it(folder: Path, monkeypatch):
    monkeypatch.setattr(door, "MAX_ROWS", 2)
    with pytest.raises(QueryError, match=r"more than 2 rows. Ask for a smaller region"):
        open_store(folder).query("alleles_in_range", first_allele=0, last_allele=2)


SLOW = "-- columns:\n--   n text\nselect sum(a.i * b.i)::bigint as n from range(1000000) as a(i), range(1000000) as b(i)\n"  # noqa: E501


def test_a_query_that_takes_too_long_is_stopped(folder: Path, queries: Path):
    (queries / "slow.sql").write_text(SLOW)
    opened = door.Store(find_release(folder, None), time_limit=0.2)
    with pytest.raises(QueryError, match="took too long or was cancelled"):
        opened.query("slow")


def test_a_running_query_can_be_cancelled(folder: Path, queries: Path):
    (queries / "slow.sql").write_text(SLOW)
    opened = door.Store(find_release(folder, None), time_limit=30)
    timer = threading.Timer(0.3, opened.cancel)
    timer.start()
    with pytest.raises(QueryError, match="took too long or was cancelled"):
        opened.query("slow")


def test_threads_may_ask_at_once(folder: Path):
    opened = open_store(folder)
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(opened.query("variant_counts").height))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 8


def test_an_answer_is_not_spoilt_by_what_a_reader_does_with_it(folder: Path):
    opened = open_store(folder)
    opened.query("sites").drop_in_place("name")
    assert "name" in opened.query("sites").columns


def test_a_profile_never_sees_the_answer_kept_for_another(tmp_path: Path):
    # Malay has 40 people, and 20 of each sex; under `inside` nothing smaller may show.
    opened = open_store(tiny_store.two_sites(tmp_path / "open"))
    inside = open_store(tiny_store.two_sites(tmp_path / "inside", profile="inside"))
    file = opened._file("sites")
    assert opened._key(file, {}) != inside._key(file, {})
