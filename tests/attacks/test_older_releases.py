"""Where few may not be told, no older release is read, nor compared with the current one."""

from pathlib import Path

import pytest

from straits import queries
from straits.errors import ReleaseGoneError
from straits.queries.cohorts import cohort_answers
from straits.store import open_store
from tests.builders import tiny_store


def releases(folder: Path, *profiles: str) -> Path:
    """Return a store with a release of each profile, the last of them current."""
    for number, profile in enumerate(profiles):
        tiny_store.two_sites(folder, profile=profile, release_id=f"r{number}")
    return folder


@pytest.mark.parametrize("profiles", [("open", "inside"), ("inside", "inside"), ("inside", "open")])
def test_an_older_release_is_not_read_by_its_name(
    tmp_path: Path, profiles: tuple[str, str]
) -> None:
    store = releases(tmp_path / "store", *profiles)
    assert open_store(store).release_id == "r1"
    assert open_store(store, "r1").release_id == "r1"
    with pytest.raises(ReleaseGoneError, match="has no release 'r0'"):
        open_store(store, "r0")


def test_where_all_is_shown_an_older_release_is_read(tmp_path: Path) -> None:
    store = releases(tmp_path / "store", "open", "open")
    assert open_store(store, "r0").release_id == "r0"


@pytest.mark.parametrize(("profile", "is_compared"), [("open", True), ("inside", False)])
def test_the_size_of_a_saved_cohort_is_compared_only_where_all_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, is_compared: bool
) -> None:
    store = open_store(releases(tmp_path / "store", profile))

    class Counted:
        n_people = 499

    monkeypatch.setattr(cohort_answers.cohort_populations, "tree_of", lambda address: None)
    monkeypatch.setattr(type(store.cohorts), "attrition", lambda self, tree: Counted())
    saved = queries.cohorts.Saved(
        "0" * 16, "name", "", "local", store.study.created_at, store.study.name, "older", 500
    )
    said = " ".join(queries.cohorts.changes(store, saved))
    assert ("it had 500 people then and has 499 now" in said) == is_compared
