"""How far groups have drifted apart: F_ST, its error, and the branch that did the drifting.

Every estimator gives a numerator and a denominator per allele. The F_ST of a gene, a window or a
genome is the ratio of their sums, never the mean of per-allele ratios, which rare alleles bias
(Bhatia 2013, Genome Res 23:1514). Negative estimates are honest and stay.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from straits.formulas.formula import Formula
from straits.popgen.arrays import Floats, counts

HUDSON = Formula(
    "ac_a an_a ac_b an_b",
    {
        "af_a": "ac_a / an_a",
        "af_b": "ac_b / an_b",
        "within_a": "af_a * (1 - af_a) / (an_a - 1)",
        "within_b": "af_b * (1 - af_b) / (an_b - 1)",
        "numerator": "(af_a - af_b) ** 2 - within_a - within_b",
        "denominator": "af_a * (1 - af_b) + af_b * (1 - af_a)",
        "fst": "numerator / denominator",
    },
)
OF_SUMS = Formula("numerators denominators", {"fst": "numerators / denominators"})
BRANCH = Formula(
    "fst_ab fst_ac fst_bc",
    {
        "length_ab": "-log1p(-minimum(fst_ab, 0.99999))",
        "length_ac": "-log1p(-minimum(fst_ac, 0.99999))",
        "length_bc": "-log1p(-minimum(fst_bc, 0.99999))",
        "pbs": "(length_ab + length_ac - length_bc) / 2",
        "pbsn1": "pbs / (1 + (length_ab + length_ac + length_bc) / 2)",
    },
)
DRIFT = Formula(
    "ac_a an_a ac_b an_b fst",
    {
        "angle": "asin(sqrt(ac_a / an_a)) - asin(sqrt(ac_b / an_b))",
        "spread": "sqrt(fst / 2 + (1 / an_a + 1 / an_b) / 4)",
        "p": "normal_tails(angle / spread)",
    },
    {"normal_tails": lambda z: 2 * special.ndtr(-np.abs(z))},
)


def hudson_fst_parts(
    ac1: ArrayLike, an1: ArrayLike, ac2: ArrayLike, an2: ArrayLike
) -> tuple[Floats, Floats]:
    """Numerator and denominator of Hudson's F_ST (Bhatia 2013, eq. 10).

    Needs counts only, and does not depend on the ratio of the two sample sizes.

    ac1, an1, ac2, an2
        Alternate alleles seen and alleles called in two groups, each of shape (n,).

    Returns (numerator, denominator), each of shape (n,); NaN where a group has fewer than two
    called alleles. Raises ValueError if any ac is negative or above its an.

    >>> numerator, denominator = hudson_fst_parts([40, 2], [100, 100], [10, 0], [100, 100])
    >>> round(float(numerator.sum() / denominator.sum()), 6)
    0.197429
    """
    ac1, an1, ac2, an2 = counts((ac1, an1), (ac2, an2))
    parts = HUDSON.values(ac_a=ac1, an_a=an1, ac_b=ac2, an_b=an2)
    is_thin = (an1 < 2) | (an2 < 2)
    numerator, denominator = parts["numerator"], parts["denominator"]
    return np.where(is_thin, np.nan, numerator), np.where(is_thin, np.nan, denominator)


def ratio_of_averages(numerator: ArrayLike, denominator: ArrayLike) -> float:
    """F_ST over many alleles: the sum of the numerators over that of the denominators.

    numerator, denominator
        Parts of F_ST, each of shape (n,); alleles with NaN are left out.

    Returns NaN where the denominators sum to 0: nothing varies.

    >>> round(ratio_of_averages([0.1, float("nan"), 0.0], [0.5, float("nan"), 0.3]), 4)
    0.125
    """
    return float(fst_by_block(numerator, denominator, np.zeros(np.shape(numerator), int), 1)[0])


def fst_by_block(
    numerator: ArrayLike, denominator: ArrayLike, block: ArrayLike, n_blocks: int
) -> Floats:
    """F_ST of each gene, window or other block of alleles, as a ratio of averages.

    numerator, denominator
        Parts of F_ST, each of shape (n,); alleles with NaN are left out.
    block
        Number of the block that each allele is in, shape (n,), from 0; negative for none.

    Returns shape (n_blocks,); NaN where nothing varies in the block.

    >>> fst_by_block([0.1, 0.0, 0.2], [0.5, 0.3, 0.4], [0, 0, 2], 3)
    array([0.125,   nan, 0.5  ])
    """
    top, bottom = _block_sums(numerator, denominator, block, n_blocks)
    return np.asarray(OF_SUMS.values(numerators=top, denominators=bottom)["fst"])


def window_blocks(pos: ArrayLike, start: int, size: int) -> NDArray[np.intp]:
    """Number of the window of `size` bases that each position is in, counted from a start.

    pos
        Positions on one contig, 1-based, shape (n,).

    Returns shape (n,); negative before the start.

    >>> window_blocks([1, 100, 101, 350], start=1, size=100)
    array([0, 0, 1, 3])
    """
    return (np.asarray(pos, dtype=np.intp) - start) // size


def block_jackknife(
    numerator: ArrayLike, denominator: ArrayLike, block: ArrayLike, n_blocks: int
) -> tuple[float, float]:
    """F_ST over all alleles and its standard error, leaving out one block at a time.

    Blocks keep linked alleles together, without which the error would be far too small (Busing
    1999, Stat Comput 9:3; blocks weigh alike, as in scikit-allel).

    numerator, denominator
        Parts of F_ST, each of shape (n,); alleles with NaN are left out.
    block
        Number of the block that each allele is in, shape (n,), from 0; negative for none.

    Returns (fst, standard_error); the error is NaN with fewer than two blocks that vary.

    >>> fst, error = block_jackknife([0.1, 0.0, 0.2], [0.5, 0.3, 0.4], [0, 1, 2], 3)
    >>> round(fst, 4), round(error, 4)
    (0.25, 0.1261)
    """
    top, bottom = _block_sums(numerator, denominator, block, n_blocks)
    varies = bottom > 0
    top, bottom = top[varies], bottom[varies]
    if top.size == 0:
        return float("nan"), float("nan")
    fst = top.sum() / bottom.sum()
    if top.size < 2:
        return float(fst), float("nan")
    without = (top.sum() - top) / (bottom.sum() - bottom)
    variance = (top.size - 1) * without.var()
    return float(fst), float(np.sqrt(variance))


def population_branch(
    fst_ab: ArrayLike, fst_ac: ArrayLike, fst_bc: ArrayLike
) -> tuple[Floats, Floats]:
    """PBS of group A against B and the outgroup C, and PBSn1, which is 1 at most.

    PBS is the length of A's branch (Yi 2010, Science 329:75); PBSn1 divides it by one plus all
    three branches, so that a long tree does not look like selection (Malaspinas 2016, Nature
    538:207). Meant for windows or genes: of one allele it is a description only.

    fst_ab, fst_ac, fst_bc
        F_ST of each pair, each of shape (n,); NaN where unknown. Taken as 0.99999 where above it.

    Returns (pbs, pbsn1), each of shape (n,); NaN where an F_ST is.

    >>> pbs, pbsn1 = population_branch(0.10, 0.12, 0.02)
    >>> round(float(pbs), 7), round(float(pbsn1), 7)
    (0.1064956, 0.0945201)
    """
    pairs = [np.asarray(fst, dtype=np.float64) for fst in (fst_ab, fst_ac, fst_bc)]
    found = BRANCH.values(**dict(zip(("fst_ab", "fst_ac", "fst_bc"), pairs, strict=True)))
    return np.asarray(found["pbs"]), np.asarray(found["pbsn1"])


def fst_matrix(ac: ArrayLike, an: ArrayLike) -> Floats:
    """Hudson's F_ST of every pair of groups, each as a ratio of averages over all alleles.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n, k) for k groups.

    Returns shape (k, k), symmetric, 0 on the diagonal; NaN where nothing varies between two groups.
    Raises ValueError if any ac is negative or above its an.

    >>> fst_matrix([[40, 10], [2, 0]], [[100, 100], [100, 100]]).round(4)
    array([[0.    , 0.1974],
           [0.1974, 0.    ]])
    """
    ac, an = counts((ac, an))
    n_groups = ac.shape[1]
    matrix = np.zeros((n_groups, n_groups))
    for i in range(n_groups):
        for j in range(i):
            parts = hudson_fst_parts(ac[:, i], an[:, i], ac[:, j], an[:, j])
            matrix[i, j] = matrix[j, i] = ratio_of_averages(*parts)
    return matrix


def _block_sums(
    numerator: ArrayLike, denominator: ArrayLike, block: ArrayLike, n_blocks: int
) -> tuple[Floats, Floats]:
    parts = [np.asarray(part, dtype=np.float64) for part in (numerator, denominator)]
    places = np.asarray(block, dtype=np.intp)
    is_used = ~np.isnan(parts[0]) & ~np.isnan(parts[1]) & (places >= 0)
    top, bottom = (
        np.bincount(places[is_used], weights=part[is_used], minlength=n_blocks).astype(np.float64)
        for part in parts
    )
    return top, bottom


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
    p = DRIFT.values(ac_a=ac1, an_a=an1, ac_b=ac2, an_b=an2, fst=fst)["p"]
    return np.where((an1 > 0) & (an2 > 0), p, np.nan)
