"""Exact tests over strata, for counts too small for a normal approximation.

In each stratum the numbers of people (or copies) of each kind, and of those with a yes, are held as
they are; the score is the sum over those with a yes of what their kind counts, such as their copies
of an allele. Where the odds of a yes are multiplied by the same ratio for each step of the score,
the distribution of the score depends on that ratio alone (Cox & Snell 1989, Analysis of Binary
Data, section 2.1; Mehta & Patel 1995, Stat Med 14:2143).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from straits.popgen import exact
from straits.popgen.arrays import Floats

# Below this expected number in a cell an exact test is used (Cochran 1954, Biometrics 10:417).
SMALL_EXPECTED = 5
# Two kinds of people at most differ from the largest one.
_MOST_KINDS = 3
# The logarithm of an odds ratio is looked for between this and its negative.
_WIDEST_LOG = 50.0
# Joint outcomes over strata that are listed one by one.
_MOST_OUTCOMES = 2_000_000


@dataclass(frozen=True)
class ExactTrend:
    """An odds ratio per step of the score, its 95 % interval, and the two-sided p that it is 1.

    odds_ratio
        The most likely one given the margins; 0 or infinite where the score is as low or as high
        as it can be.
    low, high
        The ratios at which the score, or one further from what is expected, has a chance of 2.5 %.
    p
        The chance of all scores that are at most as likely as the one observed.
    """

    p: float
    odds_ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class _Scores:
    """The scores of one stratum from the smallest, each with the logarithm of its weight."""

    first: int
    log_weights: Floats

    def chances(self, log_ratio: float) -> Floats:
        """Return the probability of each score at an odds ratio."""
        tilted = self.log_weights + log_ratio * np.arange(self.log_weights.size)
        return np.asarray(np.exp(tilted - special.logsumexp(tilted)))


def exact_trend(scores: ArrayLike, n: ArrayLike, yes: ArrayLike) -> ExactTrend | None:
    """Return what an exact test says of a trend of yes with the score, within strata.

    scores
        Of each kind, whole numbers, shape (k,); k is at most 3.
    n, yes
        People of each kind, and those of them with a yes, each of shape (strata, k).

    None where the score could not have been another one in any stratum.

    >>> exact_trend([0, 1], [[325, 7]], [[3, 1]])  # doctest: +ELLIPSIS
    ExactTrend(p=0.0820..., odds_ratio=17.270..., low=0.2924..., high=256.0...)
    """
    x, people, cases = (np.asarray(values, dtype=np.int64) for values in (scores, n, yes))
    if x.size > _MOST_KINDS:
        raise ValueError(f"expected at most {_MOST_KINDS} kinds, got {x.size}")
    strata = [_scores(x, *row) for row in zip(people, cases.sum(axis=1), strict=True)]
    place = int((cases @ x).sum() - sum(stratum.first for stratum in strata))
    last = sum(stratum.log_weights.size - 1 for stratum in strata)
    if last == 0:
        return None
    chances = _joined(strata, 0.0)
    p = min(float(chances[chances <= chances[place] * (1 + exact.TIE)].sum()), 1.0)

    def above(log_ratio: float) -> float:
        return float(_joined(strata, log_ratio)[place:].sum()) - 0.025

    def below(log_ratio: float) -> float:
        return float(_joined(strata, log_ratio)[: place + 1].sum()) - 0.025

    def excess(log_ratio: float) -> float:
        means = (
            stratum.chances(log_ratio) @ np.arange(stratum.log_weights.size) for stratum in strata
        )
        return float(sum(means)) - place

    odds_ratio = 0.0 if place == 0 else np.inf if place == last else _root(excess)
    low = 0.0 if place == 0 else _root(above)
    high = np.inf if place == last else _root(below)
    return ExactTrend(p, odds_ratio, low, high)


def exact_same_odds(ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike) -> float:
    """Exact p of the odds ratio being the same in every stratum (Zelen 1971, Biometrika 58:129).

    The chance, given the margins of every stratum and the sum over them, of all outcomes at most
    as likely as the one observed; it does not depend on the odds ratio that they have in common.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n_strata,).

    NaN with fewer than two strata that could have been otherwise, or with so many outcomes that
    they cannot be listed.

    >>> round(exact_same_odds([3, 0], [10, 10], [0, 3], [10, 10]), 4)
    0.0664
    """
    first, n1, second, n2 = (np.asarray(values, dtype=np.int64) for values in (ac1, an1, ac2, an2))
    counted = zip(first, n1, first + second, n1 + n2, strict=True)
    told = [
        (int(ac), _scores(np.array([0, 1]), np.array([total - size, size]), copies))
        for ac, size, copies, total in counted
    ]
    told = [(ac, scores) for ac, scores in told if scores.log_weights.size > 1]
    if len(told) < 2:
        return float("nan")
    # The stratum with the most outcomes follows from the others.
    told.sort(key=lambda stratum: stratum[1].log_weights.size)
    *others, (_, longest) = told
    if np.prod([float(scores.log_weights.size) for _, scores in others]) > _MOST_OUTCOMES:
        return float("nan")
    logs, sums = np.zeros(1), np.zeros(1, dtype=np.int64)
    for _, scores in others:
        outcomes = scores.first + np.arange(scores.log_weights.size)
        logs = (logs[:, None] + scores.log_weights).ravel()
        sums = (sums[:, None] + outcomes).ravel()
    left = sum(ac for ac, _ in told) - sums - longest.first
    is_possible = (left >= 0) & (left < longest.log_weights.size)
    logs = logs[is_possible] + longest.log_weights[left[is_possible]]
    observed = sum(scores.log_weights[ac - scores.first] for ac, scores in told)
    whole = special.logsumexp(logs)
    return float(min(np.exp(special.logsumexp(logs[logs <= observed + exact.TIE]) - whole), 1.0))


def _scores(x: NDArray[np.int64], n: NDArray[np.int64], n_yes: int) -> _Scores:
    """Return the scores that so many with a yes can have, drawn from n of each kind."""
    # The largest kind follows from the others, so that few outcomes are listed.
    order = np.argsort(n, kind="stable")
    sizes = [0] * (_MOST_KINDS - n.size) + n[order].tolist()
    steps = [0] * (_MOST_KINDS - n.size) + x[order].tolist()
    a = np.arange(min(sizes[0], n_yes) + 1)[:, None]
    b = np.arange(min(sizes[1], n_yes) + 1)[None, :]
    c = n_yes - a - b
    is_possible = (c >= 0) & (c <= sizes[2])
    a, b, c = (np.broadcast_to(part, c.shape)[is_possible] for part in (a, b, c))
    logs = sum(_log_ways(size, part) for size, part in zip(sizes, (a, b, c), strict=True))
    score = steps[0] * a + steps[1] * b + steps[2] * c
    first = int(score.min())
    place = score - first
    largest = np.full(int(place.max()) + 1, -np.inf)
    np.maximum.at(largest, place, logs)
    shares = np.bincount(place, np.exp(logs - largest[place]), minlength=largest.size)
    with np.errstate(divide="ignore"):
        return _Scores(first, np.where(shares > 0, largest + np.log(shares), -np.inf))


def _log_ways(size: int, chosen: NDArray[np.int64]) -> Floats:
    """Return the logarithm of the number of ways to choose some of a size."""
    parts = (np.array([float(size)]), chosen.astype(np.float64), (size - chosen).astype(np.float64))
    whole, taken, left = (exact.log_factorial(part) for part in parts)
    return np.asarray(whole - taken - left)


def _joined(strata: list[_Scores], log_ratio: float) -> Floats:
    """Return the probability of each sum of the strata's scores at an odds ratio."""
    return reduce(np.convolve, [stratum.chances(log_ratio) for stratum in strata])


def _root(difference: Callable[[float], float]) -> float:
    """Return the odds ratio at which a difference that rises or falls evenly is 0."""
    ends = difference(-_WIDEST_LOG), difference(_WIDEST_LOG)
    if ends[0] * ends[1] > 0:
        return float("nan")
    return float(np.exp(optimize.brentq(difference, -_WIDEST_LOG, _WIDEST_LOG, xtol=1e-10)))
