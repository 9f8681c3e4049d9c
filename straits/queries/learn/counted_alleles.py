"""The counts that cases are made of: one allele in the groups of the study's first grouping."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from straits.queries.allele import allele_ranges, variant_answers
from straits.queries.allele.variant_answers import Variant
from straits.queries.groups.population import Population
from straits.queries.groups.populations_shown import populations, selectable_populations
from straits.queries.search import resolution
from straits.store import Store

# Alleles of a release that are looked through for one that suits a case, a stretch at a time.
STRETCH, MOST_STRETCHES = 1_000, 8
_COUNTS = ("n_called", "ac", "an", "hom_alt")


@dataclass(frozen=True)
class Counted:
    """An allele, and its counts in each group that shows them.

    rows
        One row per group, over its call sets: group_id, label, n_called, ac, an, hom_alt; only
        groups of people of the study with an AN.
    cells
        The same of each call set, as the page of the variant has them, with its own columns.
    """

    variant: Variant
    rows: pl.DataFrame
    cells: pl.DataFrame

    @property
    def name(self) -> str:
        """Return the rsID, or the id where there is none."""
        return self.variant.rsid or self.variant.variant_id

    @property
    def frequencies(self) -> dict[str, float]:
        """Return AF by group."""
        return {row["label"]: row["ac"] / row["an"] for row in self.rows.iter_rows(named=True)}

    @property
    def af(self) -> float:
        """Return AF of all groups together."""
        return float(np.sum(self.rows["ac"].to_numpy()) / np.sum(self.rows["an"].to_numpy()))

    def largest(self, group_id: str) -> dict[str, Any]:
        """Return the counts of a group in the call set that has most copies of it."""
        return self.cells.filter(group_id=group_id).sort("an", descending=True).row(0, named=True)


def grouping(store: Store) -> str:
    """Return the grouping that cases compare: the first of the study."""
    return str(selectable_populations(store)[0].grouping)


def counted(store: Store, variant: Variant, who: str = "all") -> Counted:
    """Return the counts of an allele in every group that shows them.

    who
        "all" or "unrelated".
    """
    rows = variant_answers.variant_frequencies(
        store, variant.variant_id, who, groupings=(grouping(store),)
    )
    return of_rows(variant, rows)


def of_rows(variant: Variant, rows: pl.DataFrame) -> Counted:
    """Return the counts of an allele, where they are told, out of rows of `variant_frequencies`."""
    cells = rows.filter(
        ~pl.col("is_panel"), pl.col("sex") == "all", pl.col("ac").is_not_null(), pl.col("an") > 0
    )
    summed = cells.group_by("group_id", maintain_order=True).agg(
        pl.col("label").first(), *allele_ranges.pooled_counts(_COUNTS)
    )
    return Counted(variant, summed, cells)


def named(store: Store, names: Sequence[str]) -> Iterator[Variant]:
    """Yield the alleles of some names that the release has."""
    for name in names:
        found = resolution.search(store, name)
        variant_id = found.variant_id or next(iter(found.variant_ids), None)
        variant = variant_answers.variant(store, variant_id) if variant_id else None
        if variant is not None:
            yield variant


def stretches(store: Store, who: str = "all") -> Iterator[pl.DataFrame]:
    """Yield the counts of all groups at alleles of the release, a stretch of alleles at a time.

    Columns: as of `variant_frequencies`, with allele_index. A stretch is read once for all cases.
    """
    last = store.alleles.number() - 1
    for first in range(0, min(last + 1, STRETCH * MOST_STRETCHES), STRETCH):
        span = (first, min(first + STRETCH - 1, last))
        yield store.derived.answer(
            ("stretch of cases", span, who), partial(_stretch, store, span, who)
        )


def _stretch(store: Store, span: tuple[int, int], who: str) -> pl.DataFrame:
    rows = variant_answers.frequencies_in_range(store, span, who, groupings=(grouping(store),))
    return rows.filter(~pl.col("is_panel"), pl.col("sex") == "all")


def at(store: Store, index: int) -> Variant:
    """Return the allele of a row of the release."""
    found = allele_ranges.alleles_in(store, (index, index))["variant_id"][0]
    variant = variant_answers.variant(store, found)
    assert variant is not None
    return variant


def within(row: Mapping[str, Any]) -> str:
    """Return the group and the call set that a row of counts is of, in words."""
    return f"{row['label']}, {row['call_set_name']}"


def side(store: Store, group_id: str, call_set_id: str | None = None) -> Population | None:
    """Return a group as A or B, over its call sets or in one; None where none can be chosen."""
    rows = populations(store).filter(
        "is_selectable", pl.col("grouping") == grouping(store), pl.col("group_id") == group_id
    )
    if call_set_id is not None:
        rows = rows.filter(pl.col("call_set_id") == call_set_id)
    # The pooled one, where a group is counted in several call sets, comes last.
    ids = rows["population_id"].to_list()
    wanted = ids[-1] if ids else None
    offered = {one.population_id: one for one in selectable_populations(store)}
    return offered.get(wanted) if wanted else None


def address(
    store: Store, variant: Variant, groups: Sequence[Population | None], who: str = "all"
) -> dict[str, str]:
    """Return what the page of a variant says to show an allele, with A and B if they are known.

    who
        The sample set in which the case counted, which the page is to count in too.
    """
    sides: dict[str, Any] = {
        letter: one.population_id for letter, one in zip("ab", groups, strict=False) if one
    }
    return {"v": variant.variant_id, "groups": grouping(store), "people": who, **sides}
