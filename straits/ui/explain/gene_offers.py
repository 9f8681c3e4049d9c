"""The figures of a gene that can be explained: Fst, PBS, cumulative frequency and carriers."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from straits import queries
from straits.ui.explain.offers import Offer, offer
from straits.ui.words import numbers


def of_fst(
    gene_fst: queries.gene.GeneFst, branch: queries.gene.Branch | None, names: tuple[str, str]
) -> list[Offer]:
    """Return Fst of A and B over a gene and, with an outgroup, PBS of A; none where unknown."""
    found = []
    if gene_fst.value is not None:
        found.append(of_sums(gene_fst.numerators, gene_fst.denominators, names))
        for window in gene_fst.windows.filter(pl.col("fst").is_not_null()).iter_rows(named=True):
            sums = window["numerators"], window["denominators"]
            at = f"{numbers.count(window['start_pos'])} to {numbers.count(window['end_pos'])}"
            found.append(of_sums(*sums, names, at))
    if branch is None or branch.pbs is None:
        return found
    given: dict[str, Any] = {name: getattr(branch, name) for name in ("fst_ab", "fst_ac", "fst_bc")}
    if None not in given.values():
        tree = f"{names[1]} and {branch.outgroup.long_label}"
        found.append(offer("pbs", "A", given, names[0], tree))
    return found


def of_sums(
    numerators: float, denominators: float, names: tuple[str, str], at: str = "A and B"
) -> Offer:
    """Return Fst of two groups over any variants, from the sums of which it is the ratio."""
    given = {"numerators": numerators, "denominators": denominators}
    return offer("fst", at, given, *names)


def of_matrix(apart: queries.comparison.Apart, labels: Sequence[str]) -> list[Offer]:
    """Return Fst of every two groups of a matrix, those that differ most first."""
    pairs = [
        (first, second)
        for first, second in combinations(range(len(labels)), 2)
        if np.isfinite(apart.matrix[first, second])
    ]
    pairs.sort(key=lambda pair: -apart.matrix[pair])
    return [
        of_sums(
            float(apart.numerators[pair]), float(apart.denominators[pair]),
            (labels[pair[0]], labels[pair[1]]), f"{labels[pair[0]]} and {labels[pair[1]]}",
        )
        for pair in pairs
    ]  # fmt: skip


def of_cumulative(
    estimates: Sequence[queries.gene.Cumulative | None], names: tuple[str, str]
) -> list[Offer]:
    """Return how often a copy of the gene carries any of some alleles, in A and in B."""
    return [
        offer("cumulative", name, {"af": list(estimate.afs)})
        for name, estimate in zip(names, estimates, strict=True)
        if estimate is not None
    ]


def of_carriers(carriers: pl.DataFrame) -> list[Offer]:
    """Return the carriers of any of some alleles in each population.

    carriers
        As of queries.gene.carriers_in_gene.
    """
    found = []
    for row in carriers.iter_rows(named=True):
        given = {name: row[name] for name in ("n_carriers", "n_people")}
        if row["why"] == queries.gene.WITHHELD:
            found.append(offer("carriers_of_any", row["long_label"], None))
        elif not row["why"]:
            found.append(offer("carriers_of_any", row["long_label"], given))
    return found
