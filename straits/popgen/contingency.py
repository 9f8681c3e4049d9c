"""Is a difference between groups real: chi-square tests of allele counts."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from straits.popgen.arrays import Flags, Floats, counts
from straits.popgen.fisher import fisher_exact

# Below this in any cell the exact test is used. High, because the chi-square distribution fits
# badly in the far tail, which is where a genome-wide family of tests looks.
CHI_SQUARE_FROM = 100

CHI_SQUARE = "chi-square, no continuity correction"
FISHER = "Fisher's exact, two-sided"


def chi_square(ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike) -> Floats:
    """p of Pearson's chi-square test of a 2 x 2 table, one degree of freedom, no Yates correction.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns shape (n,): the p-value; 1 where all alleles are the same, NaN where an an is 0.
    Raises ValueError if any ac is negative or above its an.

    >>> chi_square([51, 0], [94, 10], [22, 0], [114, 10]).round(9)
    array([1.46e-07, 1.00e+00])
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    return omnibus_test(np.stack([ac1, ac2], axis=-1), np.stack([an1, an2], axis=-1))[1]


def difference_test(
    ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike
) -> tuple[Floats, Flags]:
    """p of a difference, by chi-square where all four cells reach 100, else by Fisher's exact test.

    The rule is Hail's (contingency_table_test), with the smallest cell that it leaves open.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns (p, is_exact), each of shape (n,); `name_of_test` says which test was used. p is NaN
    where an an is 0. Raises ValueError if any ac is negative or above its an.

    >>> p, is_exact = difference_test([300, 3], [1000, 10], [350, 2], [1000, 10])
    >>> p.round(4), is_exact
    (array([0.017, 1.   ]), array([False,  True]))
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    smallest = np.minimum.reduce([ac1, an1 - ac1, ac2, an2 - ac2])
    is_exact = smallest < CHI_SQUARE_FROM
    p = np.asarray(chi_square(ac1, an1, ac2, an2))
    p[is_exact] = fisher_exact(ac1[is_exact], an1[is_exact], ac2[is_exact], an2[is_exact])
    return p, is_exact


def name_of_test(is_exact: bool) -> str:
    """Return the name of the test that `difference_test` used, as it stands beside a p-value.

    >>> name_of_test(True)
    "Fisher's exact, two-sided"
    """
    return FISHER if is_exact else CHI_SQUARE


def omnibus_test(ac: ArrayLike, an: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Pearson's chi-square test of 2 x k: does the frequency differ between any of k groups?

    Also the test of whether sites differ within one group, where the columns are sites: a small p
    there points at how the sites were sequenced before it points at biology.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n, k). A group whose an is 0 is
        left out of that allele's test.

    Returns (statistic, p, degrees_of_freedom), each of shape (n,). p is 1 where all alleles are
    the same, and NaN where fewer than two groups were called.
    Raises ValueError if any ac is negative or above its an.

    >>> statistic, p, freedom = omnibus_test([[10, 20, 30]], [[100, 100, 100]])
    >>> statistic.round(6), p.round(6), freedom
    (array([12.5]), array([0.00193]), array([2.]))
    """
    ac, an = counts((ac, an))
    n_groups = (an > 0).sum(axis=-1)
    total, called = ac.sum(axis=-1, keepdims=True), an.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        af = total / called
        terms = (ac - an * af) ** 2 / (an * af * (1 - af))
    statistic = np.where(np.isfinite(terms), terms, 0.0).sum(axis=-1)
    freedom = n_groups - 1.0
    p = special.chdtrc(np.maximum(freedom, 1), statistic)
    too_few = n_groups < 2
    return np.where(too_few, np.nan, statistic), np.where(too_few, np.nan, p), freedom
