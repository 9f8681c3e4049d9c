"""What the alleles of a gene come to: how many of each class, how often, and how far apart."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from straits.genome import Region
from straits.popgen import fst
from straits.queries.allele.allele_filters import (
    CONSEQUENCE_CLASSES,
    SIMPLE_TYPES,
    Filters,
    leaves_out_indels,
)
from straits.queries.comparison import group_structure, panel_of_groups
from straits.queries.groups.populations_shown import Population
from straits.store import Store

# Windows of a gene, as many as its chart can tell apart.
N_WINDOWS = 20


@dataclass(frozen=True)
class Cumulative:
    """The chance that one copy of a gene carries any of some alleles, with its 95 % interval.

    n_alleles
        The alleles called in the population, those that nobody carries included.
    afs
        The AF of each.
    """

    n_alleles: int
    frequency: float
    low: float
    high: float
    afs: tuple[float, ...] = ()


@dataclass(frozen=True)
class GeneFst:
    """Hudson's Fst over the alleles of a gene, the ratio of averages; value is None over none.

    error
        Its standard error by block jackknife, leaving out one window at a time; None where the
        alleles that vary lie in one. Linkage reaches beyond a window, so it is rather too small.
    windows
        One row per window of the gene, in order: start_pos, end_pos (both included), n_alleles,
        fst (null where nothing varies), numerators and denominators.
    numerators, denominators
        The sums of which it is the ratio.
    """

    value: float | None
    error: float | None
    n_alleles: int
    windows: pl.DataFrame
    numerators: float
    denominators: float


@dataclass(frozen=True)
class Branch:
    """How far A has drifted by itself, seen from B and an outgroup; values are None over none.

    fst_ab, fst_ac, fst_bc
        Hudson's Fst of A, B and the outgroup (C), which PBS is made of.
    windows
        As of GeneFst, with pbs instead of fst.
    """

    outgroup: Population
    pbs: float | None
    pbsn1: float | None
    fst_ab: float | None
    fst_ac: float | None
    fst_bc: float | None
    n_alleles: int
    windows: pl.DataFrame


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
        .agg(pl.len().alias("n_alleles"), (pl.coalesce("ac", "ac_low") > 0).sum().alias("n_seen"))
        .sort(order, "population_id")
    )


def cumulative(
    per_group: pl.DataFrame, population_id: str, classes: Collection[str]
) -> Cumulative | None:
    """Return how often a copy of the gene carries at least one allele of some classes.

    It is 1 less the product of 1 less each AF: the alleles are taken to be inherited apart. The
    interval combines those of the alleles on the scale of -log(1 - AF), where they
    add up (MOVER, Zou & Donner 2008, Stat Med 27:1693), so that it does not collapse at 0.

    None where the AF of no allele of the classes is known in the population.

    >>> rows = pl.DataFrame({"population_id": ["A", "A"], "consequence_class": ["lof", "lof"],
    ...     "an": [100, 100], "af": [0.1, 0.2], "af_low": [0.1, 0.2], "af_high": [0.1, 0.2]})
    >>> found = cumulative(rows, "A", ["lof"])
    >>> found.n_alleles, round(found.frequency, 3)
    (2, 0.28)
    """
    chosen = per_group.filter(
        (pl.col("population_id") == population_id)
        & pl.col("consequence_class").is_in(list(classes))
        & pl.col("af").is_not_null()
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
    frequency, lowest, highest = (float(-np.expm1(-end)) for end in (total, least, most))
    return Cumulative(chosen.height, frequency, lowest, highest, tuple(chosen["af"].to_list()))


def branch(
    store: Store,
    a: Population,
    b: Population,
    outgroup: Population,
    filters: Filters,
    region: Region,
) -> Branch | None:
    """Return PBS of A against B and the outgroup, over the alleles of filters called in all three.

    Indels that may be written in two ways are left out, as in a comparison. None where there are
    too many alleles to compare at once (see `group_panel`), or none that can be compared.
    """
    groups = (a, b, outgroup)
    if leaves_out_indels(store, filters, groups):
        asked = filters.variant_types or SIMPLE_TYPES
        filters = replace(
            filters, variant_types=tuple(name for name in asked if name in SIMPLE_TYPES)
        )
        if not filters.variant_types:
            return None
    panel = panel_of_groups.group_panel(store, groups, filters)
    if panel is None:
        return None
    at = group_structure.places(store, panel)
    whole = group_structure.window_branches(panel, at, region, 1, 0, 1, 2)
    gene_branch = whole.row(0, named=True)
    named = ("fst_ab", "fst_ac", "fst_bc", "n_alleles")
    windows = group_structure.window_branches(panel, at, region, N_WINDOWS, 0, 1, 2)
    return Branch(
        outgroup,
        gene_branch["pbs_a"],
        gene_branch["pbsn1_a"],
        **{name: gene_branch[name] for name in named},
        windows=windows.select("start_pos", "end_pos", "n_alleles", pbs="pbs_a"),
    )


def of_compared(
    store: Store, per_group: pl.DataFrame, pair: tuple[Population, Population], filters: Filters
) -> pl.DataFrame:
    """Return the rows of alleles that a comparison of A and B does not leave out.

    per_group
        As of `gene_frequencies` with the same filters, which keeps indels and any AN.
    """
    ids = [side.population_id for side in pair]
    is_kept = pl.col("population_id").is_in(ids) & (pl.col("an") >= filters.min_an)
    called = per_group.filter(is_kept).group_by("allele_index").len().filter(pl.col("len") == 2)
    rows = per_group.join(called.select("allele_index"), on="allele_index", how="semi",
                          maintain_order="left")  # fmt: skip
    if leaves_out_indels(store, filters, pair):
        rows = rows.filter(pl.col("variant_type").is_in(SIMPLE_TYPES))
    return rows


def gene_fst(per_group: pl.DataFrame, a: str, b: str, region: Region) -> GeneFst:
    """Return Hudson's Fst between two populations over the alleles of a gene, and by window.

    Alleles with fewer than two copies called in either are left out, as are those that are
    withheld, and those that a panel publishes as a range.

    region
        The gene; it is cut into N_WINDOWS of equal length, but for the last.
    """
    sides = [
        per_group.filter(pl.col("population_id") == population_id).select(
            "allele_index", "pos", "ac", "an"
        )
        for population_id in (a, b)
    ]
    both = sides[0].join(sides[1], on="allele_index", suffix="_b")
    both = both.drop_nulls().filter((pl.col("an") > 1) & (pl.col("an_b") > 1))
    size = max(1, -(-(region.end - region.start + 1) // N_WINDOWS))
    lows = np.arange(region.start, region.end + 1, size)
    block = fst.window_blocks(both["pos"].to_numpy(), region.start, size)
    parts = fst.hudson_fst_parts(*(both[name].to_numpy() for name in ("ac", "an", "ac_b", "an_b")))
    value, error = fst.block_jackknife(*parts, block, lows.size)
    windows = pl.DataFrame(
        {
            "start_pos": lows,
            "end_pos": np.minimum(lows + size - 1, region.end),
            "n_alleles": np.bincount(block, minlength=lows.size),
            "fst": fst.fst_by_block(*parts, block, lows.size),
            **{
                name: np.bincount(block, np.nan_to_num(part), minlength=lows.size)
                for name, part in zip(("numerators", "denominators"), parts, strict=True)
            },
        }
    ).with_columns(pl.col("fst").fill_nan(None))
    sums = (float(np.nansum(part)) for part in parts)
    return GeneFst(_known(value), _known(error), both.height, windows, *sums)


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
