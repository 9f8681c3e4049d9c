"""Fisher's exact test for many 2 x 2 tables at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from straits.popgen import exact
from straits.popgen.arrays import Floats, counts


def fisher_exact(ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike) -> Floats:
    """Two-sided p of Fisher's exact test for a difference of two allele frequencies.

    The sum of the probabilities of all tables with the same margins that are at most as likely as
    the observed one (Fisher 1934), as in R and scipy; likelihoods within a share of 1e-7 are equal,
    as in R. The log-gamma function limits the relative error to about 1e-8 at an AN of 1e6. Only
    an AN that was observed belongs here.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns shape (n,): the p-value; 1 where none or all have the allele, NaN where an an is 0.
    Raises ValueError if any ac is negative or above its an.

    >>> print(fisher_exact([51, 0], [94, 10], [22, 0], [114, 10]))
    [2.15649997e-07 1.00000000e+00]
    """
    table = counts((ac1, an1), (ac2, an2))
    shape = table[0].shape
    ac1, an1, ac2, an2 = (array.ravel() for array in table)
    p, _ = exact.two_sided(_Hypergeometric(ac1 + ac2, an1, an2), ac1)
    return np.where((an1 == 0) | (an2 == 0), np.nan, p).reshape(shape)


def minimum_attainable_p(ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike) -> Floats:
    """Smallest p that Fisher's test could give for this many copies in all (Tarone 1990).

    An allele whose smallest p is above the level cannot be significant, whatever the groups; it
    need not count towards the family of tests (Tarone 1990, Biometrics 46:515).

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns shape (n,); NaN where an an is 0.

    >>> minimum_attainable_p([1, 3], [10, 10], [0, 0], [10, 10]).round(3)
    array([1.   , 0.211])
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    total = ac1 + ac2
    most, least = np.minimum(total, an1), np.maximum(0, total - an2)
    return np.minimum(
        fisher_exact(most, an1, total - most, an2), fisher_exact(least, an1, total - least, an2)
    )


@dataclass(frozen=True)
class _Hypergeometric:
    """Copies in a group, if `total` copies fall on the alleles of it and of another by chance."""

    total: Floats
    size: Floats
    other_size: Floats

    @property
    def first(self) -> Floats:
        return np.maximum(0, self.total - self.other_size)

    @property
    def last(self) -> Floats:
        return np.minimum(self.total, self.size)

    @cached_property
    def _log_margins(self) -> Floats:
        everyone = self.size + self.other_size
        margins = (self.total, everyone - self.total, self.size, self.other_size)
        logs = sum(exact.log_factorial(n) for n in margins) - exact.log_factorial(everyone)
        return np.asarray(logs)

    def log_probability(self, outcome: Floats) -> Floats:
        cells = (
            outcome,
            self.total - outcome,
            self.size - outcome,
            self.other_size - self.total + outcome,
        )
        return np.asarray(self._log_margins - sum(exact.log_factorial(n) for n in cells))

    def rise(self, outcome: Floats) -> Floats:
        up = (self.total - outcome) * (self.size - outcome)
        down = (outcome + 1) * (self.other_size - self.total + outcome + 1)
        return up / down

    def rows(self, index: NDArray[np.intp]) -> "_Hypergeometric":
        return _Hypergeometric(self.total[index], self.size[index], self.other_size[index])
