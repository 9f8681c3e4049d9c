"""How large a difference between two groups is, with its interval.

Every function compares the first group with the second: first less second, first over second.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from straits.formulas.formula import Formula
from straits.popgen.arrays import Floats, counts
from straits.popgen.intervals import Z_95, wilson_interval

# The square of a standardised score, given a value of the ratio.
_Score = Callable[[Floats], Floats]

NEWCOMBE = Formula(
    "ac_a an_a ac_b an_b z",
    {
        "af_a": "ac_a / an_a",
        "af_b": "ac_b / an_b",
        "difference": "af_a - af_b",
        "low_a": "wilson_low(ac_a, an_a, z)",
        "high_a": "wilson_high(ac_a, an_a, z)",
        "low_b": "wilson_low(ac_b, an_b, z)",
        "high_b": "wilson_high(ac_b, an_b, z)",
        "low": "difference - sqrt((af_a - low_a)**2 + (high_b - af_b)**2)",
        "high": "difference + sqrt((high_a - af_a)**2 + (af_b - low_b)**2)",
    },
    {
        "wilson_low": lambda ac, an, z: wilson_interval(ac, an, z)[0],
        "wilson_high": lambda ac, an, z: wilson_interval(ac, an, z)[1],
    },
)
RATIO = Formula(
    "ac_a an_a ac_b an_b z",
    {
        "af_a": "ac_a / an_a",
        "af_b": "ac_b / an_b",
        "ratio": "af_a / af_b",
        "low": "koopman_low(ratio, ac_a, an_a, ac_b, an_b, z)",
        "high": "koopman_high(ratio, ac_a, an_a, ac_b, an_b, z)",
    },
    {
        "koopman_low": lambda ratio, *counts: _lower_end(_koopman(*counts), ratio, counts[-1]),
        "koopman_high": lambda ratio, *counts: _upper_end(_koopman(*counts), ratio, counts[-1]),
    },
)
ODDS_RATIO = Formula(
    "ac_a an_a ac_b an_b z",
    {
        "odds_a": "ac_a / (an_a - ac_a)",
        "odds_b": "ac_b / (an_b - ac_b)",
        "odds_ratio": "odds_a / odds_b",
        "low": "cornfield_low(odds_ratio, ac_a, an_a, ac_b, an_b, z)",
        "high": "cornfield_high(odds_ratio, ac_a, an_a, ac_b, an_b, z)",
    },
    {
        "cornfield_low": lambda ratio, *counts: _lower_end(_cornfield(*counts), ratio, counts[-1]),
        "cornfield_high": lambda ratio, *counts: _upper_end(_cornfield(*counts), ratio, counts[-1]),
    },
)


def newcombe_interval(
    ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike, z: float = Z_95
) -> tuple[Floats, Floats]:
    """Interval for AF1 - AF2 from the two Wilson intervals (Newcombe 1998, Stat Med 17:873).

    Method 10 of that paper.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns (low, high), each of shape (n,), between -1 and 1; NaN where an an is 0.
    Raises ValueError if any ac is negative or above its an.

    >>> low, high = newcombe_interval(56, 70, 48, 80)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    ends = NEWCOMBE.values(ac_a=ac1, an_a=an1, ac_b=ac2, an_b=an2, z=z)
    return ends["low"], ends["high"]


def frequency_ratio(
    ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike, z: float = Z_95
) -> tuple[Floats, Floats, Floats]:
    """AF1 / AF2 with its score interval (Koopman 1984, Biometrics 40:513).

    The score interval exists where one of the counts is 0, unlike that of the logarithm: its lower
    end is then 0, or its upper end infinite.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns (ratio, low, high), each of shape (n,); the ratio is infinite where only the first
    group has the allele. NaN where neither has it or an an is 0.
    Raises ValueError if any ac is negative or above its an.

    >>> ratio, low, high = frequency_ratio([20, 20], [100, 100], [10, 0], [100, 100])
    >>> ratio.round(2), low.round(2), high.round(2)
    (array([ 2., inf]), array([1.01, 5.38]), array([4.02,  inf]))
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    found = RATIO.values(ac_a=ac1, an_a=an1, ac_b=ac2, an_b=an2, z=z)
    return found["ratio"], found["low"], found["high"]


def odds_ratio(
    ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike, z: float = Z_95
) -> tuple[Floats, Floats, Floats]:
    """Sample odds ratio with its score interval (Cornfield 1956; Agresti 2013, section 3.2.4).

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns (odds_ratio, low, high), each of shape (n,). The odds ratio is 0 or infinite where one
    cell is empty. NaN where a row or column of the 2 x 2 table is empty.
    Raises ValueError if any ac is negative or above its an.

    >>> estimate, low, high = odds_ratio(51, 94, 22, 114)
    >>> [round(float(value), 2) for value in (estimate, low, high)]
    [4.96, 2.68, 9.16]
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    found = ODDS_RATIO.values(ac_a=ac1, an_a=an1, ac_b=ac2, an_b=an2, z=z)
    return found["odds_ratio"], found["low"], found["high"]


def _koopman(ac1: Floats, an1: Floats, ac2: Floats, an2: Floats, _: float) -> _Score:
    def score(theta: Floats) -> Floats:
        # The frequencies that are most likely if their ratio is theta.
        a = (an1 + an2) * theta
        b = -(an1 * theta + ac1 + an2 + ac2 * theta)
        c = ac1 + ac2
        p2 = 2 * c / (-b + np.sqrt(np.maximum(b**2 - 4 * a * c, 0)))
        p1 = np.minimum(theta * p2, 1)
        variance = p1 * (1 - p1) / an1 + theta**2 * p2 * (1 - p2) / an2
        return np.asarray((ac1 / an1 - theta * ac2 / an2) ** 2 / variance)

    return score


def _cornfield(ac1: Floats, an1: Floats, ac2: Floats, an2: Floats, _: float) -> _Score:
    def score(theta: Floats) -> Floats:
        # The frequencies that are most likely if their odds ratio is theta.
        a = an2 * (theta - 1)
        b = an1 * theta + an2 - (ac1 + ac2) * (theta - 1)
        c = -(ac1 + ac2)
        root = np.sqrt(np.maximum(b**2 - 4 * a * c, 0))
        p2 = np.where(b > 0, -2 * c / (b + root), (root - b) / (2 * a))
        p1 = theta * p2 / (1 + p2 * (theta - 1))
        precision = 1 / (an1 * p1 * (1 - p1)) + 1 / (an2 * p2 * (1 - p2))
        return np.asarray((ac1 - an1 * p1) ** 2 * precision)

    return score


def _lower_end(score: _Score, ratio: Floats, z: float) -> Floats:
    low = np.where(ratio == 0, 0.0, _where_score_is(z**2, score, ratio, 1e-12))
    return np.where(np.isnan(ratio), np.nan, low)


def _upper_end(score: _Score, ratio: Floats, z: float) -> Floats:
    high = np.where(np.isinf(ratio), np.inf, _where_score_is(z**2, score, ratio, 1e12))
    return np.where(np.isnan(ratio), np.nan, high)


def _where_score_is(limit: float, score: _Score, ratio: Floats, furthest: float) -> Floats:
    """Return the ratio between the estimate and the furthest where the score reaches a limit.

    Bisection on the logarithm; 100 halvings between 1e-12 and 1e12 reach the last bit.
    """
    centre = np.log(np.clip(ratio, 1e-12, 1e12))
    inside, outside = centre.copy(), np.full_like(centre, np.log(furthest))
    for _ in range(100):
        middle = (inside + outside) / 2
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            is_inside = score(np.exp(middle)) < limit
        inside = np.where(is_inside, middle, inside)
        outside = np.where(is_inside, outside, middle)
    return np.exp(outside)
