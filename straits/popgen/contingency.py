"""Is a difference between groups real: chi-square tests of allele counts."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from straits.formulas.formula import Formula
from straits.popgen.arrays import Flags, Floats, counts
from straits.popgen.exact_strata import SMALL_EXPECTED
from straits.popgen.fisher import fisher_exact

# Below this in any cell the exact test is used. High, because the chi-square distribution fits
# badly in the far tail, which is where a genome-wide family of tests looks.
CHI_SQUARE_FROM = 100

CHI_SQUARE = "chi-square, no continuity correction"
FISHER = "Fisher's exact, two-sided"

# Counts of two or more groups: is there one frequency?
OMNIBUS = Formula(
    "ac an",
    {
        "af": "total(ac) / total(an)",
        "expected": "an * af",
        "terms": "(ac - expected) ** 2 / (an * af * (1 - af))",
        "statistic": "total(terms)",
        "freedom": "total(an / an) - 1",
        "p": "chi_square_tail(freedom, statistic)",
    },
    {
        "chi_square_tail": lambda freedom, statistic: special.chdtrc(
            np.maximum(freedom, 1), statistic
        )
    },
)
FISHER_EXACT = Formula(
    "ac_a an_a ac_b an_b",
    {
        "af": "(ac_a + ac_b) / (an_a + an_b)",
        "expected_a": "an_a * af",
        "expected_b": "an_b * af",
        "p": "fisher_exact(ac_a, an_a, ac_b, an_b)",
    },
    {"fisher_exact": fisher_exact},
)
EACH_AGAINST_OTHERS = Formula(
    "ac an",
    {
        "others_ac": "total(ac) - ac",
        "others_an": "total(an) - an",
        "each": "difference_p(ac, an, others_ac, others_an)",
        "smallest": "least(each)",
        "p": "minimum(smallest * times(an), 1)",
    },
    {
        "difference_p": lambda *counts: difference_test(*counts)[0],
        "times": lambda an: _times(an),
    },
)


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
    found = OMNIBUS.values(ac=ac, an=an)
    statistic, p, freedom = (found[name][..., 0] for name in ("statistic", "p", "freedom"))
    too_few = freedom < 1
    return np.where(too_few, np.nan, statistic), np.where(too_few, np.nan, p), freedom


def smallest_expected(ac: ArrayLike, an: ArrayLike) -> Floats:
    """Return the smallest count that any cell of a 2 x k table has on average under one frequency.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n, k). A group whose an is 0 is
        left out.

    Returns shape (n,); infinite where nobody was called. Raises ValueError if any ac is negative or
    above its an.

    >>> smallest_expected([[1, 3]], [[7, 325]]).round(3)
    array([0.084])
    """
    ac, an = counts((ac, an))
    total, called = ac.sum(axis=-1), an.sum(axis=-1)
    smallest = np.where(an > 0, an, np.inf).min(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = smallest * np.minimum(total, called - total) / called
    return np.where(called > 0, expected, np.inf)


def each_against_others(ac: ArrayLike, an: ArrayLike) -> tuple[Floats, Flags]:
    """p of any of k groups differing from the others together, by the test of two groups.

    Of more than two groups the smallest p is multiplied by their number (Bonferroni), so that it
    holds however few copies there are.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n, k). A group whose an is 0 is
        left out.

    Returns (p, is_exact), each of shape (n,); is_exact tells of the group with the smallest p. p is
    NaN where fewer than two groups were called.
    Raises ValueError if any ac is negative or above its an.

    >>> p, is_exact = each_against_others([[1, 3]], [[7, 325]])
    >>> p.round(3), is_exact
    (array([0.082]), array([ True]))
    """
    ac, an = counts((ac, an))
    others = ac.sum(axis=-1, keepdims=True) - ac, an.sum(axis=-1, keepdims=True) - an
    p, is_exact = difference_test(ac, an, *others)
    first = np.where(np.isnan(p), np.inf, p).argmin(axis=-1)[..., None]
    corrected = EACH_AGAINST_OTHERS.values(ac=ac, an=an, each=p)["p"][..., 0]
    return (
        np.where((an > 0).sum(axis=-1) < 2, np.nan, corrected),
        np.take_along_axis(is_exact, first, axis=-1)[..., 0],
    )


def _times(an: Floats) -> Floats:
    """Return how many groups are tested, where they are more than two, else one."""
    n_groups = (an > 0).sum(axis=-1, keepdims=True)
    return np.where(n_groups > 2, n_groups, 1).astype(np.float64)


def homogeneity_test(ac: ArrayLike, an: ArrayLike) -> tuple[Floats, Flags]:
    """p that k groups have one frequency: by chi-square, but with small counts as each to the rest.

    Small are counts where a cell is expected to have fewer than SMALL_EXPECTED.

    ac, an
        As of `omnibus_test`.

    Returns (p, is_small), each of shape (n,); where is_small, p is that of `each_against_others`.

    >>> homogeneity_test([[1, 3]], [[7, 325]])[0].round(3)
    array([0.082])
    """
    ac, an = counts((ac, an))
    is_small = smallest_expected(ac, an) < SMALL_EXPECTED
    p = omnibus_test(ac, an)[1]
    p[is_small] = each_against_others(ac[is_small], an[is_small])[0]
    return p, is_small
