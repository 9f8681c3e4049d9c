"""Fisher's exact test for many 2 x 2 tables at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from straits.popgen.arrays import Flags, Floats, counts

# Tables as likely as the observed one are as extreme, and two likelihoods that differ by less than
# this share are equal but for rounding. R uses the same (fisher.test, relErr).
_TIE = 1e-7
# Tables whose terms no longer matter are put aside this often.
_STEPS = 64


def fisher_exact(ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike) -> Floats:
    """Two-sided p of Fisher's exact test for a difference of two allele frequencies.

    The sum of the probabilities of all tables with the same margins that are at most as likely as
    the observed one (Fisher 1934), as in R and scipy. The log-gamma function limits the relative
    error to about 1e-8 at an AN of 1e6. Only an AN that was observed belongs here.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns shape (n,): the p-value; 1 where neither group or nobody else has the allele, NaN where
    an an is 0. Raises ValueError if any ac is negative or above its an.

    >>> print(fisher_exact([51, 0], [94, 10], [22, 0], [114, 10]))
    [2.15649997e-07 1.00000000e+00]
    """
    table = counts((ac1, an1), (ac2, an2))
    shape = table[0].shape
    ac1, an1, ac2, an2 = (array.ravel() for array in table)
    is_empty = (an1 == 0) | (an2 == 0)

    # The test does not change when the groups change places: let the first be the poorer one.
    is_swapped = ac1 > _most_likely(ac1 + ac2, an1, an2)
    seen = np.where(is_swapped, ac2, ac1)
    size = np.where(is_swapped, an2, an1)
    other_size = np.where(is_swapped, an1, an2)
    total = ac1 + ac2
    mode = _most_likely(total, size, other_size)

    observed = _log_probability(seen, total, size, other_size)
    is_likeliest = observed >= _log_probability(mode, total, size, other_size) - _TIE
    opposite = _first_as_unlikely(observed, mode, total, size, other_size)
    lower = _tail(seen, -1, total, size, other_size)
    upper = _tail(opposite, +1, total, size, other_size)
    p = np.where(is_likeliest, 1.0, np.minimum(lower + upper, 1.0))
    return np.where(is_empty, np.nan, p).reshape(shape)


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
        fisher_exact(most, an1, total - most, an2),
        fisher_exact(least, an1, total - least, an2),
    )


def _most_likely(total: Floats, size: Floats, other_size: Floats) -> Floats:
    """Return the likeliest number of copies in the group of this size."""
    return np.asarray(np.floor((size + 1) * (total + 1) / (size + other_size + 2)))


def _log_probability(seen: Floats, total: Floats, size: Floats, other_size: Floats) -> Floats:
    """Return the logarithm of the hypergeometric probability; -inf where it cannot be."""
    cells = (seen, total - seen, size - seen, other_size - total + seen)
    with np.errstate(invalid="ignore"):
        log_p = (
            sum(special.gammaln(n + 1) for n in (total, size + other_size - total))
            + sum(special.gammaln(n + 1) for n in (size, other_size))
            - special.gammaln(size + other_size + 1)
            - sum(special.gammaln(np.maximum(cell, 0) + 1) for cell in cells)
        )
    is_possible: Flags = np.logical_and.reduce([cell >= 0 for cell in cells])
    return np.where(is_possible, log_p, -np.inf)


def _first_as_unlikely(
    observed: Floats, mode: Floats, total: Floats, size: Floats, other_size: Floats
) -> Floats:
    """Return the first number of copies above the mode that is as unlikely as the observed one.

    One past the largest possible number where there is none.
    """
    likely, unlikely = mode.copy(), np.minimum(total, size) + 1
    n_halvings = int(np.ceil(np.log2(np.max(unlikely - likely, initial=1)))) + 1
    for _ in range(n_halvings):
        middle = np.floor((likely + unlikely) / 2)
        is_unlikely = _log_probability(middle, total, size, other_size) <= observed + _TIE
        unlikely = np.where(is_unlikely, middle, unlikely)
        likely = np.where(is_unlikely, likely, middle)
    return unlikely


def _tail(start: Floats, step: int, total: Floats, size: Floats, other_size: Floats) -> Floats:
    """Return the probability of `start` and all numbers of copies beyond it, away from the mode."""
    term = np.exp(_log_probability(start, total, size, other_size))
    summed = term.copy()
    active: NDArray[np.intp] = np.flatnonzero(term > 0)
    seen = start[active]
    term, total, size, other_size = (a[active] for a in (term, total, size, other_size))
    while active.size:
        gathered = np.zeros_like(term)
        for _ in range(_STEPS):
            # Each probability follows from its neighbour's.
            if step < 0:
                ratio = seen * (other_size - total + seen)
                ratio /= (total - seen + 1) * (size - seen + 1)
            else:
                ratio = (total - seen) * (size - seen)
                ratio /= (seen + 1) * (other_size - total + seen + 1)
            # Beyond the last possible table the ratio is 0 and stays so.
            term = term * np.maximum(ratio, 0)
            gathered += term
            seen = seen + step
        summed[active] += gathered
        keep = term > summed[active] * 1e-17
        active, seen, term = active[keep], seen[keep], term[keep]
        total, size, other_size = total[keep], size[keep], other_size[keep]
    return summed
