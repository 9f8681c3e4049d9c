"""What could have been found with so many people: "not significant" is unreadable without it."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from straits.formulas.formula import Formula
from straits.popgen.arrays import Flags, Floats, counts
from straits.popgen.fisher import fisher_exact

DETECTABLE = Formula(
    "af an_rare an_other alpha power",
    {
        "z_alpha": "normal_quantile(1 - alpha / 2)",
        "z_power": "normal_quantile(power)",
        "detectable": "smallest_found(af, an_rare, an_other, alpha, power)",
    },
    {
        "normal_quantile": special.ndtri,
        "smallest_found": lambda *given: detectable_difference(*given),
    },
)


def minimum_significant_ac(
    ac1: ArrayLike, an1: ArrayLike, an2: ArrayLike, alpha: float = 0.05
) -> Floats:
    """Smallest AC in a second group that would differ significantly from the first's, upwards.

    By Fisher's exact test, for the AN that there is.

    ac1, an1
        Alternate alleles seen and alleles called in the group compared with, each of shape (n,).
    an2
        Alleles called in the other group, shape (n,).
    alpha
        Level of the test, of the whole family if it is divided by its size.

    Returns shape (n,): whole numbers; NaN where even all of an2 would not be significant.
    Raises ValueError if any ac is negative or above its an.

    >>> minimum_significant_ac(0, 4422, [3216, 3882, 11004], 5e-8)
    array([20., 23., 52.])
    """
    ac1, an1, _, an2 = counts((ac1, an1), (0, an2))
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(an1 > 0, np.floor(ac1 / an1 * an2), 0.0)
    high = an2 + 1
    # p falls as AC rises above what is expected.
    while (low < high).any():
        middle = np.floor((low + high) / 2)
        p = fisher_exact(ac1, an1, np.minimum(middle, an2), an2)
        is_enough = (p < alpha) | (middle > an2)
        high = np.where(is_enough, np.minimum(middle, high), high)
        low = np.where(is_enough, low, np.minimum(middle + 1, high))
    return np.where(high > an2, np.nan, high)


def detectable_difference(
    af1: ArrayLike, an1: ArrayLike, an2: ArrayLike, alpha: float = 0.05, power: float = 0.8
) -> Floats:
    """Smallest rise in frequency that a test would find in most samples like these.

    Normal approximation to the difference of two proportions (Fleiss 1981, section 3.2), without
    continuity correction; too hopeful where fewer than about five copies are expected.

    af1
        Frequency in the group compared with, shape (n,).
    an1, an2
        Alleles called in it and in the other group, each of shape (n,).
    power
        The share of the samples that most stands for.

    Returns shape (n,): AF2 - AF1, between 0 and 1; NaN where no difference up to AF2 = 1 would be
    found, or an an is 0. Raises ValueError if a frequency is outside [0, 1].

    >>> detectable_difference([0.1, 0.1], [1000, 100], [1000, 100]).round(3)
    array([0.041, 0.15 ])
    """
    af1, an1, an2 = (
        np.array(array)
        for array in np.broadcast_arrays(
            *(np.asarray(values, dtype=np.float64) for values in (af1, an1, an2))
        )
    )
    if ((af1 < 0) | (af1 > 1)).any():
        raise ValueError("expected frequencies between 0 and 1")
    z_alpha, z_power = -special.ndtri(alpha / 2), special.ndtri(power)

    def is_found(af2: Floats) -> Flags:
        pooled = (af1 * an1 + af2 * an2) / (an1 + an2)
        null = np.sqrt(pooled * (1 - pooled) * (1 / an1 + 1 / an2))
        true = np.sqrt(af1 * (1 - af1) / an1 + af2 * (1 - af2) / an2)
        return np.asarray(af2 - af1 >= z_alpha * null + z_power * true)

    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = af1.copy(), np.ones_like(af1)
        is_hopeless = ~is_found(high) | (an1 == 0) | (an2 == 0)
        for _ in range(60):
            middle = (low + high) / 2
            is_enough = is_found(middle)
            low, high = np.where(is_enough, low, middle), np.where(is_enough, middle, high)
    return np.where(is_hopeless, np.nan, high - af1)
