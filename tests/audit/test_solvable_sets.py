"""Every set of a few people that was made to follow from some numbers is found, and no other."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straits.audit.solvable_sets import ATOM, EXCHANGE, LEFT_OF_TWO, NESTED, Solved, solvable_sets

FEWEST = 20
N_PEOPLE = 400


def vector(*people: range) -> np.ndarray:
    counted = np.zeros(N_PEOPLE, np.bool_)
    for each in people:
        counted[list(each)] = True
    return counted


def kinds(*vectors: np.ndarray, n_known: int = 0) -> list[tuple[str, int, int]]:
    """Return kind, people, and people of the other side of each set."""
    return sorted(
        (each.kind, int((each.people > 0).sum()), int((each.people < 0).sum()))
        for each in solvable_sets(np.array(vectors), FEWEST, n_known)
    )


def test_what_one_leaves_of_another_is_found_up_to_the_fewest_that_may_be_shown() -> None:
    a = vector(range(100))
    assert kinds(a, vector(range(99))) == [(NESTED, 1, 0)]
    assert kinds(a, vector(range(81))) == [(NESTED, 19, 0)]
    assert kinds(a, vector(range(80))) == []
    assert kinds(a, a) == []


def test_a_target_hidden_behind_one_known_stranger_is_found_as_an_exchange() -> None:
    with_target, with_stranger = vector(range(100), range(300, 301)), vector(range(101))
    assert kinds(with_target, with_stranger) == [(EXCHANGE, 1, 1)]
    # What nobody could tell apart by atoms alone.
    assert not any(
        each.kind == ATOM for each in solvable_sets(np.array([with_target, with_stranger]), FEWEST)
    )


def test_what_two_leave_of_a_third_is_found() -> None:
    assert kinds(vector(range(100)), vector(range(50)), vector(range(50, 95))) == [
        (LEFT_OF_TWO, 5, 0)
    ]
    # Those that overlap leave nothing that is known.
    assert kinds(vector(range(100)), vector(range(50)), vector(range(40, 95))) == []


def test_an_atom_that_only_all_together_give_is_found_with_what_it_took() -> None:
    target = range(4)
    rest = [range(20 + 40 * number, 60 + 40 * number) for number in range(4)]
    # Each pair of stretches with the target in an odd number of them: no two are nested.
    shown = np.array(
        [
            vector(target, rest[0], rest[1]), vector(rest[1], rest[2]), vector(rest[2], rest[3]),
            vector(rest[3], rest[0]), vector(range(200, 300)),
        ]
    )  # fmt: skip
    (found,) = solvable_sets(shown, FEWEST)
    assert found.kind == ATOM
    assert np.flatnonzero(found.people).tolist() == list(target)
    # The last has nothing to do with it.
    assert sorted(found.factors) == [0, 1, 2, 3]


def test_what_everybody_knows_is_left_out_and_what_is_found_with_it_is_not() -> None:
    a, b = vector(range(100)), vector(range(90))
    assert kinds(a, b, n_known=2) == []
    assert kinds(a, b, n_known=1) == [(NESTED, 10, 0)]


def is_so(solved: Solved, shown: np.ndarray) -> bool:
    """Add the vectors up as fractions: what was claimed is that the sum is those people."""
    numbers = {
        number: Fraction(factor).limit_denominator(10_000)
        for number, factor in solved.factors.items()
    }
    added = [
        sum(factor * int(shown[number, person]) for number, factor in numbers.items())
        for person in range(shown.shape[1])
    ]
    return added == solved.people.tolist()


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
def test_whatever_is_found_adds_up_exactly_and_is_of_a_few(seed: int, n_vectors: int) -> None:
    rng = np.random.default_rng(seed)
    blocks = np.sort(rng.integers(0, 60, (n_vectors, 2)), axis=1)
    places = np.arange(60)
    shown = (places >= blocks[:, :1]) & (places < blocks[:, 1:])
    for solved in solvable_sets(shown, FEWEST):
        assert is_so(solved, shown)
        assert 0 < np.abs(solved.people).sum() < FEWEST


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_every_atom_that_fractions_can_solve_for_is_found(seed: int, n_vectors: int) -> None:
    """An oracle in exact numbers: a unit vector is spanned where it raises no rank."""
    rng = np.random.default_rng(seed)
    shown = rng.random((n_vectors, 7)) < 0.5
    shown = np.repeat(shown, 3, axis=1)
    rows = [[Fraction(int(value)) for value in row] for row in shown[:, ::3]]
    columns: dict[tuple[Fraction, ...], list[int]] = {}
    for place in range(7):
        columns.setdefault(tuple(row[place] for row in rows), []).append(place)
    atoms = list(columns.values())
    of_atoms = [[row[atom[0]] for atom in atoms] for row in rows]
    expected = {
        tuple(atom)
        for number, atom in enumerate(atoms)
        if 3 * len(atom) < FEWEST
        and rank([*of_atoms, [Fraction(int(n == number)) for n in range(len(atoms))]])
        == rank(of_atoms)
    }
    found = {
        tuple(np.flatnonzero(each.people[::3]).tolist())
        for each in solvable_sets(shown, FEWEST)
        if each.kind != EXCHANGE
    }
    # A set of several atoms may be found beside them.
    assert expected <= found


def rank(rows: list[list[Fraction]]) -> int:
    rows, n = [list(row) for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((place for place in range(n, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[n], rows[pivot] = rows[pivot], rows[n]
        for place in range(n + 1, len(rows)):
            factor = rows[place][column] / rows[n][column]
            rows[place] = [a - factor * b for a, b in zip(rows[place], rows[n], strict=True)]
        n += 1
    return n


@pytest.mark.parametrize("n_people", [0, 5])
def test_nothing_shown_gives_nothing(n_people: int) -> None:
    assert solvable_sets(np.zeros((0, n_people), np.bool_), FEWEST) == []
    assert solvable_sets(np.zeros((3, n_people), np.bool_), FEWEST) == []
