"""What of a comparison changes when its people are grouped on the other basis."""

from dataclasses import replace

import polars as pl

from straits.queries.allele.allele_filters import Filters, merged, n_alleles
from straits.queries.comparison.effect_sizes import with_intervals
from straits.queries.comparison.families import ALPHA, Family, family_of_tests
from straits.queries.comparison.ranked_differences import allele_differences
from straits.queries.groups.population import Population
from straits.store import Store

Pair = tuple[Population, Population]

_OF_BASIS = (
    "n_called_a", "ac_a", "an_a", "af_a", "n_called_b", "ac_b", "an_b", "af_b", "difference",
    "difference_low", "difference_high", "p", "q",
)  # fmt: skip


def changed_differences(
    store: Store, first: Pair, second: Pair, filters: Filters, order_by: str, n_first: int
) -> pl.DataFrame:
    """Return one row per allele among the first of either ranking, the largest change first.

    first, second
        A and B on either basis.
    n_first
        How many alleles of each ranking are looked at; those that only one pair compares are left
        out.

    Columns: allele_index, variant_id, contig, pos, ref, alt, rsid, gene_symbol; with suffix _first
    and _second n_called_a, ac_a, an_a, af_a and the same of b, difference (A less B) with its
    Newcombe 95 % interval difference_low and difference_high, p, and q within the family of all
    alleles that the pair compares; change (the second difference less the first); outcome:
    whether q is below ALPHA in "both", in the "first" alone, in the "second" alone or in
    "neither", or in both with another sign ("turned").
    Raises QueryError as `allele_differences` does.
    """
    families = [family_of_tests(store, *pair, filters) for pair in (first, second)]
    leading: list[int] = []
    for pair in (first, second):
        rows = allele_differences(store, *pair, filters, order_by, n_first, family=None)
        leading += rows["allele_index"].to_list()
    listed = replace(filters, variants=merged((index, index) for index in leading))
    of_first, of_second = (
        _rows(store, pair, listed, filters, family)
        for pair, family in zip((first, second), families, strict=True)
    )
    named = of_first.select(
        "allele_index", "variant_id", "contig", "pos", "ref", "alt", "rsid", "gene_symbol"
    )
    return (
        named.join(_of_basis(of_first, "first"), on="allele_index")
        .join(_of_basis(of_second, "second"), on="allele_index")
        .with_columns((pl.col("difference_second") - pl.col("difference_first")).alias("change"))
        .with_columns(_outcome().alias("outcome"))
        .sort(pl.col("change").abs(), pl.col("allele_index"), descending=[True, False])
    )


def _rows(
    store: Store, pair: Pair, listed: Filters, filters: Filters, family: Family
) -> pl.DataFrame:
    n_listed = n_alleles(listed.variants or ())
    rows = allele_differences(
        store, *pair, listed, "genome", n_listed, family=family, family_filters=filters
    )
    return with_intervals(rows)


def _of_basis(rows: pl.DataFrame, basis: str) -> pl.DataFrame:
    return rows.select("allele_index", pl.col(_OF_BASIS).name.suffix(f"_{basis}"))


def _outcome() -> pl.Expr:
    is_first, is_second = ((pl.col(f"q_{basis}") < ALPHA).fill_null(value=False)
                           for basis in ("first", "second"))  # fmt: skip
    is_turned = pl.col("difference_first").sign() != pl.col("difference_second").sign()
    return (
        pl.when(is_first & is_second & is_turned)
        .then(pl.lit("turned"))
        .when(is_first & is_second)
        .then(pl.lit("both"))
        .when(is_first)
        .then(pl.lit("first"))
        .when(is_second)
        .then(pl.lit("second"))
        .otherwise(pl.lit("neither"))
    )
