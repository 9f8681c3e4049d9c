"""Exact two-sided tests: the probability of all outcomes at most as likely as the observed one.

For many distributions at once, each over whole numbers from a first to a last outcome, with a
single peak.
"""

from collections.abc import Callable
from functools import cache
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy import special

from straits.popgen.arrays import Flags, Floats

# Outcomes as likely as the observed one are as extreme, and two likelihoods that differ by less
# than this share are equal but for rounding. R uses the same (fisher.test, relErr).
TIE = 1e-7
# Distributions whose terms no longer matter are put aside after so many terms of each, or so many
# of all of them together.
_STEPS = 64
_AT_ONCE = 32_768
# Factorials looked up; of larger numbers each is worked out.
_LOOKED_UP = 1 << 18


class Distribution(Protocol):
    """Discrete distributions with one peak, one per row."""

    @property
    def first(self) -> Floats:
        """Return the smallest outcome of each row."""

    @property
    def last(self) -> Floats:
        """Return the largest outcome of each row."""

    def log_probability(self, outcome: Floats) -> Floats:
        """Return the logarithm of an outcome's probability, row by row."""

    def rise(self, outcome: Floats) -> Floats:
        """Return the probability of the next outcome over that of this one, row by row."""

    def rows(self, index: NDArray[np.intp]) -> Self:
        """Return some of the rows."""


def log_factorial(n: Floats) -> Floats:
    """Return the logarithm of n!.

    >>> log_factorial(np.array([0.0, 3.0])).round(6)
    array([0.      , 1.791759])
    """
    if n.size and n.min() >= 0 and n.max() < _LOOKED_UP:
        return _table()[n.astype(np.intp)]
    return np.asarray(special.gammaln(n + 1))


@cache
def _table() -> Floats:
    return np.asarray(special.gammaln(np.arange(_LOOKED_UP, dtype=np.float64) + 1))


def two_sided(distribution: Distribution, observed: Floats) -> tuple[Floats, Floats]:
    """Return p and the probability of the outcomes exactly as likely as the observed one.

    observed
        One outcome per row, between the first and the last.

    Returns (p, tied), each of shape (n,); p - tied / 2 is the mid-p.
    """
    first, last = distribution.first, distribution.last
    limit = _log_probability(distribution, observed) + TIE

    # The peak is the first outcome from which the probability falls.
    peak = _smallest(
        first, last, lambda outcome: (outcome >= last) | (distribution.rise(outcome) < 1)
    )
    # Beyond these two outcomes, both included, all are at most as likely as the observed one.
    above = _smallest(
        peak + 1, last + 1, lambda outcome: _log_probability(distribution, outcome) <= limit
    )
    below = -_smallest(
        -peak, 1 - first, lambda outcome: _log_probability(distribution, -outcome) <= limit
    )
    p = _tail(distribution, below, -1) + _tail(distribution, above, +1)
    # Where the two meet, that is everything.
    p = np.where(above == below + 1, 1.0, np.minimum(p, 1.0))

    # Next to the peak there may be another one that is as high.
    candidates = np.stack([below - 1, below, above, above + 1])
    likely = np.stack([_log_probability(distribution, outcome) for outcome in candidates])
    n_tied = (np.abs(likely - (limit - TIE)) <= TIE).sum(axis=0)
    return p, n_tied * np.exp(limit - TIE)


def _log_probability(distribution: Distribution, outcome: Floats) -> Floats:
    is_possible = (outcome >= distribution.first) & (outcome <= distribution.last)
    inside = np.clip(outcome, distribution.first, distribution.last)
    return np.where(is_possible, distribution.log_probability(inside), -np.inf)


def _smallest(low: Floats, high: Floats, holds: Callable[[Floats], Flags]) -> Floats:
    """Return the smallest number from low to high for which a condition holds, else high."""
    low, high = low.copy(), high.copy()
    n_halvings = int(np.ceil(np.log2(np.max(high - low, initial=1) + 1))) + 1
    for _ in range(n_halvings):
        middle = np.floor((low + high) / 2)
        is_met = holds(middle) | (middle >= high)
        high = np.where(is_met, np.minimum(middle, high), high)
        low = np.where(is_met, low, middle + 1)
    return high


def _tail(distribution: Distribution, start: Floats, step: int) -> Floats:
    """Return the probability of `start` and of all outcomes beyond it, away from the peak."""
    term = np.exp(_log_probability(distribution, start))
    summed, n_done = term.copy(), 0
    active: NDArray[np.intp] = np.flatnonzero(summed > 0)
    while active.size:
        n_steps = min(_STEPS, max(1, _AT_ONCE // active.size))
        # Each probability follows from its neighbour's; it is 0 past the first and the last.
        kept = distribution.rows(active[:, None])
        outcome = start[active, None] + step * (n_done + np.arange(n_steps))
        with np.errstate(invalid="ignore", divide="ignore"):
            if step > 0:
                ratios = np.where(outcome < kept.last, kept.rise(outcome), 0.0)
            else:
                ratios = np.where(outcome > kept.first, 1 / kept.rise(outcome - 1), 0.0)
        terms = term[active, None] * np.cumprod(ratios, axis=1)
        summed[active] += terms.sum(axis=1)
        term[active] = terms[:, -1]
        n_done += n_steps
        active = active[term[active] > summed[active] * 1e-17]
    return summed
