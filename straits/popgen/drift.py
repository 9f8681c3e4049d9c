"""Do two frequencies differ by more than groups of one ancestry drift apart?"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from straits.popgen.arrays import Floats, counts


def beyond_drift(
    ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike, fst: float
) -> Floats:
    """p of a difference between groups whose F_ST is known: is it more than drift and sampling?

    On the angular scale, asin(sqrt(AF)), drift spreads frequencies by a variance that does not
    depend on them (Cavalli-Sforza & Edwards 1967, Am J Hum Genet 19:233): fst / 2 between two
    groups, and a quarter of 1 / an1 + 1 / an2 by sampling. A normal approximation, for differences
    far from small.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).
    fst
        F_ST to allow for between the two groups.

    Returns shape (n,): the two-sided p-value; NaN where an an is 0.
    Raises ValueError if any ac is negative or above its an, or fst is below 0.

    >>> beyond_drift([110, 400], [1000, 1000], [100, 100], [1000, 1000], 0.005).round(3).tolist()
    [0.766, 0.0]
    """
    if fst < 0:
        raise ValueError(f"expected an F_ST of at least 0, got {fst}")
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    with np.errstate(invalid="ignore", divide="ignore"):
        angle = np.arcsin(np.sqrt(ac1 / an1)) - np.arcsin(np.sqrt(ac2 / an2))
        spread = np.sqrt(fst / 2 + (1 / an1 + 1 / an2) / 4)
        p = 2 * special.ndtr(-np.abs(angle / spread))
    return np.where((an1 > 0) & (an2 > 0), p, np.nan)
