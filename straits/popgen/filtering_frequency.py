"""How common an allele surely is: the filtering allele frequency (Whiffin 2017, Genet Med 19:1151).

An allele whose filtering frequency in any group is above what a disease allows cannot cause it.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from straits.formulas.formula import Formula
from straits.popgen.arrays import Floats, counts

FAF = Formula(
    "ac an chance",
    {
        "least": "gamma_quantile(chance, ac)",
        "faf": "zero_below_two(ac, least / an)",
    },
    {
        "gamma_quantile": lambda chance, ac: np.where(ac > 0, special.gammaincinv(ac, chance), 0.0),
        "zero_below_two": lambda ac, bound: np.where(ac <= 1, 0.0, bound),
    },
)
GROUP_MAX = Formula(FAF.inputs, {**FAF.steps, "highest": "greatest(faf)"}, FAF.functions)
# Of counting so many, or more, at the bound.
CHANCE = 0.05


def faf95(ac: ArrayLike, an: ArrayLike) -> Floats:
    """Lower bound of the one-sided 95 % Poisson interval of AC, over AN.

    As gnomAD has it, 0 at an AC of 0 or 1. gnomAD's own code searches in steps of 1e-6, so that its
    figures agree with this closed form within that.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n,).

    Returns shape (n,); NaN where an is 0. Raises ValueError if any ac is negative or above its an.

    >>> faf95([5, 2, 1], [9672, 9672, 9672]).round(8)
    array([2.037e-04, 3.674e-05, 0.000e+00])
    """
    ac, an = counts((ac, an))
    # The rate at which 95 % of Poisson counts stay below ac is the 5 % quantile of gamma(ac).
    return np.where(an == 0, np.nan, FAF.values(ac=ac, an=an, chance=CHANCE)["faf"])


def group_max_faf(
    ac: ArrayLike, an: ArrayLike, is_eligible: ArrayLike
) -> tuple[Floats, NDArray[np.intp]]:
    """Highest filtering frequency of the eligible groups, and which group has it.

    Not the filtering frequency of the group with the highest AF: that can be another group.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n, k).
    is_eligible
        Which groups may count, shape (k,). Bottlenecked, consanguineous and mixed groups should
        not, and a page says which were left out.

    Returns (faf, group), each of shape (n,): group is -1 and faf 0 where no eligible group has an
    AC of 2, and faf is NaN where no eligible group was called.

    >>> group_max_faf([[5, 40, 90]], [[9672, 90000, 90]], [True, True, False])
    (array([0.00033551]), array([1]))
    """
    ac, an = counts((ac, an))
    return _highest(np.where(np.asarray(is_eligible, dtype=bool), faf95(ac, an), np.nan))


def _highest(values: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the highest value of each row and its place; -1 where none is above 0."""
    known = np.where(np.isnan(values), -1.0, values)
    place = known.argmax(axis=-1)
    highest = np.take_along_axis(known, place[..., None], axis=-1)[..., 0]
    return np.where(highest < 0, np.nan, highest), np.where(highest > 0, place, -1)
