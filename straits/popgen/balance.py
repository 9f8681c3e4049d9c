"""How different two groups of people are in what might confound a comparison of them."""

import math


def of_shares(share_1: float, share_2: float) -> float:
    """Return the standardised difference of two shares (Austin 2009, Stat Med 28:3083, eq. 2).

    It does not grow with the size of the groups, as a test would; above 0.1 it is usually called
    an imbalance. 0 where both are 0 or both 1; infinite where one is 0 and the other 1.

    >>> round(of_shares(0.5, 0.25), 3), of_shares(0.0, 0.0)
    (0.535, 0.0)
    """
    spread = (share_1 * (1 - share_1) + share_2 * (1 - share_2)) / 2
    return _standardised(share_1 - share_2, spread)


def of_means(mean_1: float, variance_1: float, mean_2: float, variance_2: float) -> float:
    """Return the standardised difference of two means (Austin 2009, eq. 1), with its sign.

    >>> of_means(60.0, 100.0, 55.0, 100.0)
    0.5
    """
    return _standardised(mean_1 - mean_2, (variance_1 + variance_2) / 2)


def _standardised(difference: float, spread: float) -> float:
    if difference == 0:
        return 0.0
    return difference / math.sqrt(spread) if spread > 0 else math.copysign(math.inf, difference)
