"""Cohorts are saved for good, in a folder of their own, or it is said why not."""

import threading
from pathlib import Path

import pytest

from straits import cohorts
from straits.errors import QueryError
from straits.store.audited.who_asks import Who, asked_by
from straits.store.cohorts.saved_cohorts import SavedCohorts, saved_cohorts

WOMEN, MEN = cohorts.parse("sex is XX"), cohorts.parse("sex is XY")


def keep(saved: SavedCohorts, tree=WOMEN, name="Ours", n_people: int | None = 84) -> str:
    return saved.save(tree, name, "As of the protocol.", "Demo", "r1", n_people)


def test_a_saved_cohort_is_found_by_its_id_and_listed_by_its_name(tmp_path: Path):
    cohort_id = keep(SavedCohorts(tmp_path))
    again = SavedCohorts(tmp_path)
    assert again.find(cohort_id) == WOMEN
    (listed,) = again.listed()
    assert (listed.name, listed.description, listed.owner) == (
        "Ours", "As of the protocol.", "local"
    )  # fmt: skip
    assert (listed.study, listed.release_id, listed.n_people) == ("Demo", "r1", 84)


def test_an_edited_cohort_has_a_history_and_its_old_link_works(tmp_path: Path):
    saved = SavedCohorts(tmp_path)
    first, second = keep(saved), keep(saved, MEN, "  Ours ")
    assert [one.cohort_id for one in saved.listed()] == [second]
    assert [one.cohort_id for one in saved.history("Ours")] == [second, first]
    assert saved.find(first) == WOMEN


def test_a_removed_name_is_not_listed_and_its_link_works(tmp_path: Path):
    saved = SavedCohorts(tmp_path)
    cohort_id = keep(saved)
    saved.remove("Ours")
    assert saved.listed() == []
    assert saved.find(cohort_id) == WOMEN
    keep(saved)
    assert [one.name for one in saved.listed()] == ["Ours"]


def test_without_a_folder_saving_is_off_and_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("STRAITS_STATE", raising=False)
    saved = saved_cohorts()
    assert "started without --state" in saved.why_off
    assert saved.listed() == []
    with pytest.raises(QueryError, match=r"keeps nothing.*Links to a cohort hold"):
        keep(saved)


def test_a_folder_that_cannot_be_written_turns_saving_off(tmp_path: Path):
    (tmp_path / "state").write_text("a file, not a folder")
    saved = SavedCohorts(tmp_path / "state")
    assert "Nothing can be saved: the folder" in saved.why_off
    assert str(tmp_path) not in saved.why_off
    assert saved.find("0" * 16) is None


def test_state_within_the_store_is_refused(tmp_path: Path):
    assert "within the store" in SavedCohorts(tmp_path / "store/state", tmp_path / "store").why_off


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str):
    with pytest.raises(QueryError, match="needs a name"):
        keep(SavedCohorts(tmp_path), name=name)


def test_many_can_save_at_once(tmp_path: Path):
    saved = SavedCohorts(tmp_path)
    threads = [threading.Thread(target=keep, args=(saved, WOMEN, f"Cohort {n}")) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(saved.listed()) == 10


def test_what_is_saved_is_the_projects_or_the_persons_and_its_link_works_for_all(tmp_path: Path):
    saved = SavedCohorts(tmp_path)
    with asked_by(Who("ada", "heart")):
        cohort_id = keep(saved)
    with asked_by(Who("bob", "heart")):
        assert [one.name for one in saved.listed()] == ["Ours"]
    for other in (Who("ada"), Who("cy", "lungs"), Who("heart"), Who()):
        with asked_by(other):
            assert saved.listed() == []
            assert saved.named(cohort_id) is None
            saved.remove("Ours")
            assert saved.find(cohort_id) == WOMEN
    with asked_by(Who("ada", "heart")):
        assert [one.name for one in saved.listed()] == ["Ours"]
