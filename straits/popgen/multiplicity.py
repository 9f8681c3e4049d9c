"""What p-values are worth when many were looked at.

Each function takes one family of tests, and the caller says on the page which: the alleles of a
gene, of a region, or of the genome. NaN (no test) does not count towards the family. Where many
tests have one p, it may be given once with their number.
"""

import numpy as np
from numpy.typing import ArrayLike

from straits.formulas.formula import Formula
from straits.popgen.arrays import Flags, Floats

FALSE_DISCOVERY = Formula("p n_tests rank", {"rate": "p * n_tests / rank", "q": "minimum(rate, 1)"})
BONFERRONI = Formula("p n_tests", {"corrected": "minimum(p * n_tests, 1)"})


def benjamini_hochberg(p: ArrayLike, n_tests: ArrayLike = 1, n_in_all: int | None = None) -> Floats:
    """q-values: the false discovery rate at which each test is first called (Benjamini 1995).

    p
        p-values of one family, shape (n,); NaN where there was no test.
    n_tests
        How many tests have each p, shape (n,).
    n_in_all
        The size of the family, where tests with the largest p are left out; a q above all p that
        are given may then be too large. None: all are given.

    Returns shape (n,); NaN where p is NaN.
    Raises ValueError if any p lies outside [0, 1].

    >>> benjamini_hochberg([0.01, 0.02, 0.03, 0.5, float("nan")])
    array([0.04, 0.04, 0.04, 0.5 ,  nan])
    >>> benjamini_hochberg([0.01, 0.5], n_tests=[3, 1])
    array([0.01333333, 0.5       ])
    """
    p = _checked(p)
    q = np.full_like(p, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    rising = tested[np.argsort(p[tested], kind="stable")]
    ranks = np.cumsum(np.broadcast_to(n_tests, p.shape)[rising])
    size = (ranks[-1] if tested.size else 0) if n_in_all is None else n_in_all
    rates = FALSE_DISCOVERY.values(p=p[rising], n_tests=size, rank=ranks)["q"]
    q[rising] = np.minimum.accumulate(rates[::-1])[::-1]
    return q


def can_be_significant(minimum_p: ArrayLike, alpha: float = 0.05, n_tests: ArrayLike = 1) -> Flags:
    """Tell which tests could pass Bonferroni at all (Tarone 1990, Biometrics 46:515).

    Finds the smallest family size k such that at most k tests can reach alpha / k, so that rare
    alleles, which cannot be significant, do not cost the others their significance.

    minimum_p
        Smallest attainable p of each test, shape (n,); NaN where there is no test.
    alpha
        Chance of one or more false claims in the whole family.
    n_tests
        How many tests have each smallest p, shape (n,).

    Returns shape (n,); the family is its True members, and its size their number.

    >>> can_be_significant([0.001, 0.02, 0.3, 1.0])
    array([ True,  True, False, False])
    """
    smallest = _checked(minimum_p)
    order = np.argsort(smallest, kind="stable")  # NaN last, where no level reaches
    rising = smallest[order]
    n_up_to = np.concatenate([[0], np.cumsum(np.broadcast_to(n_tests, smallest.shape)[order])])

    def n_able(size: int) -> int:
        return int(n_up_to[np.searchsorted(rising, alpha / size, side="right")])

    # The larger the family, the fewer its able members: halve the sizes that remain.
    low, high = 1, max(int(n_up_to[-1]), 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if n_able(middle) <= middle else (middle + 1, high)
    return np.asarray(smallest <= alpha / low)


def _checked(p: ArrayLike) -> Floats:
    p = np.asarray(p, dtype=np.float64)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("expected p-values between 0 and 1")
    return p
