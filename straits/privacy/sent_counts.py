"""What of a group's counts may leave in a bundle, and when a group may leave anew.

Whoever receives a bundle keeps it, next to all others and with the genomes that they hold. So few
copies are one symbol with none, as are few of the others; where nobody was looked at, or too few
were, that is another, whether or not anybody has the allele.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.privacy.decide import are_rare, is_exact
from straits.privacy.profiles import Profile

# Of the alleles that are called where all are, how many must be for a range to be told.
_ENOUGH_CALLED = 0.9
# A group is told anew once so large a part of it is other people.
_PART_CHANGED = 0.1
# How well the best test may tell who is in a group, before somebody says that it may be better.
MOST_POWER = 0.10

_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class SentStates:
    """How each count leaves; each of shape (n,), and no two hold of one.

    is_exact
        As it is.
    is_low, is_high
        As a range of copies, from none or up to all.
    is_not_covered
        As not known; all that is left is not told.
    """

    is_exact: _Flags
    is_low: _Flags
    is_high: _Flags
    is_not_covered: _Flags


def sent_states(
    ac: _Numbers, an: _Numbers, most_an: _Numbers, is_callable: _Flags, profile: Profile
) -> SentStates:
    """Return how counts of one group, or of one sex of it, leave.

    ac, an
        Alleles; -1 where the release does not tell them, which is where too few were called.
    most_an
        AN where everybody is called.
    is_callable
        Whether it is known that people without a record there have no copy.

    A low range is told by `most_an` and `is_callable` alone, since a record says that somebody has
    a copy, and so does an AN that is its own.

    >>> from straits.privacy.profiles import profile
    >>> counts = np.array([0, 9, 10, 190, 191, 3, 0]), np.array([200] * 5 + [100, 0])
    >>> states = sent_states(*counts, np.full(7, 200), np.ones(7, bool), profile("inside"))
    >>> states.is_exact.tolist()
    [False, False, True, True, False, False, False]
    >>> np.flatnonzero(states.is_low).tolist(), np.flatnonzero(states.is_high).tolist()
    ([0, 1], [4])
    """
    if is_exact(profile):
        nothing = np.zeros(ac.shape, np.bool_)
        return SentStates(an > 0, nothing, nothing, an <= 0)
    is_told = an > 0
    are_few = is_told & are_rare(ac, an, profile)
    are_enough = is_told & (an >= _ENOUGH_CALLED * most_an)
    are_many_called = most_an >= 2 * profile.min_alleles
    is_high = are_few & (ac > an - ac) & are_enough & are_many_called
    is_low = are_few & (ac <= an - ac) & are_enough & are_many_called & is_callable
    exact = is_told & ~are_few & are_many_called
    return SentStates(exact, is_low, is_high, are_many_called & ~(exact | is_low | is_high))


def ranges(most_an: _Numbers, is_high: _Flags, profile: Profile) -> tuple[_Numbers, _Numbers]:
    """Return the least and the most copies of a range, both included."""
    widest = profile.min_alleles - 1
    low = np.where(is_high, most_an - widest, 0)
    return low, low + widest


def tells_genotypes(
    ac: _Numbers, an: _Numbers, n_called: _Numbers, hom_alt: _Numbers, profile: Profile
) -> _Flags:
    """Tell where enough people have each genotype for the numbers of them to be told."""
    if is_exact(profile):
        return np.ones(ac.shape, np.bool_)
    one_copy = ac - 2 * hom_alt
    least = np.minimum(one_copy, n_called - hom_alt - one_copy)
    is_diploid = an > n_called
    least = np.where(is_diploid, np.minimum(least, hom_alt), least)
    enough: _Flags = least >= profile.min_alleles
    return enough


def may_be_sent_anew(n_changed: int, n_people: int, profile: Profile) -> bool:
    """Tell whether a group may be told anew, of whom so many came or left since it was told.

    Two tables of nearly the same people tell of those in whom they differ.

    >>> from straits.privacy.profiles import profile
    >>> [may_be_sent_anew(n, 300, profile("inside")) for n in (0, 1, 29, 30)]
    [True, False, False, True]
    """
    return n_changed == 0 or are_others(n_changed, n_people, profile)


def are_others(n_changed: int, n_people: int, profile: Profile) -> bool:
    """Tell whether so many came or left that nobody is told from the others by that.

    Where it does not hold of a group that was sent, the group is not left out either, though fewer
    are in it than may be told: that it is missing would tell that somebody left.

    >>> from straits.privacy.profiles import profile
    >>> [are_others(n, 15, profile("inside")) for n in (0, 1, 19, 20)]
    [False, False, False, True]
    """
    return is_exact(profile) or n_changed >= max(profile.min_people, _PART_CHANGED * n_people)


def sends_every_allele(profile: Profile) -> bool:
    """Tell whether alleles may be listed because somebody has them."""
    return is_exact(profile)
