"""Several groups over any number of alleles: what they share, and how far they drifted apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.popgen import tree
from straits.queries.allele.allele_filters import Filters, comparison_parameters
from straits.queries.groups.populations_shown import Population
from straits.store import Store


@dataclass(frozen=True)
class Shared:
    """How many alleles each combination of groups has and no other has.

    combinations
        One row each: members (list of places among the populations), n_raw, n_projected; most
        first.
    size
        The number of alleles that every group is projected down to.
    n_not_projected
        Alleles with fewer called than that in some group.
    n_called, n_in_range
        As of Apart.
    """

    combinations: pl.DataFrame
    size: int
    n_not_projected: int
    n_called: int
    n_in_range: int


@dataclass(frozen=True)
class Apart:
    """How far groups drifted apart.

    matrix
        Hudson's F_ST of every pair, shape (k, k); NaN where nothing varies between two.
    numerators, denominators
        The sums of which it is the ratio, each of shape (k, k).
    merges, order
        Of their tree, by average linkage of F_ST, negative ones taken as 0, and of its leaves.
    n_called
        The alleles that every group has called, over which these are.
    n_in_range
        Alleles of which some group's AC is known only as a range, so that none compares.
    """

    matrix: NDArray[np.float64]
    numerators: NDArray[np.float64]
    denominators: NDArray[np.float64]
    merges: NDArray[np.float64]
    order: list[int]
    n_called: int
    n_in_range: int


def shared_alleles(store: Store, populations: Sequence[Population], filters: Filters) -> Shared:
    """Return private and shared alleles, as counted and as equally large samples would show them.

    Genes, region, types, classes and FILTER choose the alleles; the AF range does not, as it is one
    of two groups. The size is the smallest of what 95 % of the alleles have at least, over the
    groups: raw counts grow with the number of people (Kalinowski 2004, Conserv Genet 5:539).
    """
    asked = _asked(store, populations, filters)
    sums = store.comparisons.group_sums(asked)
    seen, n_left_out = store.comparisons.group_projection(asked)
    k = len(populations)
    rows = [
        {
            "members": [place for place in range(k) if combination >> place & 1],
            "n_raw": int(sums.n_carried[combination]),
            "n_projected": float(seen[combination]),
        }
        for combination in range(1, 2**k)
        if sums.n_carried[combination] or seen[combination] >= 0.5
    ]
    schema = [("members", pl.List(pl.Int64)), ("n_raw", pl.Int64()), ("n_projected", pl.Float64())]
    combinations = pl.DataFrame(rows, schema=schema).sort("n_projected", descending=True)
    return Shared(combinations, sums.size, n_left_out, sums.n_called, sums.n_in_range)


def fst_between(store: Store, populations: Sequence[Population], filters: Filters) -> Apart:
    """Return how far every two of several populations drifted apart, over the same alleles."""
    sums = store.comparisons.group_sums(_asked(store, populations, filters))
    merges = tree.average_linkage(np.nan_to_num(sums.fst))
    return Apart(
        sums.fst, sums.numerators, sums.denominators, merges, tree.leaf_order(merges),
        sums.n_called, sums.n_in_range,
    )  # fmt: skip


def _asked(
    store: Store, populations: Sequence[Population], filters: Filters
) -> list[dict[str, object]]:
    return [comparison_parameters(store, each, each, filters)["asked"] for each in populations]
