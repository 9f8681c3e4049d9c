"""What p-values are worth when many were looked at.

Each function takes one family of tests, and the caller says on the page which: the alleles of a
gene, of a region, or of the genome. NaN (no test) does not count towards the family.
"""

import numpy as np
from numpy.typing import ArrayLike

from straits.popgen.arrays import Flags, Floats

# The level that genome-wide claims are held to by convention (Pe'er 2008, Genet Epidemiol 32:381).
GENOME_WIDE = 5e-8


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """q-values: the false discovery rate at which each test is first called (Benjamini 1995).

    p
        p-values of one family, shape (n,); NaN where there was no test.

    Returns shape (n,); NaN where p is NaN.
    Raises ValueError if any p lies outside [0, 1].

    >>> benjamini_hochberg([0.01, 0.02, 0.03, 0.5, float("nan")])
    array([0.04, 0.04, 0.04, 0.5 ,  nan])
    """
    p = _checked(p)
    q = np.full_like(p, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    falling = tested[np.argsort(-p[tested], kind="stable")]
    ranks = np.arange(tested.size, 0, -1)
    q[falling] = np.minimum(np.minimum.accumulate(p[falling] * tested.size / ranks), 1.0)
    return q


def bonferroni(p: ArrayLike) -> Floats:
    """p-values times the size of their family, at most 1 (Dunn 1961).

    p
        p-values of one family, shape (n,); NaN where there was no test.

    Returns shape (n,); NaN where p is NaN.
    Raises ValueError if any p lies outside [0, 1].

    >>> bonferroni([0.01, 0.5, float("nan")])
    array([0.02, 1.  ,  nan])
    """
    p = _checked(p)
    return np.asarray(np.minimum(p * (~np.isnan(p)).sum(), 1.0))


def can_be_significant(minimum_p: ArrayLike, alpha: float = 0.05) -> Flags:
    """Tell which tests could pass Bonferroni at all (Tarone 1990, Biometrics 46:515).

    Finds the smallest family size k such that at most k tests can reach alpha / k, so that rare
    alleles, which cannot be significant, do not cost the others their significance.

    minimum_p
        Smallest attainable p of each test, shape (n,); NaN where there is no test.
    alpha
        Chance of one or more false claims in the whole family.

    Returns shape (n,); the family is its True members, and its size their number.

    >>> can_be_significant([0.001, 0.02, 0.3, 1.0])
    array([ True,  True, False, False])
    """
    smallest = _checked(minimum_p)
    rising = np.sort(smallest[~np.isnan(smallest)])
    sizes = np.arange(1, rising.size + 1)
    n_able = np.searchsorted(rising, alpha / sizes, side="right")
    fitting = np.flatnonzero(n_able <= sizes)
    level = alpha / sizes[fitting[0]] if fitting.size else 0.0
    return np.asarray(smallest <= level)


def _checked(p: ArrayLike) -> Floats:
    p = np.asarray(p, dtype=np.float64)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("expected p-values between 0 and 1")
    return p
