"""Counts of several groups over the same alleles: what is shared, and how far groups drifted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.queries.allele import allele_ranges, ranges_of_counts
from straits.queries.allele.allele_filters import Filters, filtered_ranges, merged, n_alleles
from straits.queries.allele.allele_ranges import AlleleRange
from straits.queries.groups import cohort_populations, provenance
from straits.queries.groups.group_entries import entries
from straits.queries.groups.population import Population
from straits.store import Store

# More groups than this cannot be read in one figure.
MOST_GROUPS = 12
MOST_COUNTS = 2_000_000

_POOLED = ("ac", "an", "ac_low", "ac_high")


@dataclass(frozen=True)
class GroupPanel:
    """Counts of several groups over the alleles of filters, in genome order.

    ac, an
        Alternate alleles seen and alleles called, each of shape (n, k) for k populations; 0 where
        nothing was called, the counts are withheld or AC is known only as a range.
    is_withheld
        Where they are withheld, shape (n, k).
    ranges
        Where AC is known only as a range: population (its id), allele_index, an, ac_low, ac_high.
    """

    populations: tuple[Population, ...]
    allele_index: NDArray[np.int64]
    ac: NDArray[np.float64]
    an: NDArray[np.float64]
    is_withheld: NDArray[np.bool_]
    ranges: pl.DataFrame

    @property
    def is_called(self) -> NDArray[np.bool_]:
        """Tell which alleles every group has called, shape (n,): the ones that can be compared."""
        return np.asarray((self.an > 0).all(axis=1))


def panel_populations(
    store: Store, a: Population, b: Population, with_partners: bool = False
) -> tuple[Population, ...]:
    """Return A, B and the other groups of a grouping, each as its entry leads with it.

    The grouping is A's, or B's where A is a cohort; between two cohorts there are no others.

    with_partners
        Whether groups of partners who divide people by the same are among them. What needs alleles
        that all groups have called is left with those of the partners' lists then.
    """
    chosen = [a, b]
    groupings = (population.grouping for population in chosen)
    grouping = next((name for name in groupings if name != cohort_populations.GROUPING), None)
    known = {(population.grouping, population.group_id) for population in chosen}
    asked: tuple[str, ...] = () if grouping is None else (grouping,)
    if grouping is not None and with_partners:
        asked = provenance.beside(store, grouping)
    others = [
        entry.lead
        for entry in entries(store)
        if entry.lead.grouping in asked and (entry.lead.grouping, entry.lead.group_id) not in known
    ]
    others.sort(key=lambda population: -(population.n_people or 0))
    return (*chosen, *others)[:MOST_GROUPS]


def group_panel(
    store: Store,
    populations: Sequence[Population],
    filters: Filters,
    wanted: Sequence[int] | None = None,
) -> GroupPanel | None:
    """Return the counts of several populations over the alleles of filters.

    Genes, region, types, classes and FILTER choose the alleles; the AF range does not, as it is one
    of two groups. None where more than MOST_COUNTS counts would be read.

    wanted
        The alleles with these indices alone, wherever they lie; a few dozen.
    """
    ranges = filtered_ranges(store, filters) if wanted is None else _one_by_one(wanted)
    if n_alleles(ranges) * len(populations) > MOST_COUNTS:
        return None
    ranges = ranges or (allele_ranges.EMPTY,)
    counts = _counts(store, populations, ranges, filters.sample_set)
    frames = [_pooled(counts, population) for population in populations]
    of_ranges = [
        frame.filter(pl.col("ac_low").is_not_null()).select(
            pl.lit(population.population_id).alias("population"),
            "allele_index", "an", "ac_low", "ac_high",
        )
        for frame, population in zip(frames, populations, strict=True)
    ]  # fmt: skip
    listed = pl.concat([allele_ranges.alleles_in(store, span) for span in ranges]).select(
        "allele_index", "variant_type"
    )
    for place, frame in enumerate(frames):
        is_exact = pl.col("ac_low").is_null()
        renamed = frame.select(
            "allele_index",
            pl.when(is_exact).then("ac").otherwise(0).alias(f"ac_{place}"),
            pl.when(is_exact).then("an").otherwise(0).alias(f"an_{place}"),
        )
        listed = listed.join(renamed, on="allele_index", how="left", maintain_order="left")
    if filters.variant_types:
        listed = listed.filter(pl.col("variant_type").is_in(filters.variant_types))
    if filters.consequence_classes or filters.clinvar_classes:
        listed = listed.join(_of_classes(store, filters, ranges), on="allele_index", how="semi")
    if filters.filter_pass_only:
        listed = listed.join(_failed(store, populations, ranges), on="allele_index", how="anti")
    kept = listed.sort("allele_index")
    ac, an = (
        kept.select(f"{count}_{place}" for place in range(len(frames))) for count in ("ac", "an")
    )
    return GroupPanel(
        tuple(populations),
        kept["allele_index"].to_numpy().astype(np.int64),
        ac.fill_null(0).to_numpy().astype(np.float64),
        an.fill_null(0).to_numpy().astype(np.float64),
        an.select(pl.all().is_null()).to_numpy(),
        pl.concat(of_ranges).join(kept, on="allele_index", how="semi", maintain_order="left"),
    )


def _one_by_one(indices: Sequence[int]) -> tuple[AlleleRange, ...]:
    """Return alleles as ranges, neighbours in one."""
    return merged((index, index) for index in indices)


def _counts(
    store: Store, populations: Sequence[Population], ranges: Sequence[AlleleRange], sample_set: str
) -> pl.DataFrame:
    """Return the counts of every call set and group that the populations are made of."""
    cells = {
        (call_set_id, population.grouping, population.group_id)
        for population in populations
        for call_set_id in population.call_set_ids
    }
    listed = sorted(cells)
    counts = allele_ranges.group_counts_of(store, listed, ranges, sample_set)
    return ranges_of_counts.with_ranges(store, counts, listed, ranges, sample_set).select(
        "call_set_id", "grouping", "group_id", "allele_index", *_POOLED
    )


def _pooled(counts: pl.DataFrame, population: Population) -> pl.DataFrame:
    kept = counts.filter(
        pl.col("call_set_id").is_in(population.call_set_ids),
        pl.col("grouping") == population.grouping,
        pl.col("group_id") == population.group_id,
    )
    return kept.group_by("allele_index").agg(*allele_ranges.pooled_counts(_POOLED))


def _failed(
    store: Store, populations: Sequence[Population], ranges: Sequence[AlleleRange]
) -> pl.DataFrame:
    """Return the alleles whose FILTER names a failed filter in a call set of the populations."""
    call_sets = sorted(
        {call_set_id for population in populations for call_set_id in population.call_set_ids}
    )
    states = pl.concat([allele_ranges.states(store, call_sets, span) for span in ranges])
    failed = pl.col("filter").is_not_null() & ~pl.col("filter").is_in(["PASS", ".", ""])
    return states.filter(failed).select("allele_index").unique()


def _of_classes(store: Store, filters: Filters, ranges: Sequence[AlleleRange]) -> pl.DataFrame:
    """Return the alleles that have one of the classes that filters ask for."""
    frames = [
        store.query("classes_in_range", first_allele=first, last_allele=last)
        for first, last in ranges
    ]
    return pl.concat(frames).filter(filters.has_classes)


def frequencies_of(store: Store, panel: GroupPanel, wanted: Sequence[int]) -> pl.DataFrame:
    """Return one row per allele wanted and population, in that order.

    Columns: allele_index, population (its id), ac, an, af (null where there is none), ac_low and
    ac_high (null where AC is exact) and absence ("withheld" included, and "censored" where AC is
    only known to be from ac_low to ac_high, of an). An allele that the filters of the panel leave
    out is not there.
    """
    at = {int(index): row for row, index in enumerate(panel.allele_index)}
    kept = [index for index in wanted if index in at]
    frames = []
    for place, population in enumerate(panel.populations):
        states = allele_ranges.states_of(store, kept, population.call_set_ids).select(
            "allele_index", "absence"
        )
        rows = [at[index] for index in kept]
        withheld = panel.is_withheld[rows, place]
        counts = pl.DataFrame(
            {
                "order": range(len(kept)),
                "allele_index": kept,
                "population": population.population_id,
                "ac": panel.ac[rows, place].astype(np.int64),
                "an": panel.an[rows, place].astype(np.int64),
                "is_withheld": withheld,
            },
            schema_overrides={"allele_index": states.schema["allele_index"]},
        )
        frames.append(counts.join(states, on="allele_index", how="left", maintain_order="left"))
    cells = (
        pl.concat(frames)
        .join(
            panel.ranges.rename({"an": "an_of_range"}),
            on=["allele_index", "population"],
            how="left",
            maintain_order="left",
        )
        .sort("order", maintain_order=True)
    )
    hidden, is_range = pl.col("is_withheld"), pl.col("ac_low").is_not_null()
    return cells.select(
        "allele_index",
        "population",
        pl.when(~hidden & ~is_range).then("ac").alias("ac"),
        pl.when(~hidden).then(pl.coalesce("an_of_range", "an")).alias("an"),
        pl.when(~hidden & (pl.col("an") > 0)).then(pl.col("ac") / pl.col("an")).alias("af"),
        "ac_low",
        "ac_high",
        pl.when(hidden)
        .then(pl.lit("withheld"))
        .when(is_range)
        .then(pl.lit("censored"))
        .otherwise("absence")
        .alias("absence"),
    )
