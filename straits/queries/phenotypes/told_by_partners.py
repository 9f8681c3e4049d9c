"""A phenotype in the groups of partners, as their bundles tell it: whole, without sexes apart."""

import polars as pl

from straits.queries.groups import provenance
from straits.store import Store

_AFTER_GROUPS = 10_000_000


def with_partners(
    counts: pl.DataFrame, store: Store, phenotype_id: str, grouping: str
) -> pl.DataFrame:
    """Return the rows of `phenotype_counts` with those of partners' groups of the same grouping.

    Of values that are binned the outcome is 'value'.
    """
    cells = _cells(store, phenotype_id, grouping)
    if cells.is_empty():
        return counts
    is_value = pl.col("low").is_not_null()
    outcomes = cells.with_columns(
        pl.when(is_value).then(pl.lit("value")).otherwise("category").alias("outcome")
    )
    keys = ["site_id", "site_name", "group_id", "group_label", "colour", "shape", "outcome"]
    summed = outcomes.group_by(keys, maintain_order=True).agg(
        pl.col("group_order").min() + _AFTER_GROUPS,
        pl.when(~pl.col("n_people").has_nulls()).then(pl.col("n_people").sum()).alias("n_people"),
        sex=pl.lit("all"),
    )
    return pl.concat([counts, summed.select(counts.columns).cast(counts.schema)])


def bins(store: Store, phenotype_id: str, grouping: str) -> pl.DataFrame:
    """Return the bins of values of partners' groups that are told, as `phenotype_bins` does."""
    return (
        _cells(store, phenotype_id, grouping)
        .filter(pl.col("low").is_not_null() & (pl.col("n_people") > 0))
        .select("site_id", "group_id", pl.lit("all").alias("sex"), "low", "high", "n_people")
    )


def _cells(store: Store, phenotype_id: str, grouping: str) -> pl.DataFrame:
    groupings = list(provenance.beside(store, grouping))
    return store.query("partner_phenotypes", phenotype_id=phenotype_id, groupings=groupings)
