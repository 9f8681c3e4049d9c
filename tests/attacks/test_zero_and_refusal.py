"""Neither "nobody", nor "too few", nor a refusal says what one person has.

A person is known by call set, group, sex and year of age. What the person has is asked of a cohort
of that person alone, of groups but that person, and of groups and that person. Control: with nobody
told apart from a few, or a cohort held against one group at a time, most answers are one bit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import numpy as np
import polars as pl
import pytest

from straits import cohorts, queries
from straits.errors import QueryError
from straits.privacy.decide import are_too_few
from straits.store import Store
from tests.attacks import guarded_demo

PHENOTYPES = ("hypertension", "hypercholesterolaemia", "type_2_diabetes", "statin", "asthma")

# What an attacker asks, of the words for one person and for what that person may have.
ATTACKS: dict[str, Callable[[str, str], str]] = {
    "one person": lambda who, has: f"{who} and {has}",
    "all but one": lambda who, has: f"not ({who} and {has})",
    "a call set but one": lambda who, has: f"{who.split(' and ')[0]} and not ({who} and {has})",
    "a group but one": lambda who, has: (
        f"{' and '.join(who.split(' and ')[:2])} and not ({who} and {has})"
    ),
    "one sex but one": lambda who, has: (
        f"{who.split(' and ')[0]} and {who.split(' and ')[2]} and not ({who} and {has})"
    ),
    "union and one": lambda who, has: (
        f"{who.split(' and ')[0]} and (not {who.split(' and ')[1]} or ({who} and {has}))"
    ),
    "sex and one": lambda who, has: (
        f"{who.split(' and ')[0]} and (not {who.split(' and ')[2]} or ({who} and {has}))"
    ),
}


@contextmanager
def nobody_is_told() -> Iterator[Store]:
    """Open the demo as when nobody was told apart from a few."""
    with mock.patch(
        "straits.privacy.judged_cohorts.are_unsaid",
        lambda n_people, is_nobody_public, profile: are_too_few(n_people, profile),
    ):
        # Kept apart from others by a rule that changes nothing.
        yield guarded_demo.store(says="nobody is told")


def known_people(store: Store) -> list[tuple[str, int]]:
    """Return who is alone in call set, group, sex and year of age: in words, and the place."""
    people = store._cohorts.columns
    groups = people.groups["ethnic_group"]
    frame = pl.DataFrame(
        {
            "place": np.arange(people.n_people), "call_set": people.call_set,
            "group": groups.codes, "sex": people.sex, "age": np.floor(people.age),
        }
    ).filter(pl.col("age").is_not_nan(), pl.col("group") >= 0)  # fmt: skip
    alone = frame.filter(pl.len().over("call_set", "group", "sex", "age") == 1)
    return [
        (
            f"call set is {people.call_set_ids[row['call_set']]} "
            f"and ethnic_group is {groups.names[row['group']]} "
            f"and sex is {('XX', 'XY', 'unknown')[row['sex']]} "
            f"and age at least {row['age']:.0f} and age below {row['age'] + 1:.0f}",
            row["place"],
        )
        for row in alone.iter_rows(named=True)
    ]


def answer(store: Store, asked: str) -> str:
    """Return all that is told of a cohort as a whole, without the words that it was asked in."""
    tree = cohorts.parse(asked)
    left = store.cohorts.attrition(tree)
    sizes = store.cohorts.sizes(store.cohorts.enter(tree)).rows()
    try:
        shown = queries.groups.population(store, cohorts.to_link(tree) or "")
        words = str((shown.n_people, shown.call_set_ids))
    except QueryError as error:
        words = str(error)
    words = words.replace(cohorts.sentence(tree), "")
    last = left.steps[-1].n_left if left.steps else None
    told = [left.n_people, left.n_unknown, last, left.fault.partition("“")[0], sizes, words]
    return str(told).replace("ever", "").replace("never", "")


def auc(store: Store, attack: str, n_people: int, n_phenotypes: int = 2) -> float:
    """Return how well answers tell what people have: 0.5 by chance, 1 for each of them.

    Each is asked about twice, with what the person has and with what not.
    """
    wins = []
    people = known_people(store)
    # Of all call sets and groups, which people stand ordered by.
    for who, place in people[:: len(people) // n_people][:n_people]:
        for phenotype in PHENOTYPES[:n_phenotypes]:
            status = store._cohorts.truth(cohorts.parse(f"ever {phenotype}"))[place]
            if status == 0:
                continue  # unknown: neither cohort has the person
            asked = [
                answer(store, ATTACKS[attack](who, f"{ever} {phenotype}"))
                for ever in ("ever", "never")
            ]
            # What differs between the two is told; the attacker knows what each looks like.
            wins.append(0.5 if asked[0] == asked[1] else 1.0)
    assert len(wins) > n_people * n_phenotypes / 2
    return float(np.mean(wins))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_answer_tells_what_one_person_has(attack: str) -> None:
    assert auc(guarded_demo.store(), attack, 6) <= 0.55


@pytest.mark.long
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_answer_tells_what_any_of_many_people_have(attack: str) -> None:
    assert auc(guarded_demo.store(), attack, 110, len(PHENOTYPES)) <= 0.55


@pytest.mark.parametrize("attack", ["one person", "a call set but one", "union and one"])
def test_answers_would_tell_it_if_nobody_were_told_apart(attack: str) -> None:
    with nobody_is_told() as store:
        assert auc(store, attack, 6) >= 0.75


@contextmanager
def unions_are_not_looked_at() -> Iterator[Store]:
    """Open the demo as when a cohort was held against one group at a time."""
    with mock.patch("straits.privacy.judged_cohorts._from_unions", return_value={}):
        yield guarded_demo.store(says="one group at a time")


@pytest.mark.parametrize("attack", ["union and one", "sex and one"])
def test_answers_would_tell_it_if_one_group_at_a_time_were_looked_at(attack: str) -> None:
    with unions_are_not_looked_at() as store:
        assert auc(store, attack, 6) >= 0.75


FIXED = [
    *(f"ever {name}" for name in PHENOTYPES),
    *(f"never {name}" for name in PHENOTYPES),
    *(f"sex is {sex} and ever {name}" for sex in ("XX", "XY") for name in PHENOTYPES),
    *(f"age above {age}" for age in range(30, 80, 5)),
    *(f"age below {age}" for age in range(30, 80, 5)),
    *(f"sex is {sex} and age above {age}" for sex in ("XX", "XY") for age in range(30, 80, 5)),
    *(
        f"ethnic_group is {group} and {rest}"
        for group in ("danish", "chinese", "malay", "indian")
        for rest in ("sex is XX", "age above 50", "ever hypertension", "never hypertension",
                     "age below 60", "never statin", "ever statin", "not sex is XX", "never asthma",
                     "sex is XY and age above 40")
    ),
]  # fmt: skip


def shown(store: Store) -> set[str]:
    """Return which of 100 fixed cohorts are shown in some call set."""
    assert len(FIXED) == 100
    cohort_ids = {asked: store.cohorts.enter(cohorts.parse(asked)) for asked in FIXED}
    return {
        asked
        for asked, cohort_id in cohort_ids.items()
        if store.cohorts.sizes(cohort_id)["n_people"].is_not_null().any()
    }


def test_of_fixed_cohorts_as_many_are_shown_as_when_nobody_was_told_apart() -> None:
    with nobody_is_told() as before:
        were_shown = shown(before)
    assert len(were_shown) >= 30
    # Nobody of the small demo is older, so that this one is everyone by another name.
    assert were_shown - shown(guarded_demo.store()) <= {"age below 75"}
