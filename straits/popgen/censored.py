"""What can be said where a partner shows counts clipped or rounded: the range of p, and of odds."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from straits.formulas.formula import Formula
from straits.popgen.arrays import Floats, counts
from straits.popgen.contingency import difference_test, name_of_test
from straits.popgen.stratified import SharedOdds, shared_odds

# Counts of which each is known only as a range: what the hidden ones allow.
P_RANGE = Formula(
    "low_a high_a an_a low_b high_b an_b",
    {
        "pairs": "(high_a - low_a + 1) * (high_b - low_b + 1)",
        "least": "smallest_p(low_a, high_a, an_a, low_b, high_b, an_b)",
        "most": "largest_p(low_a, high_a, an_a, low_b, high_b, an_b)",
    },
    {
        "smallest_p": lambda *counts: p_range(*counts)[0],
        "largest_p": lambda *counts: p_range(*counts)[1],
    },
)
# People of whom something is certain, and on to those of whom it is possible.
P_ALLOWED = Formula(
    "certain_a possible_a covered_a certain_b possible_b covered_b",
    {
        "low_a": "certain_a / covered_a",
        "high_a": "possible_a / covered_a",
        "low_b": "certain_b / covered_b",
        "high_b": "possible_b / covered_b",
        "most_of_a": "difference_p(possible_a, covered_a, certain_b, covered_b)",
        "most_of_b": "difference_p(certain_a, covered_a, possible_b, covered_b)",
        "alike": "overlap(low_a, high_a, low_b, high_b)",
        "least": "minimum(most_of_a, most_of_b)",
        "most": "maximum(maximum(most_of_a, most_of_b), alike)",
    },
    {
        "difference_p": lambda *counts: difference_test(*map(np.atleast_1d, counts))[0],
        "overlap": lambda low_a, high_a, low_b, high_b: np.where(
            (low_a <= high_b) & (low_b <= high_a), 1.0, 0.0
        ),
    },
)

# Clipping and rounding rules in use span 20 at most; a wider range would say nothing.
WIDEST = 100
# So many sets of counts over strata are tried; where there are more, nothing is said.
MOST_TRIED = 2_000


def p_range(
    low1: ArrayLike,
    high1: ArrayLike,
    an1: ArrayLike,
    low2: ArrayLike,
    high2: ArrayLike,
    an2: ArrayLike,
) -> tuple[Floats, Floats]:
    """Smallest and largest p of a difference that the hidden counts allow.

    Every pair of counts is tried, since p does not rise or fall evenly with either.

    low1, high1, low2, high2
        The least and the most that AC can be in two groups, each of shape (n,); equal where AC is
        exact.
    an1, an2
        Alleles called, each of shape (n,).

    Returns (lowest, highest), each of shape (n,); NaN where an an is 0.
    Raises ValueError if a low is above its high, a count is negative or above its an, or a range is
    wider than WIDEST.

    >>> low, high = p_range(1, 5, 3216, 0, 0, 4422)
    >>> round(float(low), 3), round(float(high), 3)
    (0.013, 0.421)
    """
    low1, high1, n1, low2, high2, n2 = _ranges(low1, high1, an1, low2, high2, an2)
    widest = [int(width.max(initial=0)) for width in (high1 - low1, high2 - low2)]
    if max(widest) > WIDEST:
        raise ValueError(f"expected a range of at most {WIDEST} counts, got {max(widest)}")
    lowest, highest = np.full_like(low1, np.inf), np.full_like(low1, -np.inf)
    for step1 in range(widest[0] + 1):
        for step2 in range(widest[1] + 1):
            p, _ = difference_test(
                np.minimum(low1 + step1, high1), n1, np.minimum(low2 + step2, high2), n2
            )
            lowest, highest = np.minimum(lowest, p), np.maximum(highest, p)
    return lowest, highest


def tests_in_range(
    low1: int, high1: int, an1: int, low2: int, high2: int, an2: int
) -> tuple[str, ...]:
    """Names of the tests that `p_range` used over the counts of one allele, in order of use.

    >>> tests_in_range(1, 5, 3216, 0, 0, 4422)
    ("Fisher's exact, two-sided",)
    """
    ac1 = np.arange(low1, high1 + 1)[:, None]
    ac2 = np.arange(low2, high2 + 1)[None, :]
    _, is_exact = difference_test(*np.broadcast_arrays(ac1, an1, ac2, an2))
    return tuple(dict.fromkeys(name_of_test(bool(exact)) for exact in is_exact.ravel()))


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
    low1, high1, n1, low2, high2, n2 = _ranges(low1, high1, an1, low2, high2, an2)
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


def _ranges(
    low1: ArrayLike,
    high1: ArrayLike,
    an1: ArrayLike,
    low2: ArrayLike,
    high2: ArrayLike,
    an2: ArrayLike,
) -> tuple[Floats, ...]:
    """Return ranges of two groups and their alleles called as floats.

    Raises ValueError if a low is above its high, or a count is negative or above its an.
    """
    low1, n1, high1, _, low2, n2, high2, _ = counts(
        (low1, an1), (high1, an1), (low2, an2), (high2, an2)
    )
    if (low1 > high1).any() or (low2 > high2).any():
        raise ValueError("expected the least of a count to be at most the most")
    return low1, high1, n1, low2, high2, n2
