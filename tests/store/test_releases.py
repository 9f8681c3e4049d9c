"""The releases of a store: which are kept, what the command shows and refuses, and odd stores."""

import shutil
import time
from pathlib import Path

import pytest

from data_loaders.release import kept_releases, publishing
from data_loaders.release.store_lock import locked
from data_loaders.study.study_reading import read_study
from straits import journal
from straits.errors import ReleaseGoneError, StoreError, StudyError
from straits.store import whole_release
from straits.store.releases import wholeness
from straits.store.releases.release_files import find_release
from straits.store.releases.release_history import in_order
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


def changed(store: Path, *arguments: str) -> studies.Done:
    action, *ids = arguments
    return studies.command("releases", action, *ids, "--store", store)


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_release_published_behind_ids_of_the_future_stays(store, files, monkeypatch):
    set_clock(monkeypatch, 10 * 366 * 86_400)
    ahead = published(store, files, 3)
    set_clock(monkeypatch, 0)
    [new] = published(store, files)
    assert current(store) == new
    assert there(store) == {*ahead[1:], new}


def test_the_release_that_was_replaced_stays_though_it_is_old(store, files):
    oldest, *_ = published(store, files, 3)
    (store / "current").unlink()
    (store / "current").symlink_to(Path("releases") / oldest)
    new = publish(store, files, n_kept=2).path.name
    assert there(store) == {oldest, new}


def test_no_id_is_given_twice_even_to_a_release_that_is_gone(store, files, monkeypatch):
    set_clock(monkeypatch, 0)
    tokens = iter(["aaaa", "aaaa", "bbbb", "aaaa", "bbbb", "cccc"])
    monkeypatch.setattr(publishing.secrets, "token_hex", lambda _: next(tokens))
    first, second = published(store, files, 2)
    assert first[-4:], second[-4:] == ("aaaa", "bbbb")
    monkeypatch.setattr(kept_releases.secrets, "token_hex", lambda _: "away")
    changed(store, "delete", first)
    monkeypatch.setattr(publishing.secrets, "token_hex", lambda _: next(tokens))
    assert published(store, files)[0].endswith("cccc")


def test_the_command_says_how_many_stay(store, tmp_path):
    (tmp_path / "calls.vcf").write_text(
        studies.vcf_text(["P1"], [studies.record("chr1 100 A G", "0/1")])
    )
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX"}, keep_releases=2)
    for _ in range(3):
        studies.ingest(study, store)
    assert len(there(store)) == 2
    done = studies.command("ingest", study, "--store", store, "--keep", "4")
    assert done.returncode == 0
    assert len(there(store)) == 3


@pytest.mark.parametrize("keep", [1, 0, -3, "many", 2.5, True])
def test_a_number_of_releases_that_cannot_be_kept_is_refused(tmp_path, keep):
    study = studies.one_call_set(tmp_path, ["calls.vcf"], {"P1": "XX"}, keep_releases=keep)
    (tmp_path / "calls.vcf").touch()
    with pytest.raises(StudyError, match=r"study\.yaml:\d+: `keep_releases`: expected how many"):
        read_study(study)


def test_a_pinned_release_outlives_any_number_of_ingests_and_takes_no_place(store, files):
    first, *_ = published(store, files)
    assert changed(store, "pin", first).returncode == 0
    later = published(store, files, 6)
    assert there(store) == {first, *later[-3:]}
    assert changed(store, "unpin", first).returncode == 0
    later += published(store, files)
    assert there(store) == set(later[-3:])


def test_a_damaged_pin_pins_all_the_same(store, files):
    first, *_ = published(store, files)
    changed(store, "pin", first)
    (store / "pins" / f"{first}.json").write_bytes(b"\xff")
    published(store, files, 4)
    assert first in there(store)


def test_the_list_tells_what_is_there(store, files):
    first, second = published(store, files, 2)
    done = studies.command(
        "releases", "pin", first, "--store", store, "--reason", "Table 2 [of] the paper"
    )
    assert f"Release {first} is pinned" in done.stdout
    _, one, two = changed(store, "list").stdout.splitlines()
    assert words(one).startswith(f"{first} 20")
    assert "pinned: Table 2 [of] the paper" in one
    assert "current" in two
    assert words(two).endswith("2 1 yes")  # two people, one allele
    assert second in two


def test_the_list_says_why_a_release_cannot_be_opened(store, files):
    first, _ = published(store, files, 2)
    path = store / "releases" / first / "aggregates" / "genes.parquet"
    path.unlink()
    listed = changed(store, "list").stdout
    assert "genes.parquet" in listed.splitlines()[-1]
    assert words(listed.splitlines()[1]).endswith("no")


def test_a_deleted_release_frees_what_is_said_and_is_remembered(store, files):
    first, _ = published(store, files, 2)
    done = changed(store, "delete", first)
    assert done.returncode == 0
    assert f"Release {first} is deleted; that frees " in done.stdout
    with pytest.raises(ReleaseGoneError, match=first):
        find_release(store, first)
    written = journal.read(store)
    known = written and written.record(first)
    assert known
    assert (known.n_alleles, known.people, known.study) == (1, {"wgs": 2}, "A test")


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("current", "is the current one of"),
        ("pinned", r"is pinned (cited). Nothing was deleted. Unpin it first"),
        ("../../elsewhere", "has no release '../../elsewhere'; it has"),
        ("releases", "has no release 'releases'"),
    ],
)
def test_what_may_not_be_deleted_is_refused_and_nothing_else_goes(store, files, which, said):
    free, pinned, now = published(store, files, 3)
    studies.command("releases", "pin", pinned, "--store", store, "--reason", "cited")
    asked = {"current": now, "pinned": pinned}.get(which, which)
    done = changed(store, "delete", free, asked)
    assert done.returncode == 2
    assert said in words(done.stderr)
    assert there(store) == {free, pinned, now}


def test_what_is_not_pinned_cannot_be_unpinned(store, files):
    [first] = published(store, files)
    done = changed(store, "unpin", first)
    assert done.returncode == 2
    assert f"Release '{first}' is not pinned" in done.stderr


@pytest.mark.parametrize("action", ["pin", "unpin", "delete", "list"])
def test_a_store_that_is_not_there_is_named(tmp_path, action):
    ids = [] if action == "list" else ["r1"]
    done = changed(tmp_path / "nowhere", action, *ids)
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_releases_are_not_changed_while_an_ingest_writes_and_can_be_listed(store, files):
    [first] = published(store, files)
    with locked(store):
        refused = changed(store, "pin", first)
        assert "Another ingest is writing" in refused.stderr
        assert changed(store, "list").returncode == 0
    assert refused.returncode == 2


def test_a_full_disk_while_publishing_leaves_the_store_as_it_was(store, files, monkeypatch):
    [first] = published(store, files)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "symlink_to", full)
    with pytest.raises(StoreError, match=r"written to the end \(No space left on device\)"):
        publish(store, files)
    monkeypatch.undo()
    assert there(store) == {first}
    assert find_release(store, None).release_id == first
    assert publish(store, files).notes == ()


def test_a_release_whose_deletion_takes_long_is_gone_at_once(store, files, monkeypatch):
    first, _ = published(store, files, 2)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: time.sleep(0))
    changed(store, "delete", first)
    with pytest.raises(ReleaseGoneError):
        find_release(store, first)


def test_the_release_offered_instead_is_the_last_published_whatever_the_clock_said(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, ids = tmp_path / "store", []
    for years in (0, -1, -2):
        set_clock(monkeypatch, years * 366 * 86_400)
        ids.append(publish(store, files).path.name)
    assert ids == sorted(ids, reverse=True)
    assert in_order(store) == ids
    for release_id in ids:
        wholeness.of(find_release(store, release_id)).check()
    assert whole_release(ids[2], store) == (ids[1], False)
