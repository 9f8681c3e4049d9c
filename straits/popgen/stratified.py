"""Is a difference between two groups the same at every site: tests across strata.

All arrays have one row per allele and one column per stratum. A stratum in which either group was
not called adds nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from straits.formulas.formula import Formula
from straits.popgen import exact_strata
from straits.popgen.arrays import Flags, Floats, counts, known
from straits.popgen.intervals import Z_95

COCHRAN_MANTEL_HAENSZEL = Formula(
    "ac_a an_a ac_b an_b",
    {
        "expected": "an_a * (ac_a + ac_b) / (an_a + an_b)",
        "excess": "total(ac_a - expected)",
        "variance": "total(an_a * an_b * (ac_a + ac_b) * (an_a + an_b - ac_a - ac_b)"
        " / ((an_a + an_b) ** 2 * (an_a + an_b - 1)))",
        "statistic": "excess**2 / variance",
        "agree": "ac_a * (an_b - ac_b) / (an_a + an_b)",
        "differ": "(an_a - ac_a) * ac_b / (an_a + an_b)",
        "odds_ratio": "total(agree) / total(differ)",
        "p": "chi_square_tail(1, statistic)",
    },
    {"chi_square_tail": special.chdtrc},
)
WITHIN_STRATA = Formula(
    "ac_a an_a ac_b an_b",
    {
        "expected": "an_a * (ac_a + ac_b) / (an_a + an_b)",
        "excess": "total(ac_a - expected)",
        "p": "exact_over_strata(ac_a, an_a, ac_b, an_b)",
    },
    {"exact_over_strata": lambda *given: _exactly(*given)[0]},
)


def cochran_mantel_haenszel(
    ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike, z: float = Z_95
) -> tuple[Floats, Floats, Floats, Floats]:
    """p of a difference across strata (sites), and the odds ratio that they have in common.

    Cochran 1954, Mantel and Haenszel 1959, no continuity correction; the interval of the odds
    ratio is that of Robins, Breslow and Greenland 1986 (Biometrics 42:311).

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n, n_strata).

    Returns (p, odds_ratio, low, high), each of shape (n,); NaN where no stratum tells anything, and
    the interval NaN where the odds ratio is 0 or infinite.
    Raises ValueError if any ac is negative or above its an.

    >>> p, ratio, low, high = cochran_mantel_haenszel([[10, 6]], [[50, 40]], [[5, 2]], [[50, 40]])
    >>> [round(float(value[0]), 3) for value in (p, ratio, low, high)]
    [0.045, 2.579, 1.002, 6.639]
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    found = COCHRAN_MANTEL_HAENSZEL.values(ac_a=ac1, an_a=an1, ac_b=ac2, an_b=an2)
    rest1, rest2, size = an1 - ac1, an2 - ac2, an1 + an2
    is_told = (an1 > 0) & (an2 > 0)
    p = np.where(found["variance"] > 0, found["p"], np.nan)[..., 0]
    ratio = found["odds_ratio"][..., 0]

    with np.errstate(invalid="ignore", divide="ignore"):
        # The letters of Robins et al.: shares of agreeing and of disagreeing pairs.
        agree, differ = (ac1 + rest2) / size, (rest1 + ac2) / size
        r, s = found["agree"], found["differ"]
        sum_r, sum_s = _summed(r, is_told), _summed(s, is_told)
        error = np.sqrt(
            _summed(agree * r, is_told) / (2 * sum_r**2)
            + _summed(agree * s + differ * r, is_told) / (2 * sum_r * sum_s)
            + _summed(differ * s, is_told) / (2 * sum_s**2)
        )
        return p, ratio, ratio * np.exp(-z * error), ratio * np.exp(z * error)


def breslow_day(
    ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike
) -> tuple[Floats, Floats]:
    """p of the odds ratio being the same in every stratum (Breslow and Day 1980; Tarone 1985).

    A small p says that the sites do not tell of one difference: their common odds ratio should not
    be read, and how the sites were sequenced should be looked at. Tarone's correction is applied.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n, n_strata). A
        stratum in which none or all have the allele adds nothing, as one that was not called.

    Returns (p, degrees_of_freedom), each of shape (n,); p is NaN where fewer than two strata tell
    anything, or the common odds ratio is 0 or infinite.
    Raises ValueError if any ac is negative or above its an.

    >>> p, freedom = breslow_day([[10, 2]], [[50, 40]], [[5, 6]], [[50, 40]])
    >>> p.round(4), freedom
    (array([0.0419]), array([1.]))
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    is_told, expected, variance = _at_common_odds(ac1, an1, ac2, an2)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = _summed((ac1 - expected) ** 2 / variance, is_told)
        excess = _summed(ac1 - expected, is_told)
        statistic = spread - excess**2 / _summed(variance, is_told)
        freedom = is_told.sum(axis=-1) - 1.0
        p = special.chdtrc(np.maximum(freedom, 1), np.maximum(statistic, 0))
    return np.where(freedom < 1, np.nan, p), freedom


@dataclass(frozen=True)
class SharedOdds:
    """A difference of two groups within strata: the odds ratio they share, and whether they do.

    p, odds_ratio, low, high
        None where no stratum tells anything. Exact (`exact_strata.exact_trend`) where is_exact:
        where the first group's count, summed over strata, is expected to lie within 5 of the least
        or the most that the margins allow (Mantel & Fleiss 1980, Am J Epidemiol 112:129). Else of
        `cochran_mantel_haenszel`.
    p_same
        That the odds ratio is the same in every stratum: None where fewer than two strata tell
        anything. Exact (`exact_strata.exact_same_odds`) where is_same_exact: where a cell of any
        stratum is expected to have fewer than 5 at the common odds ratio. Else of `breslow_day`.
    """

    p: float | None
    odds_ratio: float | None
    low: float | None
    high: float | None
    is_exact: bool
    p_same: float | None
    is_same_exact: bool


def shared_odds(ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike) -> SharedOdds:
    """Return what strata say together of the difference of two groups at one allele.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n_strata,).

    Raises ValueError if any ac is negative or above its an.

    >>> found = shared_odds([3, 1], [300, 200], [0, 0], [300, 200])
    >>> round(found.p, 3), found.is_exact
    (0.124, True)
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    told = (an1 > 0) & (an2 > 0)
    ac1, an1, ac2, an2 = (array[told] for array in (ac1, an1, ac2, an2))
    total, size = ac1 + ac2, an1 + an2
    expected = (an1 * total / size).sum()
    least, most = np.maximum(0, total - an2).sum(), np.minimum(total, an1).sum()
    is_exact = min(expected - least, most - expected) < exact_strata.SMALL_EXPECTED
    of_all = _exactly(ac1, an1, ac2, an2) if is_exact else _by_score(ac1, an1, ac2, an2)
    p_same, is_same_exact = _same_odds(ac1, an1, ac2, an2)
    return SharedOdds(*of_all, bool(is_exact), p_same, is_same_exact)


_Measures = tuple[float | None, float | None, float | None, float | None]


def _exactly(ac1: Floats, an1: Floats, ac2: Floats, an2: Floats) -> _Measures:
    tables = np.stack([an2, an1], axis=1), np.stack([ac2, ac1], axis=1)
    trend = exact_strata.exact_trend([0, 1], *tables) if ac1.size else None
    if trend is None:
        return None, None, None, None
    return trend.p, trend.odds_ratio, trend.low, trend.high


def _by_score(ac1: Floats, an1: Floats, ac2: Floats, an2: Floats) -> _Measures:
    p, ratio, low, high = cochran_mantel_haenszel(ac1, an1, ac2, an2)
    return known(p), known(ratio), known(low), known(high)


def _same_odds(ac1: Floats, an1: Floats, ac2: Floats, an2: Floats) -> tuple[float | None, bool]:
    is_told, expected, _ = _at_common_odds(ac1, an1, ac2, an2)
    if is_told.sum() < 2:
        return None, False
    total = ac1 + ac2
    cells = np.stack([expected, an1 - expected, total - expected, an2 - total + expected])
    # Without a common odds ratio nothing is expected, and the counts are as small as can be.
    if (cells[:, is_told] >= exact_strata.SMALL_EXPECTED).all():
        return known(breslow_day(ac1, an1, ac2, an2)[0]), False
    return known(exact_strata.exact_same_odds(ac1, an1, ac2, an2)), True


def _at_common_odds(
    ac1: Floats, an1: Floats, ac2: Floats, an2: Floats
) -> tuple[Flags, Floats, Floats]:
    """Return which strata tell anything, and the first count expected there with its variance.

    Both are NaN where the common odds ratio is 0, infinite or not known.
    """
    _, common, _, _ = cochran_mantel_haenszel(ac1, an1, ac2, an2)
    total, size = ac1 + ac2, an1 + an2
    is_told = (an1 > 0) & (an2 > 0) & (total > 0) & (total < size)
    with np.errstate(invalid="ignore", divide="ignore"):
        # The count of the first group, if the odds ratio were the common one: a quadratic's root.
        ratio = np.where(np.isfinite(common) & (common > 0), common, np.nan)[..., None]
        a, c = 1 - ratio, -ratio * an1 * total
        b = an2 - total + ratio * (an1 + total)
        expected = -2 * c / (b + np.sqrt(b**2 - 4 * a * c))
        cells = (expected, an1 - expected, total - expected, an2 - total + expected)
        return is_told, expected, np.asarray(1 / np.sum([1 / cell for cell in cells], axis=0))


def _summed(terms: Floats, is_told: Flags) -> Floats:
    return np.asarray(np.where(is_told, terms, 0.0).sum(axis=-1))
