"""A file of the state folder that is damaged costs what it holds, and nothing else."""

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from straits import cohorts
from straits.errors import QueryError
from straits.store.cohorts.saved_cohorts import SavedCohorts
from straits.store.shelf import state_file
from tests.builders import demo_studies, screens, studies
from tests.lint.source import PAGES

WOMEN, MEN = cohorts.parse("sex is XX"), cohorts.parse("sex is XY")
WOMEN_ID = cohorts.cohort_id(WOMEN)
NOUNS = [Path(page.name).stem for page in PAGES]


def save(saved: SavedCohorts, tree: cohorts.Tree = WOMEN, name: str = "Ours") -> str:
    return saved.save(tree, name, "As of the protocol.", "Demo", "r1", 84)


def changed(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.executescript(statement)
    connection.close()


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def garbage_behind_the_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + b"\xa5" * (path.stat().st_size - 100))


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def a_page_lost(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(4096) + data[8192:])


def other_tables(path: Path) -> None:
    path.unlink()
    changed(path, "create table songs (title text); insert into songs values ('A');")


def other_columns(path: Path) -> None:
    changed(path, "alter table saves rename column saved_at to at;")


def newer(path: Path) -> None:
    changed(path, "pragma user_version = 99;")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_time_that_is_none(path: Path) -> None:
    changed(path, "update saves set saved_at = 'yesterday';")


def a_number_for_text(path: Path) -> None:
    changed(path, "pragma writable_schema = on; update saves set saved_at = x'00ff';")


def text_that_is_none(path: Path) -> None:
    changed(path, "update saves set name = cast(x'ff00fe' as text);")


DAMAGES = [
    garbage, garbage_behind_the_header, halved, a_page_lost, other_tables, other_columns, newer,
    a_folder, a_pipe, a_time_that_is_none, a_number_for_text, text_that_is_none,
]  # fmt: skip
Damage = Callable[[Path], None]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a state folder with one saved cohort."""
    folder = tmp_path / "a [x] #%41"
    monkeypatch.setenv("STRAITS_STATE", str(folder))
    monkeypatch.setenv("STRAITS_STORE", str(demo_studies.small_demo_store()))
    save(SavedCohorts(folder))
    return folder / "cohorts.sqlite"


@pytest.fixture
def locked(state: Path) -> Iterator[Path]:
    """The same file, in use by another program all the while."""
    connection = sqlite3.connect(state, check_same_thread=False)
    connection.execute("begin exclusive")
    yield state
    connection.close()


def contents(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_told_and_kept_as_it_is(
    state: Path, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    damage(state)
    before = contents(state)
    with caplog.at_level(logging.WARNING):
        saved = SavedCohorts(state.parent)
        assert saved.listed() == []
        assert saved.history("Ours") == []
    assert "cohorts.sqlite in the folder for what readers save" in saved.fault
    assert "everything else works" in saved.fault
    assert str(state.parent) not in saved.fault
    assert str(state) in caplog.text
    with pytest.raises(QueryError, match="Saving is off until"):
        save(saved, MEN)
    assert contents(state) == before
    assert [path.name for path in state.parent.iterdir()] == [state.name]


def test_a_cohort_that_was_changed_into_another_is_not_taken_for_it(state: Path) -> None:
    other = cohorts.to_json(MEN).replace("'", "''")
    changed(state, f"update cohorts set tree = '{other}';")
    saved = SavedCohorts(state.parent)
    assert saved.find(WOMEN_ID) is None
    assert "damaged" in saved.fault


@pytest.mark.parametrize("noun", NOUNS)
def test_every_page_opens_beside_a_damaged_file(
    state: Path, noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    garbage(state)
    app = screens.opened(noun, demo_studies.small_demo_store(), monkeypatch)
    assert not app.exception
    assert app.title


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_the_page_of_cohorts_says_what_is_damaged_and_counts_all_the_same(
    state: Path, damage: Damage, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(state)
    link = cohorts.to_link(cohorts.parse("ethnic_group is chinese and ever type_2_diabetes"))
    app = screens.opened("cohorts", demo_studies.small_demo_store(), monkeypatch, c=link)
    assert not app.exception
    said = screens.said(app)
    assert "people are in: Ethnic group is Chinese and ever Type 2 diabetes" in said
    assert "The saved cohorts cannot be read: the file cohorts.sqlite" in said
    assert "Saving is off until" in said


@pytest.mark.parametrize("noun", ["cohorts", "frequencies", "overview"])
def test_a_link_to_a_cohort_that_cannot_be_read_says_so(
    state: Path, noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    garbage(state)
    names = {"c" if noun == "cohorts" else "a": f"cohort:{WOMEN_ID}"}
    app = screens.opened(noun, demo_studies.small_demo_store(), monkeypatch, **names)
    assert not app.exception
    assert "was saved on this server" not in screens.said(app)


@pytest.mark.parametrize("noun", ["cohorts", "overview", "gene"])
def test_a_file_in_use_by_another_program_holds_no_page_up(
    locked: Path, noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = screens.opened(noun, demo_studies.small_demo_store(), monkeypatch)
    assert not app.exception
    if noun == "cohorts":
        assert "is in use by another program" in screens.said(app)


def test_a_file_in_use_is_read_again_once_it_is_free(state: Path) -> None:
    connection = sqlite3.connect(state)
    connection.execute("begin exclusive")
    assert "in use by another program" in SavedCohorts(state.parent).fault
    connection.close()
    assert [one.name for one in SavedCohorts(state.parent).listed()] == ["Ours"]


def test_a_mended_file_is_read_without_a_restart(state: Path) -> None:
    whole = state.read_bytes()
    garbage(state)
    assert SavedCohorts(state.parent).fault
    state.write_bytes(whole)
    saved = SavedCohorts(state.parent)
    assert saved.find(WOMEN_ID) == WOMEN
    assert (saved.fault, saved.why_off) == ("", "")


def test_a_damaged_file_that_was_moved_away_makes_room_for_a_new_one(state: Path) -> None:
    garbage(state)
    assert SavedCohorts(state.parent).fault
    state.rename(state.with_suffix(".damaged"))
    saved = SavedCohorts(state.parent)
    assert saved.listed() == []
    assert saved.find(save(saved, MEN)) == MEN


def test_a_file_deleted_while_the_server_runs_costs_what_it_held(state: Path) -> None:
    saved = SavedCohorts(state.parent)
    state.unlink()
    assert saved.listed() == []
    assert saved.find(WOMEN_ID) is None
    assert not saved.fault
    assert saved.find(save(saved, MEN)) == MEN


def test_a_disk_that_is_full_costs_only_what_was_to_be_saved(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = SavedCohorts(state.parent)
    connect = sqlite3.connect

    def full(*arguments: object, **keys: object) -> sqlite3.Connection:
        connection = connect(*arguments, **keys)  # type: ignore[call-overload]
        connection.execute("pragma max_page_count = 1")
        return connection

    monkeypatch.setattr(state_file.sqlite3, "connect", full)
    with pytest.raises(QueryError, match=r"was not saved: .* cannot be written .*is full"):
        saved.save(MEN, "Long", "x" * 2000, "Demo" * 5000, "r1", 84)
    monkeypatch.undo()
    assert SavedCohorts(state.parent).find(WOMEN_ID) == WOMEN


def test_what_cannot_be_written_is_read_and_says_so(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_file.os, "access", lambda *_: False)
    saved = SavedCohorts(state.parent)
    assert saved.find(WOMEN_ID) == WOMEN
    assert "cannot be written" in saved.why_off
    with pytest.raises(QueryError, match="cannot be written"):
        save(saved, MEN)


def test_a_file_of_an_earlier_straits_is_read_and_goes_on(state: Path) -> None:
    changed(state, "pragma user_version = 0;")
    saved = SavedCohorts(state.parent)
    save(saved, MEN, "Others")
    assert {one.name for one in saved.listed()} == {"Ours", "Others"}


@pytest.mark.parametrize("damage", [None, *DAMAGES], ids=lambda d: getattr(d, "__name__", "whole"))
def test_the_command_counts_what_it_is_told_and_says_what_it_cannot_read(
    state: Path, damage: Damage | None
) -> None:
    if damage:
        damage(state)
    store = demo_studies.small_demo_store()
    asked = studies.command("cohort", "count", "sex is XX", "--store", store)
    assert asked.returncode == 0, asked.stderr
    named = studies.command("cohort", "count", f"cohort:{WOMEN_ID}", "--store", store)
    assert "Traceback" not in named.stderr
    if damage in (None, a_time_that_is_none, a_number_for_text, text_that_is_none):
        assert named.returncode == 0, named.stderr
    else:
        assert named.returncode == 2
        assert "The saved cohorts cannot be read" in named.stderr


def test_many_savings_at_once_are_all_kept(state: Path) -> None:
    names = [f"number {number}" for number in range(12)]
    each = [
        threading.Thread(target=save, args=(SavedCohorts(state.parent), MEN, name))
        for name in names
    ]
    for thread in each:
        thread.start()
    for thread in each:
        thread.join()
    assert {one.name for one in SavedCohorts(state.parent).listed()} == {"Ours", *names}
