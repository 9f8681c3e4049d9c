"""Does a phenotype go up or down with each copy of an allele? From counts, means and spreads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from straits.popgen.arrays import Floats


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


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(value, dtype=np.float64) for value in values]
