"""People in columns are counted by group and leaf as one by one, person by person."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straits.store.people.group_overlaps import group_overlaps
from straits.store.people.member_masks import leaf_masks, members_of
from straits.store.people.person_columns import Coded, PersonColumns, coded
from straits.store.people.three_valued import of_flags
from straits.tables import EVERYONE, SAMPLE_SETS, SEXES
from tests import repeats

CALL_SETS = ("array", "wgs", "wxs")
GROUPS = {"ethnic_group": ("Danish", "Malay"), "region": ("north", "south", "west")}


@dataclass(frozen=True)
class Person:
    call_set: str
    sample: int
    sex: str
    is_unrelated: bool | None
    groups: tuple[str | None, ...]
    is_member: bool


def drawn(seed: int, n_people: int) -> list[Person]:
    """Return people in order, some of whose samples are not counted."""
    draw = random.Random(seed)
    used = draw.sample(CALL_SETS, draw.randint(1, 3))
    placed = sorted((draw.choice(used), sample) for sample in range(n_people))
    return [
        Person(
            call_set,
            sample,
            draw.choice(SEXES[: draw.randint(1, 3)]),
            draw.choice((True, True, False, None)),
            tuple(draw.choice((None, *names)) for names in GROUPS.values()),
            draw.random() < draw.choice((0.0, 0.5, 1.0)),
        )
        for call_set, sample in placed
    ]


def columns_of(people: Sequence[Person]) -> PersonColumns:
    call_sets = coded(pl.Series([one.call_set for one in people], dtype=pl.String))
    sizes = np.bincount(call_sets.codes, minlength=len(call_sets.names))
    known = np.array([one.is_unrelated is not None for one in people], np.bool_)
    by_grouping = zip(*(one.groups for one in people), strict=True) if people else ((), ())
    return PersonColumns(
        call_sets.names,
        tuple(f"site of {name}" for name in call_sets.names),
        tuple(None for _ in call_sets.names),
        tuple(np.append(0, np.cumsum(sizes)).tolist()),
        call_sets.codes.astype(np.int16),
        np.array([one.sample for one in people], np.int32),
        np.array([SEXES.index(one.sex) for one in people], np.int8),
        np.full(len(people), np.nan),
        of_flags(np.array([bool(one.is_unrelated) for one in people], np.bool_), known),
        {
            grouping: coded(pl.Series(groups, dtype=pl.String))
            for grouping, groups in zip(GROUPS, by_grouping, strict=True)
        },
    )


def is_in(one: Person, sample_set: str, sex: str, grouping: str, group: str) -> bool:
    named = dict(zip(GROUPS, one.groups, strict=True))
    return (
        (sample_set == "all" or one.is_unrelated is not False)
        and sex in ("all", one.sex)
        and (grouping == EVERYONE or named[grouping] == group)
    )


@given(st.integers(0, 2**32), st.integers(0, 60))
@settings(deadline=None, max_examples=repeats.times(150))
def test_members_of_every_group_are_those_of_a_count_one_by_one(seed: int, n_people: int) -> None:
    people = drawn(seed, n_people)
    is_member = np.array([one.is_member for one in people], np.bool_)
    found = group_overlaps(columns_of(people)).of(is_member)
    named = [(EVERYONE, EVERYONE)]
    named += [(grouping, name) for grouping, names in GROUPS.items() for name in names]
    expected = []
    for call_set in sorted({one.call_set for one in people}):
        for sample_set in SAMPLE_SETS:
            for sex in ("all", *SEXES):
                everyone = [
                    one
                    for one in people
                    if one.call_set == call_set and is_in(one, sample_set, sex, EVERYONE, EVERYONE)
                ]
                for grouping, group in named:
                    here = [one for one in everyone if is_in(one, "all", "all", grouping, group)]
                    if here or grouping == EVERYONE:
                        keys = (call_set, sample_set, sex, grouping, group)
                        n_both = sum(one.is_member for one in here)
                        n_cohort = sum(one.is_member for one in everyone)
                        expected.append((*keys, len(here), n_cohort, n_both))
    assert found.rows() == expected


@given(st.integers(0, 2**32), st.integers(0, 60), st.sampled_from(SAMPLE_SETS))
@settings(deadline=None, max_examples=repeats.times(150))
def test_masks_of_leaves_have_the_members_of_a_call_set(
    seed: int, n_people: int, most: str
) -> None:
    people = drawn(seed, n_people)
    columns = columns_of(people)
    is_member = np.array([one.is_member for one in people], np.bool_)
    sample_sets = SAMPLE_SETS[: 1 + SAMPLE_SETS.index(most)]
    for call_set in columns.call_set_ids:
        here = columns.of(call_set)
        everybody = leaf_masks(columns, call_set, 8)
        indices = columns.sample_index[here]
        found = members_of(everybody, indices, is_member[here], sample_sets)
        for sample_set in SAMPLE_SETS:
            for sex in (None, *SEXES):
                masks = found.masks[found.leaves(sample_set, sex)]
                counted = np.flatnonzero(np.unpackbits(masks, axis=-1).sum(axis=0))
                assert counted.tolist() == [
                    one.sample
                    for one in people
                    if one.call_set == call_set
                    and one.is_member
                    and sample_set in sample_sets
                    and is_in(one, sample_set, sex or "all", EVERYONE, EVERYONE)
                ]
        # Nobody is in two leaves.
        assert np.unpackbits(found.masks, axis=-1).sum(axis=0).max(initial=0) <= 1


@pytest.mark.parametrize("n_people", [0, 7])
def test_people_add_up_by_call_set(n_people: int) -> None:
    people = drawn(3, n_people)
    columns = columns_of(people)
    is_member = np.array([one.is_member for one in people], np.bool_)
    expected = {one.call_set: 0 for one in people}
    for one in people:
        expected[one.call_set] += one.is_member
    assert columns.by_call_set(is_member) == tuple(expected[name] for name in sorted(expected))


def test_a_name_that_is_none_is_unknown_whatever_is_asked_for() -> None:
    groups = Coded(("Danish", "Malay"), np.array([0, 1, -1], np.int32))
    assert groups.truth(["Malay", "Martian"]).tolist() == [-1, 1, 0]
    assert groups.truth([]).tolist() == [-1, -1, 0]
