"""Stores that a kill, a person, a copy or a disk has changed: what is kept, and what is said."""

import json
import os
import shutil
from pathlib import Path

import pytest

from straits import journal
from straits.errors import StoreError
from straits.store.releases.release_files import find_release
from tests.builders import studies
from tests.builders.published_releases import current, publish, set_clock, template, there


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def published(store: Path, files: Path, number: int = 1) -> list[str]:
    return [publish(store, files).path.name for _ in range(number)]


def test_what_a_kill_left_is_cleared(store, files):
    published(store, files)
    (store / ".building-x").mkdir()
    (store / ".deleting-x").mkdir()
    (store / ".current-x").symlink_to("releases/x")
    (store / ".published.json.new").write_text("{")
    published(store, files)
    assert {path.name for path in store.iterdir()} == {
        "releases",
        "current",
        "published.json",
        ".lock",
    }


def test_a_release_from_a_backup_is_kept_as_one_published_then_and_told(store, files, tmp_path):
    first, *_ = published(store, files)
    shutil.copytree(store / "releases" / first, tmp_path / "backup")
    published(store, files, 3)
    assert first not in there(store)
    shutil.copytree(tmp_path / "backup", store / "releases" / first)
    done = publish(store, files)
    assert first in there(store)
    assert any(first in note for note in done.notes)
    assert publish(store, files).notes == ()
    assert first in there(store)


def test_what_is_no_release_is_left_alone_and_told(store, files):
    published(store, files)
    (store / "releases" / "half").mkdir()
    for _ in range(4):
        done = publish(store, files)
    assert "half is left as it is" in done.notes[0]
    assert len(there(store)) == 4


def test_a_damaged_journal_is_put_aside_and_told(store, files):
    published(store, files, 2)
    (store / "published.json").write_text("{")
    done = publish(store, files)
    assert "published.json.damaged" in done.notes[0]
    assert (store / "published.json.damaged").read_text() == "{"
    book = journal.read(store)
    assert book is not None
    assert set(book.ids) == there(store)


def test_the_order_without_a_journal_is_that_in_which_each_replaced_another(
    store, files, monkeypatch
):
    ids = []
    for seconds in (900, 600, 300):
        set_clock(monkeypatch, seconds)
        ids += published(store, files)
    (store / "published.json").unlink()
    ids += published(store, files)
    assert there(store) == set(ids[1:])


def test_a_journal_of_a_later_straits_stops_an_ingest_before_anything_changes(store, files):
    published(store, files)
    later = json.dumps({"version": 2})
    (store / "published.json").write_text(later)
    with pytest.raises(StoreError, match="written in version 2 by a later Straits"):
        publish(store, files)
    assert (store / "published.json").read_text() == later
    assert len(there(store)) == 1


def test_a_journal_cannot_name_a_folder_outside_the_store(store, files):
    published(store, files)
    (store / "published.json").write_text(
        json.dumps({"version": 1, "begun": {"release_id": "../..", "replaces": current(store)}})
    )
    done = publish(store, files)
    assert "cannot be read as a journal" in done.notes[0]


def copied_with_links_followed(store: Path) -> None:
    shutil.copytree(store, store.with_name("copy"))
    shutil.rmtree(store)
    store.with_name("copy").rename(store)


def as_a_file(store: Path) -> None:
    (store / "current").unlink()
    (store / "current").write_text("releases/x")


def leading_out(store: Path) -> None:
    [first] = there(store)
    shutil.copytree(store / "releases" / first, store.parent / "other" / first)
    (store / "current").unlink()
    (store / "current").symlink_to((store.parent / "other" / first).absolute())


def dangling(store: Path) -> None:
    (store / "current").unlink()
    (store / "current").symlink_to("releases/20200101-000000-dead")


ODD = [
    (copied_with_links_followed, r"current is a folder, and not the link.*cp -rL.*ln -s rel", True),
    (as_a_file, r"current is a file, and not the link", True),
    (leading_out, r"current leads out of the store, to .*other.*ln -sfn releases/ID", False),
    (dangling, r"current names release '20200101-000000-dead', which is not there; the s", False),
]


@pytest.mark.parametrize(("spoil", "said", "stops"), ODD, ids=[row[0].__name__ for row in ODD])
def test_a_current_that_names_no_release_is_said_and_mended_by_an_ingest_where_it_can_be(
    store, files, spoil, said, stops
):
    [first] = published(store, files)
    spoil(store)
    with pytest.raises(StoreError, match=said):
        find_release(store, None)
    assert find_release(store, first).release_id == first
    assert first in studies.command("releases", "list", "--store", store).stdout
    if stops:
        with pytest.raises(StoreError, match=said):
            publish(store, files)
        assert there(store) == {first}
    else:
        new = publish(store, files).path.name
        assert find_release(store, None).release_id == new
        assert there(store) == {first, new}


def test_an_absolute_link_within_the_store_opens(store, files):
    [first] = published(store, files)
    (store / "current").unlink()
    (store / "current").symlink_to((store / "releases" / first).absolute())
    assert find_release(store, None).release_id == first
    assert publish(store, files).path.name == current(store)
    assert first in there(store)


@pytest.mark.parametrize("action", ["pin", "delete"])
def test_a_store_that_may_only_be_read_is_listed_and_opened_and_not_changed(
    store, files, action, monkeypatch
):
    first, second = published(store, files, 2)
    opening = os.open

    def refused(path, flags, *mode, **more):
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(30, "Read-only file system", str(path))
        return opening(path, flags, *mode, **more)

    monkeypatch.setattr(os, "open", refused)
    assert find_release(store, None).release_id == second
    assert studies.command("releases", "list", "--store", store).returncode == 0
    done = studies.command("releases", action, first, "--store", store)
    assert done.returncode == 2
    assert "cannot be written (Read-only file system)" in done.stderr
    with pytest.raises(StoreError, match=r"cannot be written \(Read-only file system\)"):
        publish(store, files)
