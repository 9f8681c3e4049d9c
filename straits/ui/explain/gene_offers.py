"""The figures of a gene that can be explained: Fst, PBS, cumulative frequency and carriers."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from straits import queries
from straits.ui.explain.offers import Offer, offer


def of_fst(
    gene_fst: queries.gene.GeneFst, branch: queries.gene.Branch | None, names: tuple[str, str]
) -> list[Offer]:
    """Return Fst of A and B over a gene and, with an outgroup, PBS of A; none where unknown."""
    found = []
    if gene_fst.value is not None:
        found.append(of_sums(gene_fst.numerators, gene_fst.denominators, names))
    if branch is None or branch.pbs is None:
        return found
    given: dict[str, Any] = {name: getattr(branch, name) for name in ("fst_ab", "fst_ac", "fst_bc")}
    if None not in given.values():
        tree = f"{names[1]} and {branch.outgroup.long_label}"
        found.append(offer("pbs", "A", given, names[0], tree))
    return found


def of_sums(numerators: float, denominators: float, names: tuple[str, str]) -> Offer:
    """Return Fst of A and B over any variants, from the sums of which it is the ratio."""
    given = {"numerators": numerators, "denominators": denominators}
    return offer("fst", "A and B", given, *names)


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
