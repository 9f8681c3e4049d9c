"""A largest set of people no two of whom are relatives."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from data_loaders.people import unrelated
from data_loaders.people.unrelated import largest_unrelated

Pairs = list[tuple[str, str]]


def near(pairs: Pairs) -> dict[str, set[str]]:
    relatives: dict[str, set[str]] = {}
    for a, b in pairs:
        relatives.setdefault(a, set()).add(b)
        relatives.setdefault(b, set()).add(a)
    return relatives


def is_free(people: tuple[str, ...] | set[str], pairs: Pairs) -> bool:
    return not any(a in people and b in people for a, b in pairs if a != b)


def best_by_hand(people: list[str], pairs: Pairs, children: set[str]) -> set[str]:
    """Try every set: the most people, then the fewest children, then the first ids."""
    sets = (each for n in range(len(people) + 1) for each in combinations(sorted(people), n))
    free = (each for each in sets if is_free(each, pairs))
    return set(min(free, key=lambda each: (-len(each), len(children & set(each)), each)))


def largest_by_programming(people: list[str], pairs: Pairs) -> int:
    """Return how many a largest set has, by integer programming (HiGHS)."""
    column = {person: at for at, person in enumerate(people)}
    rows = np.zeros((len(pairs), len(people)))
    for row, pair in enumerate(pairs):
        for person in pair:
            rows[row, column[person]] = 1
    solved = optimize.milp(
        -np.ones(len(people)),
        constraints=optimize.LinearConstraint(rows, -np.inf, 1),
        integrality=np.ones(len(people)),
        bounds=optimize.Bounds(0, 1),
    )
    return round(-solved.fun)


PEOPLE = list("abcdefgh")
of_people = st.sampled_from(PEOPLE)


@given(st.lists(st.tuples(of_people, of_people), max_size=14), st.sets(of_people))
def test_the_set_is_the_first_of_the_largest(pairs: Pairs, children: set[str]) -> None:
    assert largest_unrelated(PEOPLE, near(pairs), children) == best_by_hand(PEOPLE, pairs, children)


@given(st.permutations(PEOPLE), st.lists(st.tuples(of_people, of_people), max_size=14))
def test_the_order_of_people_and_pairs_does_not_matter(people: list[str], pairs: Pairs) -> None:
    turned = [(b, a) for a, b in reversed(pairs)]
    assert largest_unrelated(people, near(turned)) == largest_unrelated(PEOPLE, near(pairs))


@pytest.mark.parametrize(("n_people", "n_pairs"), [(30, 45), (60, 90), (60, 150), (400, 380)])
@pytest.mark.parametrize("seed", range(3))
def test_families_of_up_to_60_keep_as_many_as_can_be(n_people, n_pairs, seed):
    draw = np.random.default_rng(seed)
    people = [f"P{n:03}" for n in range(n_people)]
    # Families of at most 60, so that each is judged exactly.
    firsts = draw.integers(0, n_people, n_pairs)
    seconds = firsts // 60 * 60 + draw.integers(0, 60, n_pairs)
    pairs = [
        (people[a], people[b]) for a, b in zip(firsts, seconds, strict=True) if a != b < n_people
    ]
    kept = largest_unrelated(people, near(pairs))
    assert is_free(kept, pairs)
    assert len(kept) == largest_by_programming(people, pairs)


def test_a_larger_family_keeps_nobody_with_a_relative_and_leaves_nobody_out_for_nothing():
    draw = np.random.default_rng(5)
    people = [f"P{n:04}" for n in range(3000)]
    pairs = [(people[n], people[draw.integers(0, n)]) for n in range(1, 3000)]  # one tree
    relatives = near(pairs)
    assert len(list(unrelated.families(people, relatives))) == 1
    kept = largest_unrelated(people, relatives)
    assert is_free(kept, pairs)
    assert all(person in kept or relatives[person] & kept for person in people)
    # Of a tree, to keep whoever has fewest relatives is the best that can be done.
    assert len(kept) == largest_by_programming(people, pairs)


def test_a_large_family_keeps_who_is_no_child_and_comes_first():
    star = [("hub", f"P{n:03}") for n in range(100)]
    assert "hub" not in largest_unrelated({"hub", *(b for _, b in star)}, near(star))
    couples = [(f"A{n:03}", f"B{n:03}") for n in range(40)]
    chain = [(f"B{n:03}", f"A{n + 1:03}") for n in range(39)]
    people = [each for pair in couples for each in pair]
    first = {f"A{n:03}" for n in range(40)}
    assert largest_unrelated(people, near(couples + chain)) == first
    kept = largest_unrelated(people, near(couples + chain), first)
    assert len(kept) == 40
    assert "B039" in kept  # at the end of the chain, and no child
