"""How finely a group's counts of each allele may be told: whole, by sex, by relatedness, or not.

What statements may read is written once, when a release is, and nothing is judged afterwards. So
the parts that are told must add up to each other: where sexes can be told of all people and not of
the unrelated, they are left out beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.privacy.decide import are_too_few, are_withheld, is_exact
from straits.privacy.profiles import Profile

# Of an allele: nothing is told; one number of all people; parts by sex; the unrelated and their
# relatives; every leaf.
NOTHING, TOTAL, SEXES, RELATED, LEAVES = range(5)

_Flags = NDArray[np.bool_]
_Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class DecidedCell:
    """What the profile decided of a group of a call set: see straits.privacy.shown_cells."""

    is_shown: bool
    is_sex_shown: bool
    is_unrelated_shown: bool
    is_unrelated_sex_shown: bool


def told_parts(
    n_called: _Numbers,
    sexes: Sequence[str],
    are_unrelated: Sequence[bool],
    cell: DecidedCell,
    profile: Profile,
) -> NDArray[np.int8]:
    """Return of each allele how finely it is told, shape (n_alleles,).

    n_called
        People with a call, of each leaf, shape (n_leaves, n_alleles).
    sexes, are_unrelated
        Of each leaf.

    >>> from straits.privacy.profiles import profile
    >>> called = np.array([[30, 30, 3, 0], [40, 5, 3, 0]])
    >>> cell = DecidedCell(True, True, True, True)
    >>> told_parts(called, ["XX", "XY"], [True, True], cell, profile("inside")).tolist()
    [4, 3, 0, 4]
    """
    n_alleles = n_called.shape[1]
    if is_exact(profile):
        return np.full(n_alleles, LEAVES, np.int8)
    unrelated = n_called[np.array(are_unrelated, np.bool_)].sum(axis=0)
    total = n_called.sum(axis=0)
    is_told = cell.is_shown & ~are_too_few(total, profile)
    is_related = is_told & cell.is_unrelated_shown & ~are_withheld(unrelated, total, profile)
    by_sex = is_told & cell.is_sex_shown
    by_leaf = is_related & by_sex & cell.is_unrelated_sex_shown
    for sex in dict.fromkeys(sexes):
        of_sex = [each == sex for each in sexes]
        both = [one and other for one, other in zip(of_sex, are_unrelated, strict=True)]
        n_sex, n_both = n_called[of_sex].sum(axis=0), n_called[both].sum(axis=0)
        by_sex &= ~are_withheld(n_sex, total, profile)
        by_leaf &= ~are_withheld(n_both, n_sex, profile) & ~are_withheld(n_both, unrelated, profile)
    by_leaf &= by_sex
    return _finest(is_told, by_sex, is_related, by_leaf)


def _finest(
    is_told: _Flags, by_sex: _Flags, is_related: _Flags, by_leaf: _Flags
) -> NDArray[np.int8]:
    told = np.where(is_told, TOTAL, NOTHING)
    told = np.where(by_sex, SEXES, told)
    # Pages count the unrelated first.
    told = np.where(is_related, RELATED, told)
    return np.where(by_leaf, LEAVES, told).astype(np.int8)
