"""How sure an allele frequency is: intervals for AC of AN.

AN counts alleles, and the alleles of one person are independent only in Hardy-Weinberg proportions
and without relatives; elsewhere these intervals are somewhat too narrow.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from straits.formulas.formula import Formula
from straits.popgen.arrays import Floats, counts

# The 97.5 % quantile of the normal distribution: two-sided 95 %.
Z_95 = 1.959963984540054
# Wilson's interval covers too little where fewer than this have what is counted, or lack it
# (Brown, Cai & DasGupta 2001, Stat Sci 16:101, section 3.1.1).
FEW = 5

FREQUENCY = Formula("ac an", {"af": "ac / an"})
WILSON = Formula(
    "ac an z",
    {
        "af": "ac / an",
        "centre": "(af + z**2 / (2 * an)) / (1 + z**2 / an)",
        "half": "z / (1 + z**2 / an) * sqrt(af * (1 - af) / an + z**2 / (4 * an**2))",
        "low": "centre - half",
        "high": "centre + half",
    },
)
# People of whom something is certain, and on to those of whom it is possible.
RANGED_SHARE = Formula(
    "certain possible covered z",
    {
        "low": "certain / covered",
        "high": "possible / covered",
        "low_from": "wilson_low(certain, covered, z)",
        "high_to": "wilson_high(possible, covered, z)",
    },
    {
        "wilson_low": lambda *counts: wilson_interval(*counts)[0],
        "wilson_high": lambda *counts: wilson_interval(*counts)[1],
    },
)
CLOPPER_PEARSON = Formula(
    "ac an level",
    {
        "tail": "(1 - level) / 2",
        "low": "beta_quantile(tail, ac, an - ac + 1)",
        "high": "beta_quantile(1 - tail, ac + 1, an - ac)",
    },
    {"beta_quantile": lambda chance, a, b: beta_quantile(chance, a, b)},
)


def beta_quantile(chance: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """Return quantiles of the beta distribution; 0 where a is 0 and 1 where b is."""
    a, b = (np.asarray(shape, dtype=np.float64) for shape in (a, b))
    inside = special.betaincinv(np.maximum(a, 1e-9), np.maximum(b, 1e-9), chance)
    return np.where(a == 0, 0.0, np.where(b == 0, 1.0, inside))


def share_interval(ac: ArrayLike, an: ArrayLike) -> tuple[Floats, Floats]:
    """95 % interval for a share: exact where FEW have it or lack it, elsewhere Wilson's.

    ac, an
        Those who have it and all, each of shape (n,): alternate alleles and alleles called, or
        people.

    Returns (low, high), each of shape (n,); NaN where an is 0.
    Raises ValueError if any ac is negative or above its an.

    >>> low, high = share_interval([0, 50], [100, 100])
    >>> low.round(4), high.round(4)
    (array([0.    , 0.4038]), array([0.0362, 0.5962]))
    """
    ac, an = np.broadcast_arrays(*counts((ac, an)))
    low, high = (end.copy() for end in np.broadcast_arrays(*wilson_interval(ac, an)))
    few = is_few(ac, an)
    # Many alleles have the same few counts.
    pairs, place = np.unique(np.stack([ac[few], an[few]]), axis=1, return_inverse=True)
    for end, exact in zip((low, high), clopper_pearson_interval(*pairs), strict=True):
        end[few] = exact[place.reshape(-1)]
    return low, high


def is_few(ac: ArrayLike, an: ArrayLike) -> NDArray[np.bool_]:
    """Tell where fewer than FEW of an have what ac counts, or lack it; shape (n,).

    >>> is_few([4, 5, 96], [100, 100, 100])
    array([ True, False,  True])
    """
    ac, an = counts((ac, an))
    return np.asarray(np.minimum(ac, an - ac) < FEW)


def wilson_interval(ac: ArrayLike, an: ArrayLike, z: float = Z_95) -> tuple[Floats, Floats]:
    """Score interval for an allele frequency (Wilson 1927, JASA 22:209).

    Unlike AF +- z SE it stays inside [0, 1] and is honest at AC = 0, which is where most variants
    of a cohort are.

    ac
        Alternate alleles seen, shape (n,); 0 <= ac <= an.
    an
        Alleles called, shape (n,).

    Returns (low, high), each of shape (n,); NaN where an is 0.
    Raises ValueError if any ac is negative or above its an.

    >>> low, high = wilson_interval([0, 5], [20, 20])
    >>> low.round(3), high.round(3)
    (array([0.   , 0.112]), array([0.161, 0.469]))
    """
    ac, an = counts((ac, an))
    ends = WILSON.values(ac=ac, an=an, z=z)
    # At the ends the two terms are equal and their difference is rounding alone.
    low = np.where(ac == 0, 0.0, ends["low"])
    high = np.where(ac == an, 1.0, ends["high"])
    none = an == 0
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


def clopper_pearson_interval(
    ac: ArrayLike, an: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Exact interval for an allele frequency (Clopper and Pearson 1934, Biometrika 26:404).

    Never covers less often than `level`, and so is wider than Wilson's.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n,).
    level
        Share of repetitions in which the interval holds the frequency.

    Returns (low, high), each of shape (n,); NaN where an is 0.
    Raises ValueError if any ac is negative or above its an.

    >>> low, high = clopper_pearson_interval([0, 1], [4422, 4422])
    >>> (high * 1000).round(5)
    array([0.83386, 1.25933])
    """
    ac, an = counts((ac, an))
    none = an == 0
    ends = CLOPPER_PEARSON.values(ac=ac, an=an, level=level)
    return np.where(none, np.nan, ends["low"]), np.where(none, np.nan, ends["high"])


def upper_bound(ac: ArrayLike, an: ArrayLike, level: float = 0.95) -> Floats:
    """One-sided exact upper bound of an allele frequency (Clopper and Pearson 1934).

    What to print instead of 0 for an allele that was not seen: 1 - (1 - level)^(1 / AN).

    ac, an
        Alternate alleles seen and alleles called, each of shape (n,).

    Returns shape (n,); NaN where an is 0.
    Raises ValueError if any ac is negative or above its an.

    >>> upper_bound([0, 0], [11004, 4422]).round(6)
    array([0.000272, 0.000677])
    """
    ac, an = counts((ac, an))
    with np.errstate(invalid="ignore", divide="ignore"):
        high = np.where(ac == an, 1.0, special.betaincinv(ac + 1, an - ac, level))
    return np.where(an == 0, np.nan, high)
