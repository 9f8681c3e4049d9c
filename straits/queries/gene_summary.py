"""What the alleles of a gene come to: how many of each class, how often, and how far apart."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from straits.popgen import fst
from straits.queries import group_panel
from straits.queries.differences import CONSEQUENCE_CLASSES, Filters
from straits.queries.populations import Population
from straits.store import Store


@dataclass(frozen=True)
class Cumulative:
    """The chance that one copy of a gene carries any of some alleles, with its 95 % interval.

    n_alleles
        The alleles called in the population, those that nobody carries included.
    """

    n_alleles: int
    frequency: float
    low: float
    high: float


@dataclass(frozen=True)
class GeneFst:
    """Hudson's Fst over the alleles of a gene, the ratio of averages; value is None over none."""

    value: float | None
    n_alleles: int


@dataclass(frozen=True)
class Branch:
    """How far A has drifted by itself, seen from B and an outgroup; values are None over none."""

    outgroup: Population
    pbs: float | None
    pbsn1: float | None
    n_alleles: int


def class_counts(per_group: pl.DataFrame) -> pl.DataFrame:
    """Return one row per consequence class that is there: how many alleles, and seen by whom.

    per_group
        As of `gene_frequencies`.

    Columns: consequence_class, population_id, n_alleles, n_seen (with a carrier in the population).
    The most severe class first.
    """
    order = pl.col("consequence_class").cast(pl.Enum(CONSEQUENCE_CLASSES))
    return (
        per_group.group_by("consequence_class", "population_id")
        .agg(pl.len().alias("n_alleles"), (pl.col("ac") > 0).sum().alias("n_seen"))
        .sort(order, "population_id")
    )


def cumulative(
    per_group: pl.DataFrame, population_id: str, classes: Collection[str]
) -> Cumulative | None:
    """Return how often a copy of the gene carries at least one allele of some classes.

    It is 1 less the product of 1 less each AF: the alleles are taken to be inherited apart. The
    interval combines the Wilson intervals of the alleles on the scale of -log(1 - AF), where they
    add up (MOVER, Zou & Donner 2008, Stat Med 27:1693), so that it does not collapse at 0.

    None where no allele of the classes was called in the population.

    >>> rows = pl.DataFrame({"population_id": ["A", "A"], "consequence_class": ["lof", "lof"],
    ...     "an": [100, 100], "af": [0.1, 0.2], "af_low": [0.1, 0.2], "af_high": [0.1, 0.2]})
    >>> found = cumulative(rows, "A", ["lof"])
    >>> found.n_alleles, round(found.frequency, 3)
    (2, 0.28)
    """
    chosen = per_group.filter(
        (pl.col("population_id") == population_id)
        & pl.col("consequence_class").is_in(list(classes))
        & (pl.col("an") > 0)
    )
    if chosen.is_empty():
        return None
    # An allele that everybody carries leaves no copy without one; its logarithm is only very large.
    point, low, high = (
        -np.log1p(-np.minimum(chosen[column].to_numpy(), 1 - 1e-12))
        for column in ("af", "af_low", "af_high")
    )
    total = point.sum()
    least = max(total - np.sqrt(((point - low) ** 2).sum()), 0.0)
    most = total + np.sqrt(((high - point) ** 2).sum())
    ends = (float(-np.expm1(-end)) for end in (total, least, most))
    return Cumulative(chosen.height, *ends)


def branch(
    store: Store, a: Population, b: Population, outgroup: Population, filters: Filters
) -> Branch | None:
    """Return PBS of A against B and the outgroup, over the alleles of filters called in all three.

    None where there are too many alleles to compare at once (see `group_panel`).
    """
    panel = group_panel.group_panel(store, (a, b, outgroup), filters)
    if panel is None:
        return None
    kept = panel.is_called
    if not kept.any():
        return Branch(outgroup, None, None, 0)
    between = fst.fst_matrix(panel.ac[kept], panel.an[kept])
    found = fst.population_branch(between[0, 1], between[0, 2], between[1, 2])
    pbs, pbsn1 = (float(value) if np.isfinite(value) else None for value in found)
    return Branch(outgroup, pbs, pbsn1, int(kept.sum()))


def gene_fst(per_group: pl.DataFrame, a: str, b: str) -> GeneFst:
    """Return Hudson's Fst between two populations over the alleles of a gene.

    Alleles with fewer than two copies called in either are left out, as are those that are
    withheld.
    """
    sides = [
        per_group.filter(pl.col("population_id") == one).select("allele_index", "ac", "an")
        for one in (a, b)
    ]
    both = sides[0].join(sides[1], on="allele_index", suffix="_b")
    both = both.filter((pl.col("an") > 1) & (pl.col("an_b") > 1))
    if both.is_empty():
        return GeneFst(None, 0)
    parts = fst.hudson_fst_parts(*(both[name].to_numpy() for name in ("ac", "an", "ac_b", "an_b")))
    value = fst.ratio_of_averages(*parts)
    return GeneFst(float(value) if np.isfinite(value) else None, both.height)
