"""Does a phenotype go up or down with each copy of an allele? From counts, means and spreads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special, stats

from straits.popgen import exact_strata
from straits.popgen.arrays import Floats
from straits.popgen.intervals import Z_95

# The logarithm of an odds ratio per copy is looked for between this and its negative.
_WIDEST_LOG = 30.0


@dataclass(frozen=True)
class Slope:
    """How much a value changes per copy, with its 95 % interval; p is two-sided, of Student's t."""

    value: float
    low: float
    high: float
    p: float


def linear_trend(copies: ArrayLike, n: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> Slope | None:
    """Least-squares slope of a value on copies, within strata such as the sexes of a site.

    Each stratum has its own level; the slope and the variance about it are common (analysis of
    covariance). Sums of squares follow from the figures of each cell, so nobody's value is needed.

    copies
        Of each kind of genotype, shape (k,).
    n, mean, sd
        People, their mean and sample standard deviation (n - 1), each of shape (strata, k). NaN
        where n is 0 (sd: or 1).

    None with fewer than three people more than strata, or where copies do not vary in any stratum.

    >>> linear_trend([0, 1, 2], [[2, 2, 0]], [[1.0, 3.0, np.nan]], [[1.0, 1.0, np.nan]]).value
    2.0
    """
    x, people, means, spreads = _floats(copies, n, mean, sd)
    people = np.nan_to_num(people)
    is_there = people.sum(axis=1) > 0
    people = people[is_there]
    means = np.where(people > 0, means[is_there], 0.0)
    variance = np.where(people > 1, spreads[is_there], 0.0) ** 2
    total = people.sum(axis=1)
    x_about = x - (people @ x / total)[:, None]
    y_about = means - ((people * means).sum(axis=1) / total)[:, None]
    sxx = float((people * x_about**2).sum())
    freedom = total.sum() - total.size - 1
    if sxx <= 0 or freedom < 1:
        return None
    sxy = float((people * x_about * y_about).sum())
    syy = float((np.maximum(people - 1, 0) * variance + people * y_about**2).sum())
    slope = sxy / sxx
    error = np.sqrt(max(syy - slope * sxy, 0.0) / freedom / sxx)
    half = float(stats.t.ppf(0.975, freedom) * error)
    p = 2 * float(stats.t.sf(abs(slope) / error, freedom)) if error > 0 else float("nan")
    return Slope(slope, slope - half, slope + half, p)


def half_interval(n: int, sd: float) -> float:
    """Half the 95 % interval of a mean, of Student's t; n is at least 2.

    >>> round(half_interval(10, 2.0), 3)
    1.431
    """
    return float(stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n))


def share_trend(copies: ArrayLike, n: ArrayLike, yes: ArrayLike) -> float:
    """Two-sided p that a share goes up or down with copies (Cochran and Armitage), within strata.

    Mantel's extension (1963, J Am Stat Assoc 58:690): scores and variances are added up over
    strata, such as the sexes of a site.

    copies
        Of each kind of genotype, shape (k,).
    n, yes
        People and those of them with a yes, each of shape (strata, k).

    NaN where copies, or the answers, do not vary within any stratum.

    >>> round(share_trend([0, 1, 2], [[10, 10, 10]], [[1, 4, 8]]), 4)
    0.0019
    """
    x, people, cases = _floats(copies, n, yes)
    kept = people.sum(axis=1) > 1
    people, cases = people[kept], cases[kept]
    total = people.sum(axis=1)
    share = cases.sum(axis=1) / total
    score = (cases @ x - share * (people @ x)).sum()
    spread = people @ x**2 - (people @ x) ** 2 / total
    variance = (share * (1 - share) * spread * total / (total - 1)).sum()
    if variance <= 0:
        return float("nan")
    return float(2 * stats.norm.sf(abs(score) / np.sqrt(variance)))


@dataclass(frozen=True)
class ShareSlope:
    """How the odds of a yes are multiplied per copy, with 95 % interval, and the two-sided p.

    odds_ratio, low, high
        NaN where copies, or the answers, do not vary within any stratum; 0 or infinite at the ends
        of what the margins allow.
    is_exact
        Whether all three are those of `exact_strata.exact_trend`; else p is that of `share_trend`
        and the interval holds every odds ratio that a score test at 5 % would not reject.
    """

    odds_ratio: float
    low: float
    high: float
    p: float
    is_exact: bool


def share_slope(copies: ArrayLike, n: ArrayLike, yes: ArrayLike) -> ShareSlope:
    """Odds ratio per copy within strata: exact where a cell is expected to have fewer than 5.

    Expected is the number of people with a yes, or a no, and so many copies, added up over strata,
    if the share were the same for all copies. Else the odds ratio is the one that is most likely
    with a level for each stratum (logistic regression).

    copies, n, yes
        As of `share_trend`; at most three kinds of genotype.

    >>> slope = share_slope([0, 1], [[325, 7]], [[3, 1]])
    >>> round(slope.p, 3), slope.is_exact
    (0.082, True)
    """
    x, people, cases = _floats(copies, n, yes)
    share = cases.sum(axis=1, keepdims=True) / np.maximum(people.sum(axis=1, keepdims=True), 1)
    of_kind = people.sum(axis=0)
    expected = np.stack([(share * people).sum(axis=0), ((1 - share) * people).sum(axis=0)])
    if (expected[:, of_kind > 0] < exact_strata.SMALL_EXPECTED).any():
        found = exact_strata.exact_trend(x, people, cases)
        if found is None:
            return ShareSlope(np.nan, np.nan, np.nan, np.nan, is_exact=True)
        return ShareSlope(found.odds_ratio, found.low, found.high, found.p, is_exact=True)
    p = share_trend(x, people, cases)
    if np.isnan(p):
        return ShareSlope(np.nan, np.nan, np.nan, np.nan, is_exact=False)
    ratio, low, high = (
        float(np.exp(_where_score_is(z, x, people, cases))) for z in (0.0, Z_95, -Z_95)
    )
    return ShareSlope(ratio, low, high, p, is_exact=False)


def _where_score_is(z: float, x: Floats, people: Floats, cases: Floats) -> float:
    """Return the logarithm of the odds ratio per copy at which the standardised score is z."""

    def difference(log_ratio: float) -> float:
        score, variance = _score(log_ratio, x, people, cases)
        return score - z * float(np.sqrt(variance))

    ends = difference(-_WIDEST_LOG), difference(_WIDEST_LOG)
    if ends[0] <= 0 or ends[1] >= 0:
        return -np.inf if ends[0] <= 0 else np.inf
    return float(optimize.brentq(difference, -_WIDEST_LOG, _WIDEST_LOG, xtol=1e-10))


def _score(log_ratio: float, x: Floats, people: Floats, cases: Floats) -> tuple[float, float]:
    """Return observed less expected copies of those with a yes, and its variance.

    Each stratum has the level at which as many are expected to have a yes as have one.
    """
    varies = (cases.sum(axis=1) > 0) & (cases.sum(axis=1) < people.sum(axis=1))
    people, cases = people[varies], cases[varies]
    low, high = (np.full(len(people), end * (abs(log_ratio) * 2 + 40)) for end in (-1.0, 1.0))
    for _ in range(80):
        level = (low + high) / 2
        chance = special.expit(level[:, None] + log_ratio * x)
        is_low = (people * chance).sum(axis=1) < cases.sum(axis=1)
        low, high = np.where(is_low, level, low), np.where(is_low, high, level)
    weight = people * chance * (1 - chance)
    spread = (weight @ x**2) - (weight @ x) ** 2 / np.maximum(weight.sum(axis=1), 1e-300)
    return float((cases @ x - (people * chance) @ x).sum()), float(np.maximum(spread, 0).sum())


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(value, dtype=np.float64) for value in values]
