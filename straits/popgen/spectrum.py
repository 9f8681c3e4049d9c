"""Rare, common, private and shared alleles, made comparable between groups of different sizes.

The more people were sequenced, the more rare alleles they have; so counts are first projected down
to what an equally small sample of each group would have shown.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from straits.popgen.arrays import Floats, counts

# 2 ** k combinations of k groups are counted; more groups than this cannot be read in a figure.
MOST_GROUPS = 12
# Alleles looked at at once: of 12 groups, 128 numbers for each.
_AT_ONCE = 65_536
# Numbers held at once while spectra are projected.
_NUMBERS_AT_ONCE = 1_000_000


def expected_heterozygosity(ac: ArrayLike, an: ArrayLike) -> Floats:
    """Chance that two alleles drawn from a group differ (Nei 1978, Genetics 89:583).

    ac, an
        Alternate alleles seen and alleles called, each of shape (n,).

    Returns shape (n,); NaN where an is below 2. Raises ValueError if any ac is negative or above
    its an.

    >>> expected_heterozygosity([1, 5], [10, 10]).round(3)
    array([0.2  , 0.556])
    """
    ac, an = counts((ac, an))
    with np.errstate(invalid="ignore", divide="ignore"):
        differing = 2 * ac * (an - ac) / (an * (an - 1))
    return np.where(an < 2, np.nan, differing)


def projected_spectrum(ac: ArrayLike, an: ArrayLike, size: int) -> tuple[Floats, int]:
    """Expected number of alleles by their count in a sample of `size` alleles.

    Hypergeometric projection (Marth 2004, Genetics 166:351; as in dadi): each allele is spread over
    the counts that it would have had in all the smaller samples.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n,).
    size
        Alleles in the smaller sample.

    Returns (spectrum, n_left_out): spectrum of shape (size + 1,), its ends being the alleles that
    the sample would not have shown and those it would have shown alone; and the number of alleles
    with fewer called than `size`, which cannot be projected.
    Raises ValueError if any ac is negative or above its an.

    >>> spectrum, n_left_out = projected_spectrum([1, 2, 1], [4, 4, 1], 2)
    >>> spectrum.round(3), n_left_out
    (array([0.667, 1.167, 0.167]), 1)
    """
    ac, an = counts((ac, an))
    is_kept = an >= size
    # Alleles with the same counts are projected once.
    tables, n_alleles = np.unique(
        np.stack([ac[is_kept], an[is_kept]], axis=-1), axis=0, return_counts=True
    )
    spectrum = np.zeros(size + 1)
    drawn = np.arange(size + 1, dtype=np.float64)
    total = np.asarray(size, dtype=np.float64)
    at_once = max(1, _NUMBERS_AT_ONCE // (size + 1))
    for first in range(0, len(tables), at_once):
        copies, called = tables[first : first + at_once].T[:, :, None]
        log_p = (
            _log_choose(copies, drawn)
            + _log_choose(called - copies, total - drawn)
            - _log_choose(called, total)
        )
        spectrum += n_alleles[first : first + at_once] @ np.exp(log_p)
    return spectrum, int((~is_kept).sum())


def folded(spectrum: ArrayLike) -> Floats:
    """Spectrum by the count of the rarer allele, where nobody knows which of two alleles is older.

    spectrum
        Number of alleles by their count among `size` alleles, shape (size + 1,).

    Returns shape (size // 2 + 1,), from a count of 0.

    >>> folded([10.0, 4.0, 3.0, 2.0, 1.0])
    array([11.,  6.,  3.])
    """
    one_way = np.asarray(spectrum, dtype=np.float64)
    n_classes = (one_way.size - 1) // 2 + 1
    both = one_way + one_way[::-1]
    if one_way.size % 2:
        both[n_classes - 1] = one_way[n_classes - 1]
    return np.asarray(both[:n_classes])


def chance_of_being_seen(ac: ArrayLike, an: ArrayLike, size: int) -> Floats:
    """Chance that a sample of `size` alleles of a group shows the allele (Kalinowski 2004).

    Rarefaction (Conserv Genet 5:539): 1 less the chance that all `size` alleles are others.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n,) or (n, k).
    size
        Alleles in the smaller sample.

    Returns the shape of ac; NaN where fewer than `size` alleles were called.
    Raises ValueError if any ac is negative or above its an.

    >>> chance_of_being_seen([0, 1, 4], [10, 10, 4], 5)
    array([0. , 0.5, nan])
    """
    ac, an = counts((ac, an))
    draws = np.asarray(size, dtype=np.float64)
    is_small = an < size
    log_all = np.where(is_small, 0.0, _log_choose(an, draws))
    unseen = np.exp(_log_choose(an - ac, draws) - log_all)
    return np.where(is_small, np.nan, np.clip(1 - unseen, 0.0, 1.0))


def shared_alleles(seen: ArrayLike) -> Floats:
    """Expected number of alleles seen in each combination of groups and in no other.

    seen
        Chance that each group shows each allele, shape (n, k), from `chance_of_being_seen` at one
        size for all groups. An allele that is NaN in any group is left out.

    Returns shape (2**k,): entry i is the combination of the groups whose bits are set in i, the
    first group being bit 0; entry 0 is seen in none, and a power of 2 is private to one.
    Raises ValueError with more than MOST_GROUPS groups.

    >>> shared_alleles([[1.0, 0.5], [1.0, 1.0]])
    array([0. , 0.5, 0. , 1.5])
    """
    chances = np.asarray(seen, dtype=np.float64)
    n_groups = chances.shape[1]
    if n_groups > MOST_GROUPS:
        raise ValueError(f"expected at most {MOST_GROUPS} groups, got {n_groups}")
    chances = chances[~np.isnan(chances).any(axis=1)]
    half = n_groups // 2
    n_alleles = np.zeros((2 ** (n_groups - half), 2**half))
    for first in range(0, len(chances), _AT_ONCE):
        some = chances[first : first + _AT_ONCE]
        # An allele's chance of a combination is that of its first groups times that of the others.
        n_alleles += _combinations(some[:, half:]).T @ _combinations(some[:, :half])
    return n_alleles.ravel()


def _combinations(chances: Floats) -> Floats:
    """Return the chance of each combination of groups, shape (n, 2**k) of chances (n, k)."""
    products = np.ones((len(chances), 1))
    for chance in chances.T:
        products = np.concatenate(
            [products * (1 - chance[:, None]), products * chance[:, None]], axis=1
        )
    return products


def _log_choose(n: Floats, k: Floats) -> Floats:
    """Return the logarithm of n over k; -inf where k is below 0 or above n."""
    n, k = np.broadcast_arrays(n, k)
    is_possible = (k >= 0) & (k <= n)
    inside = np.where(is_possible, k, 0.0)
    log = special.gammaln(n + 1) - special.gammaln(inside + 1) - special.gammaln(n - inside + 1)
    return np.where(is_possible, log, -np.inf)
