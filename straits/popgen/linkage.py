"""Which alleles travel together: correlation of genotypes, or of haplotypes that are phased."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from straits.formulas.formula import Formula
from straits.popgen.arrays import Floats

HAPLOTYPES = Formula(
    "both first_only second_only neither",
    {
        "n": "both + first_only + second_only + neither",
        "af_first": "(both + first_only) / n",
        "af_second": "(both + second_only) / n",
        "d": "(both * neither - first_only * second_only) / n**2",
        "r2": "d**2 / (af_first * (1 - af_first) * af_second * (1 - af_second))",
        "furthest": "most_d(d, af_first, af_second)",
        "d_prime": "d / furthest",
    },
    {"most_d": lambda d, first, second: _most_d(d, first, second)},
)
OF_COPIES = Formula("r", {"r2": "r**2"})


def pooled_r(strata: Sequence[tuple[ArrayLike, ArrayLike]]) -> Floats:
    """Correlation of copies within strata of people, such as those with two copies and with one.

    Needs no phase (Rogers and Huff 2009, Genetics 182:839). Each pair of alleles uses the people
    who were called at both.

    The sums of squares and products about each stratum's own means are added up over the strata.
    Two copies that meet by chance vary twice as much as one, so that of X both sexes estimate the
    same r, each with the weight of its chromosomes.

    strata
        Copies of each allele in each person, shapes (n, people) and (m, people), with the same
        alleles in each stratum: 0, 1 or 2; NaN where there is no call.

    Returns shape (n, m), between -1 and 1; square it for r2. NaN where either allele does not vary
    within any stratum among the people called at both.

    >>> xx, xy = ([[0, 1, 2]], [[0, 1, 2]]), ([[0, 1, 0, 1]], [[0, 1, 1, 0]])
    >>> pooled_r([xx, xy]).round(3)
    array([[0.667]])
    """
    cross, spread_x, spread_y = zip(*(_moments(*stratum) for stratum in strata), strict=True)
    xy, xx, yy = (np.sum(parts, axis=0) for parts in (cross, spread_x, spread_y))
    varies = (xx > 0) & (yy > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = xy / np.sqrt(xx * yy)
    return np.where(varies, np.clip(r, -1.0, 1.0), np.nan)


def _moments(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return sums of products and of squares about the means, over the people called at both."""
    x, y = (np.asarray(copies, dtype=np.float64) for copies in (first, second))
    x_called, y_called = ((~np.isnan(copies)).astype(np.float64) for copies in (x, y))
    x, y = np.nan_to_num(x), np.nan_to_num(y)
    n = np.maximum(x_called @ y_called.T, 1)
    sum_x, sum_y = x @ y_called.T, x_called @ y.T
    # Multiplied by n these are whole numbers, so that what does not vary is 0 exactly.
    cross = (n * (x @ y.T) - sum_x * sum_y) / n
    spread_x = (n * (x**2 @ y_called.T) - sum_x**2) / n
    spread_y = (n * (x_called @ (y**2).T) - sum_y**2) / n
    return cross, spread_x, spread_y


def haplotype_linkage(
    both: ArrayLike, first_only: ArrayLike, second_only: ArrayLike, neither: ArrayLike
) -> tuple[Floats, Floats]:
    """r2 and D' of two alleles from counted haplotypes (Lewontin 1964; Hill and Robertson 1968).

    Only where both records are phased.

    both, first_only, second_only, neither
        Haplotypes that carry both alleles, one of them or none, each of shape (n,).

    Returns (r2, d_prime), each of shape (n,): d_prime is positive where the alleles travel
    together and negative where they avoid each other. NaN where an allele does not vary.
    Raises ValueError if a count is negative.

    >>> r2, d_prime = haplotype_linkage([10, 0], [0, 10], [10, 10], [80, 80])
    >>> r2.round(4), d_prime.round(4)
    (array([0.4444, 0.0123]), array([ 1., -1.]))
    """
    cells = [
        np.asarray(cell, dtype=np.float64) for cell in (both, first_only, second_only, neither)
    ]
    if any((cell < 0).any() for cell in cells):
        raise ValueError("expected counts of haplotypes that are not negative")
    n11, n10, n01, n00 = np.broadcast_arrays(*cells)
    # From the products of counts, since the difference of frequencies loses digits.
    found = HAPLOTYPES.values(both=n11, first_only=n10, second_only=n01, neither=n00)
    af1, af2 = found["af_first"], found["af_second"]
    varies = (found["n"] > 0) & (af1 > 0) & (af1 < 1) & (af2 > 0) & (af2 < 1)
    r2, d_prime = found["r2"], found["d_prime"]
    return np.where(varies, r2, np.nan), np.where(varies, d_prime, np.nan)


def _most_d(d: Floats, af1: Floats, af2: Floats) -> Floats:
    """Return the largest |D| that the two frequencies allow, on the side on which D lies."""
    together = np.minimum(af1 * (1 - af2), af2 * (1 - af1))
    apart = np.minimum(af1 * af2, (1 - af1) * (1 - af2))
    return np.where(d >= 0, together, apart)
