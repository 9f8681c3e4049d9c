"""Which sets of a few people follow from the numbers that somebody was shown.

A number of people that is shown is the sum of a vector of zeros and ones over people: who is
counted in it. Whoever has several of them has all their sums and differences. Where a combination
of them is the vector of a few people alone, what is told of them (an allele count, a number of
diagnoses, a mean) can be solved for: Dinur & Nissim (2003), and for exact answers Denning, Denning
and Schwartz (1979), "The tracker".
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# What is left of one by another that it holds, or by two.
NESTED, LEFT_OF_TWO = "nested", "left of two"
# A few people of one against a few of another: who knows those of one side has the other's.
EXCHANGE = "exchange"
# People whom no number tells apart, found by all numbers together.
ATOM = "atom"

# A part of a unit vector that lies outside of what is spanned, and a factor that is none.
_TINY = 1e-7

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Solved:
    """A set of a few people that follows from what was shown.

    kind
        NESTED, LEFT_OF_TWO, EXCHANGE or ATOM.
    people
        Shape (n_people,): 1 for who is in it; of an exchange -1 for who is on the other side.
    factors
        Vector: what it is multiplied with, so that the sum of all of them is `people`.
    """

    kind: str
    people: NDArray[np.int8]
    factors: dict[int, float]

    @property
    def key(self) -> bytes:
        """Return what two ways to the same people have in common."""
        first = self.people[np.flatnonzero(self.people)[0]]
        return bytes(self.people * first)


def solvable_sets(shown: Flags, fewest: int, n_known: int = 0) -> list[Solved]:
    """Return the sets of fewer than `fewest` people that the vectors give, each once.

    shown
        Shape (n_vectors, n_people): who is counted in each number, in the order of showing.
    n_known
        So many of the first vectors are known to everybody; what follows from them alone is left
        out.

    Found are all nested pairs and exchanges, what two leave of a third, and every atom (people
    whom no vector tells apart) that is a combination of any number of vectors. A set of several
    atoms that takes more than three vectors is found only where its atoms are.

    >>> a = np.zeros((2, 60), np.bool_)
    >>> a[0, :40] = a[1, :37] = True
    >>> [(each.kind, int(each.people.sum()), each.factors) for each in solvable_sets(a, 20)]
    [('nested', 3, {0: 1.0, 1: -1.0})]
    """
    if not shown.any():
        return []
    _, first, of_person = np.unique(
        np.packbits(shown, axis=0), axis=1, return_index=True, return_inverse=True
    )
    of_person = of_person.reshape(-1)
    atoms = shown[:, first].astype(np.float64)
    sizes = np.bincount(of_person).astype(np.float64)
    found: dict[bytes, Solved] = {}
    both = (atoms * sizes) @ atoms.T  # people in two vectors, and in each
    ways = (
        *_pairs(atoms, both, fewest), *_left_of_two(atoms, both, fewest),
        *_single(atoms, sizes, fewest),
    )  # fmt: skip
    for kind, of_atoms, factors in ways:
        if max(factors) < n_known:
            continue
        solved = Solved(kind, of_atoms[of_person].astype(np.int8), factors)
        found.setdefault(solved.key, solved)
    return list(found.values())


Way = tuple[str, Floats, dict[int, float]]


def _pairs(atoms: Floats, both: Floats, fewest: int) -> Iterator[Way]:
    """Yield what one vector leaves of another, or both of each other, if it is of a few people."""
    left = np.diag(both)[:, None] - both
    few = (left + left.T < fewest) & (left > 0)
    for a, b in np.argwhere(few).tolist():
        if left[b, a] == 0:
            yield NESTED, atoms[a] - atoms[b], {a: 1.0, b: -1.0}
        elif a < b:
            yield EXCHANGE, atoms[a] - atoms[b], {a: 1.0, b: -1.0}


def _left_of_two(atoms: Floats, both: Floats, fewest: int) -> Iterator[Way]:
    """Yield what two vectors that share nobody leave of a third that holds both."""
    total = np.diag(both)
    is_within = both == total  # [a, b]: b is within a
    for a in range(len(atoms)):
        inside = np.flatnonzero(is_within[a] & (total > 0) & (total < total[a]))
        left = total[a] - total[inside][:, None] - total[inside]
        few = (both[np.ix_(inside, inside)] == 0) & (left > 0) & (left < fewest)
        for b, c in np.argwhere(np.triu(few)).tolist():
            b, c = int(inside[b]), int(inside[c])
            yield LEFT_OF_TWO, atoms[a] - atoms[b] - atoms[c], {a: 1.0, b: -1.0, c: -1.0}


def _single(atoms: Floats, sizes: Floats, fewest: int) -> Iterator[Way]:
    """Yield the atoms of a few people that the vectors span."""
    independent, spanned = _span(atoms)
    # The part of the unit vector of an atom that is spanned has this length, squared.
    inside = (spanned**2).sum(axis=0)
    few = np.flatnonzero((sizes < fewest) & (inside > 1 - _TINY))
    if not few.size:
        return
    units = np.zeros((atoms.shape[1], few.size))
    units[few, np.arange(few.size)] = 1
    factors = np.linalg.lstsq(atoms[independent].T, units, rcond=None)[0]
    for number, atom in enumerate(few.tolist()):
        used = np.flatnonzero(np.abs(factors[:, number]) > _TINY)
        named = {int(independent[place]): float(factors[place, number]) for place in used}
        unit = np.zeros(atoms.shape[1])
        unit[atom] = 1
        yield ATOM, unit, named


def _span(atoms: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Return the first vectors that no earlier ones give, and unit vectors at right angles."""
    n_most = min(atoms.shape)
    base = np.empty((n_most, atoms.shape[1]))
    independent: list[int] = []
    for number, vector in enumerate(atoms):
        if len(independent) == n_most:
            break
        here = base[: len(independent)]
        rest = vector.copy()
        # Twice, since what is subtracted once leaves errors of rounding.
        for _ in range(2):
            rest -= (here @ rest) @ here
        length = float(np.linalg.norm(rest))
        if length > _TINY * max(1.0, float(np.linalg.norm(vector))):
            base[len(independent)] = rest / length
            independent.append(number)
    return np.array(independent, np.intp), base[: len(independent)]
