"""What strata say together where some counts are known only as a range: what any of them would."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from straits.popgen.arrays import counts
from straits.popgen.stratified import SharedOdds, shared_odds

# So many sets of counts are tried; where there are more, nothing is said.
MOST_TRIED = 2_000


@dataclass(frozen=True)
class OddsInRange:
    """What `shared_odds` says of every set of counts that is possible.

    p, odds_ratio, p_same
        The least and the most; None where no set of counts tells any.
    low, high
        The least of the lower ends of the interval of the odds ratio, and the most of the upper.
    is_exact, is_same_exact
        Whether any set of counts was tested exactly, and any by the score: both may be.
    """

    p: tuple[float, float] | None
    odds_ratio: tuple[float, float] | None
    low: float | None
    high: float | None
    p_same: tuple[float, float] | None
    is_exact: frozenset[bool]
    is_same_exact: frozenset[bool]


def odds_in_range(
    low1: ArrayLike,
    high1: ArrayLike,
    an1: ArrayLike,
    low2: ArrayLike,
    high2: ArrayLike,
    an2: ArrayLike,
) -> OddsInRange | None:
    """Return what strata say together of the difference of two groups, counts of which are ranges.

    Every set of counts is tried, since nothing rises or falls evenly with them.

    low1, high1, low2, high2
        The least and the most that AC can be, each of shape (n_strata,); equal where AC is exact.
    an1, an2
        Alleles called, each of shape (n_strata,).

    Returns None where more than MOST_TRIED sets of counts are possible.
    Raises ValueError if a low is above its high, or a count negative or above its an.

    >>> found = odds_in_range([0, 20], [2, 20], [100, 90], [9, 31], [9, 31], [100, 80])
    >>> [round(end, 4) for end in found.p]
    [0.0006, 0.002]
    """
    low1, n1, high1, _, low2, n2, high2, _ = counts(
        (low1, an1), (high1, an1), (low2, an2), (high2, an2)
    )
    if (low1 > high1).any() or (low2 > high2).any():
        raise ValueError("expected the least of a count to be at most the most")
    lows, highs = (np.concatenate(pair).astype(int) for pair in ((low1, low2), (high1, high2)))
    if np.prod((highs - lows + 1).astype(float)) > MOST_TRIED:
        return None
    spans = (range(low, high + 1) for low, high in zip(lows, highs, strict=True))
    tried = [
        shared_odds(every[: low1.size], n1, every[low1.size :], n2)
        for every in (np.array(each, dtype=float) for each in product(*spans))
    ]
    return _ends(tried)


def _ends(tried: list[SharedOdds]) -> OddsInRange:
    def known(name: str) -> list[float]:
        return [value for each in tried if (value := getattr(each, name)) is not None]

    def both(name: str) -> tuple[float, float] | None:
        values = known(name)
        return (min(values), max(values)) if values else None

    lows, highs = known("low"), known("high")
    return OddsInRange(
        both("p"),
        both("odds_ratio"),
        min(lows) if lows else None,
        max(highs) if highs else None,
        both("p_same"),
        frozenset(each.is_exact for each in tried),
        frozenset(each.is_same_exact for each in tried),
    )
