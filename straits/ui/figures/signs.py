"""The sign of a batch effect that an allele carries, in words."""

from functools import partial

import polars as pl

from straits import queries
from straits.store import Store

# In a gene's long table, so many of the most different alleles are looked at.
MOST = 500


def with_signs(
    store: Store,
    pair: tuple[queries.groups.Population, queries.groups.Population],
    rows: pl.DataFrame,
    sample_set: str,
    among: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Add sign: what looks like a laboratory's doing in a group of A's or B's grouping, or empty.

    rows
        As of queries.comparison.allele_differences.
    among
        Alleles to look at that hold those of rows, with allele_index and region_class: the signs
        found among them are kept, since they are the same for other pairs of the same groupings.
    """
    groupings = tuple(sorted({side.grouping for side in pair} - {"cohort"}))
    if among is None:
        warnings = queries.comparison.batch_warnings(store, rows, groupings, sample_set)
    else:
        index = tuple(among["allele_index"])
        ask = partial(queries.comparison.batch_warnings, store, among, groupings, sample_set)
        warnings = store.derived.answer(("signs", groupings, sample_set, index), ask)
    words = warnings.select(
        "allele_index",
        pl.format("{}: {}, {}", "sign", "label", "call_set_name").alias("sign"),
    )
    joined = rows.join(words, on="allele_index", how="left", maintain_order="left")
    return joined.with_columns(pl.col("sign").fill_null(""))
