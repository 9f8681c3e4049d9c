"""Where do the allele frequencies of A and B differ?"""

from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from straits.errors import QueryError
from straits.popgen import intervals
from straits.queries.allele import allele_annotations, allele_ranges
from straits.queries.allele.allele_filters import (
    Filters,
    comparison_parameters,
    filtered_ranges,
    n_alleles,
)
from straits.queries.allele.ranges_of_counts import has_ranges, with_p_range
from straits.queries.comparison import families
from straits.queries.comparison.families import ALPHA, Family, family_of_tests
from straits.queries.groups.populations_shown import Population
from straits.store import Store

ORDERS = ("abs_difference", "ratio", "p", "fst")
GENOME_ORDER = "genome"


@dataclass(frozen=True)
class DifferenceTotals:
    """How many alleles a comparison rests on, and how many were left out, by the first reason."""

    n_alleles: int  # of the release within gene and region
    n_withheld: int  # fewer people called in A or B than the profile's minimum
    n_no_an: int  # AN is 0, below min_an or unknown in A or in B
    n_unaligned_indels: int
    n_filter_failed: int
    n_type_left_out: int
    n_consequence_left_out: int
    n_clinvar_left_out: int
    n_seen_in_neither: int  # AC 0 in A and in B
    n_outside_af: int
    n_compared: int  # what is left: the rows of allele_differences
    n_sign_left_out: int = 0  # carry a sign of a batch effect
    n_no_sign_left_out: int = 0  # carry none, where those that do are asked for
    n_censored: int = 0  # AC of A or of B is told only as a range; see `censored_differences`


def allele_differences(
    store: Store,
    a: Population,
    b: Population,
    filters: Filters,
    order_by: str = "abs_difference",
    limit: int = 500,
    offset: int = 0,
    family: Family | Literal["count"] | None = "count",
    family_filters: Filters | None = None,
) -> pl.DataFrame:
    """Return one row per allele compared, the most different first.

    Columns: those of sql/queries/comparison/allele_differences.sql; gene_id, gene_symbol (of the
    gene that holds pos; several joined by ";"; null if none); per side with suffix _a or _b:
    filter, absence, an_source; p and test (two-sided, the test that `test` names), p_minimum (the
    smallest p that as many copies could give), q (Benjamini-Hochberg) and p_bonferroni within
    `family_of_tests`; consequence, consequence_class, location_class, clinvar_class and
    clinvar_stars as in `allele_annotations.annotate`.

    order_by
        "abs_difference"; "ratio": the larger AF over the smaller, infinite ones first, by the
        larger AF; "p": by p, and by |z_score| where p is equal but for rounding; "fst": Hudson's,
        of the allele alone; GENOME_ORDER. Where these are equal the larger AF comes first, then
        the first allele.
    family
        As it was counted before; None to leave q and p_bonferroni null.
    family_filters
        Which alleles the family is of, where these are not those of the filters.
    Raises QueryError for an unknown order or a population that is not shown.
    """
    if order_by not in (*ORDERS, GENOME_ORDER):
        known = ", ".join((*ORDERS, GENOME_ORDER))
        raise QueryError(f"Expected an order of {known}, got {order_by!r}.")
    asked = comparison_parameters(store, a, b, filters)["asked"]
    rows = families.tested(store.comparisons.ranked(asked, order_by, limit, offset))
    rows = allele_annotations.annotate(store, allele_ranges.with_gene_symbols(store, rows))
    rows = allele_ranges.with_states(store, rows, {"a": a.call_set_ids, "b": b.call_set_ids})
    of_family = filters if family_filters is None else family_filters
    if family == "count":
        family = family_of_tests(store, a, b, of_family)
    if family is not None and not family.tells(rows["p"].to_numpy()):
        family = family_of_tests(store, a, b, of_family, is_whole=True)
    return families.with_family(rows, family)


def leading_differences(
    store: Store, a: Population, b: Population, filters: Filters, n_compared: int, limit: int
) -> pl.DataFrame:
    """Return the first rows of `allele_differences`, with q only where Bonferroni's p leaves doubt.

    q is never above Bonferroni's p, which needs no other test than these rows': where all of them
    are below ALPHA by it, the other alleles are not tested and q is null.

    n_compared
        As `difference_totals` counts it, of filters that leave no test out of the family.
    """
    rows = allele_differences(store, a, b, filters, limit=limit, family=None)
    corrected = (pl.col("p") * n_compared).clip(upper_bound=1.0)
    rows = rows.with_columns(corrected.alias("p_bonferroni"))
    if (rows["p_bonferroni"] < ALPHA).all():
        return rows
    return allele_differences(store, a, b, filters, limit=limit)


def frequency_density(
    store: Store, a: Population, b: Population, filters: Filters, bins: int = 50
) -> pl.DataFrame:
    """Return one row per occupied cell of a grid of bins x bins over AF in A and AF in B.

    Columns: af_a_low, af_a_high, af_b_low, af_b_high, n_variants. The alleles are those that
    `allele_differences` ranks. The last bin includes 1.
    """
    asked = comparison_parameters(store, a, b, filters)["asked"]
    cells = store.comparisons.frequency_grid(asked, bins)
    return cells.select(
        (pl.col("bin_a") / bins).alias("af_a_low"),
        ((pl.col("bin_a") + 1) / bins).alias("af_a_high"),
        (pl.col("bin_b") / bins).alias("af_b_low"),
        ((pl.col("bin_b") + 1) / bins).alias("af_b_high"),
        "n_variants",
    )


def difference_totals(
    store: Store, a: Population, b: Population, filters: Filters
) -> DifferenceTotals:
    """Return how many alleles are compared and how many are left out, with the reasons."""
    asked = comparison_parameters(store, a, b, filters)["asked"]
    counted = dict(store.comparisons.totals(asked).iter_rows())
    n_censored = 0
    if has_ranges(store, a) or has_ranges(store, b):
        n_censored, _ = store.comparisons.ranged(asked, 0)
    n_sign = 0
    if filters.signed is not None:
        n_sign = _n_alleles(store, replace(filters, signed=None)) - _n_alleles(store, filters)
    return DifferenceTotals(
        n_alleles=sum(counted.values()) + n_sign,
        n_withheld=counted.get("withheld", 0),
        n_no_an=counted.get("no_an", 0) - n_censored,
        n_unaligned_indels=counted.get("unaligned_indel", 0),
        n_filter_failed=counted.get("filter_failed", 0),
        n_type_left_out=counted.get("type", 0),
        n_consequence_left_out=counted.get("consequence", 0),
        n_clinvar_left_out=counted.get("clinvar", 0),
        n_seen_in_neither=counted.get("seen_in_neither", 0),
        n_outside_af=counted.get("outside_af", 0),
        n_compared=counted.get("compared", 0),
        n_sign_left_out=n_sign if filters.sign == "without" else 0,
        n_no_sign_left_out=n_sign if filters.sign == "with" else 0,
        n_censored=n_censored,
    )


def _n_alleles(store: Store, filters: Filters) -> int:
    return n_alleles(filtered_ranges(store, filters))


def censored_differences(
    store: Store, a: Population, b: Population, filters: Filters, limit: int = 500
) -> pl.DataFrame:
    """Return one row per allele that `allele_differences` leaves out for such a count, in order.

    Columns: those of sql/queries/comparison/censored_differences.sql but n_variants; gene_id and
    gene_symbol; per side with suffix _a or _b: ac (null where it is a range), af, af_low and
    af_high (the ends of the intervals of the ends), filter, absence, an_source; p_low,
    p_high and test as of `ranges_of_counts.with_p_range`; what the allele does, as of
    `allele_annotations.annotate`.
    Empty unless A or B is of an external panel, or a cohort with too few copies to be told. The
    filters hold where they can: an AF range keeps the alleles that may lie in it.
    Raises QueryError for a population that is not shown, or an unknown gene.
    """
    asked = comparison_parameters(store, a, b, filters)["asked"]
    _, rows = store.comparisons.ranged(asked, limit)
    rows = allele_annotations.annotate(store, allele_ranges.with_gene_symbols(store, rows))
    rows = allele_ranges.with_states(store, rows, {"a": a.call_set_ids, "b": b.call_set_ids})
    for side in ("a", "b"):
        an = rows[f"an_{side}"].to_numpy()
        low, _ = intervals.share_interval(rows[f"ac_low_{side}"].to_numpy(), an)
        _, high = intervals.share_interval(rows[f"ac_high_{side}"].to_numpy(), an)
        is_exact = pl.col(f"ac_low_{side}") == pl.col(f"ac_high_{side}")
        ac = pl.when(is_exact).then(f"ac_low_{side}")
        rows = rows.with_columns(
            ac.alias(f"ac_{side}"),
            (ac / pl.col(f"an_{side}")).alias(f"af_{side}"),
            pl.Series(f"af_low_{side}", low, pl.Float64),
            pl.Series(f"af_high_{side}", high, pl.Float64),
        )
    return with_p_range(rows.filter(_kept(filters)))


def _kept(filters: Filters) -> pl.Expr:
    """Return which alleles the filters keep where a count is a range."""
    called = pl.col("an_a") + pl.col("an_b")
    least, most = (
        (pl.col(f"ac_{end}_a") + pl.col(f"ac_{end}_b")) / called for end in ("low", "high")
    )
    conditions = [least <= filters.af_max, most >= filters.af_min]
    conditions.append(filters.has_classes)
    if filters.variant_types:
        conditions.append(pl.col("variant_type").is_in(filters.variant_types))
    if filters.filter_pass_only:
        passed = ("PASS", ".", "")
        conditions += [pl.col(f"filter_{side}").fill_null("").is_in(passed) for side in ("a", "b")]
    return pl.all_horizontal(conditions)
