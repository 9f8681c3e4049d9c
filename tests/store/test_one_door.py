"""Under a profile that shows nobody, no way leads from an open store to its people."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import straits.store
from straits import cohorts, journal
from straits.errors import QueryError, StraitsError
from straits.journal import Journal
from straits.store import Store
from straits.store.exit import Exit, Told
from straits.store.releases.release_files import find_release
from tests.builders import phenotype_study
from tests.store.public_walk import CELL, GONE, VALUES, WOMEN, Walk, arguments


def opened(profile: str, **more: Any) -> Store:
    return Store(find_release(phenotype_study.store(profile), None), **more)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A release whose people nobody may be shown, after one that is gone."""
    shutil.copytree(phenotype_study.store("inside"), tmp_path / "store", symlinks=True)
    store = Store(find_release(tmp_path / "store", None))
    now = GONE.model_copy(
        update={"release_id": store.release_id, "people": {"dk_wgs": 120, "sg_wgs": 180}}
    )
    journal.write(tmp_path / "store", Journal(releases=(GONE, now)))
    return store


def walked(thing: object) -> Walk:
    walk = Walk()
    walk.into(thing, "store")
    return walk


def test_no_public_name_of_a_store_leads_to_its_people(store: Store) -> None:
    walk = walked(store)
    assert walk.people == []
    # The walk was asked for, and went, where answers come from.
    ways = {"query", "linkage", "carriers", "beside", "cohorts.attrition", "cohorts.members"}
    assert {f"store.{way}" for way in ways} <= set(walk.asked)


def offered(store: Store, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Walk through all that straits.store offers to whoever imports it."""
    monkeypatch.setenv("STRAITS_STORE", str(store._release.aggregates.parents[2]))
    walk = Walk()
    # `watched_store` opens what `open_store` does, and goes on looking after it; what readers saved
    # is no part of a store.
    for name in set(straits.store.__all__) - {"watched_store", "saved_cohorts", "saved_stories"}:
        for way, thing in walk.attribute(straits.store, name, "straits.store"):
            walk.into(thing, f"straits.store{way}")
    return walk


def test_nothing_that_the_store_offers_tells_of_people_or_of_too_few(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = offered(store, monkeypatch)
    assert walk.people == []
    assert {"straits.store.open_store", "straits.store.is_there"} <= set(walk.asked)


def test_a_record_of_the_journal_that_the_store_offered_would_be_found(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(straits.store, "__all__", [*straits.store.__all__, "known_of"])
    monkeypatch.setattr(straits.store, "known_of", lambda release_id: GONE, raising=False)
    assert "straits.store.known_of().people['dk_wgs']: int" in offered(store, monkeypatch).people


class WithPeople:
    """A store as it was: with the register of its cohorts, or one of its parts, on show."""

    def __init__(self, of: Store, part: Callable[[Any], object]) -> None:
        self.study = of.study
        self.shown = part(of._cohorts)


@pytest.mark.parametrize(
    "part",
    [
        lambda register: register,
        lambda register: register.people,
        lambda register: register.truth(WOMEN),
        lambda register: register.entered(register.enter(WOMEN)),
        lambda register: [register.entered(register.enter(WOMEN)).masks],
        lambda register: {"who": register.people["sample_id"].to_list()},
        lambda register: register.people.select(who="sample_id").head(3),
        lambda register: GONE,
        lambda register: f"The first is {register.people['sample_id'][0]}.",
    ],
    ids=["register", "people", "truth", "cohort", "masks", "ids", "a few", "too few", "a sentence"],
)
def test_the_walk_finds_people_that_are_on_show(
    store: Store, part: Callable[[Any], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    women = store._cohorts.enter(WOMEN)
    register_values = {
        "is_member": store._cohorts.members_of(WOMEN), "named": [f"cohort:{women}"],
        "first_allele": 0, "last_allele": 0, "check": lambda: None, "call_set_id": "dk_wgs",
        "alleles": np.zeros(1, np.int64), "wanted": ["Danish"],
        "grouping": "ethnic_group", "group_id": "Danish", "sex": "XX",
        "rows": pl.DataFrame({"call_set_id": ["dk_wgs"], "sample_index": [0], "value": [1.0]}),
        "column": "value", "people": np.zeros(300, bool),
        "criterion": cohorts.parse("pgx CYP2C19 is poor metabolizer"),
    }  # fmt: skip
    for name, value in register_values.items():
        monkeypatch.setitem(VALUES, name, value)
    assert walked(WithPeople(store, part)).people


def test_an_open_store_lists_members_where_asked(store: Store) -> None:
    assert any("cohorts.members()" in place for place in walked(opened("open")).people)
    with pytest.raises(QueryError, match="members of a cohort cannot be listed"):
        store.cohorts.members(WOMEN)


class ShutError(StraitsError):
    """Raised by a way out that is shut."""


def test_nothing_is_answered_where_the_way_out_is_shut(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut(*_: object, **__: object) -> object:
        raise ShutError("shut")

    monkeypatch.setattr(Exit, "let_out", shut)
    told = [
        lambda: store.query("group_sizes"),
        lambda: store.linkage(CELL, [0], [0]),
        lambda: store.carriers([CELL], [0]),
        lambda: store.cohorts.names,
        lambda: store.cohorts.groupings,
        lambda: store.cohorts.grouping(WOMEN),
        *(
            lambda name=name: _asked(getattr(store.cohorts, name))
            for name in dir(type(store.cohorts))
            if not name.startswith("_") and name not in ("names", "groupings", "prepare")
        ),
    ]
    for ask in told:
        with pytest.raises(ShutError):
            ask()


def _asked(method: Callable[..., object]) -> object:
    return method(**next(arguments(method)))


def test_whoever_listens_is_told_what_leaves_and_how_much_of_it() -> None:
    told: list[Told] = []
    inside = opened("inside", listener=told.append)
    inside.query("group_sizes")
    inside.cohorts.overlap(WOMEN, cohorts.parse("age below 40"))
    inside.cohorts.attrition(cohorts.parse("ethnic_group is Malay and age below 40 and sex is XX"))
    inside.carriers([CELL], [0])
    by_question = {each.question: each for each in told}
    assert list(by_question) == ["group_sizes", "cohorts.overlap", "cohorts.attrition", "carriers"]
    assert by_question["cohorts.overlap"].parameters["a"] == WOMEN
    # In Denmark 15 women are 35 years old.
    overlap = by_question["cohorts.overlap"]
    assert (overlap.n_shown, overlap.n_withheld) == (2, 3)
    # Of 80 Malays 20 are 35 years old, and 10 of them women.
    assert by_question["cohorts.attrition"].n_withheld > 0
    assert by_question["carriers"].n_shown == 3


def test_what_a_listener_refuses_does_not_leave() -> None:
    def refuses(told: Told) -> None:
        raise QueryError(f"{told.question} cannot be written down")

    with pytest.raises(QueryError, match="group_sizes cannot be written down"):
        opened("inside", listener=refuses).query("group_sizes")
