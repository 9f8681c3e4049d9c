"""Where do the allele frequencies of A and B differ?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from straits.errors import QueryError
from straits.popgen import intervals
from straits.queries.allele import allele_annotations, allele_ranges
from straits.queries.allele.allele_filters import Filters, comparison_parameters, n_alleles
from straits.queries.allele.ranges_of_counts import with_p_range
from straits.queries.comparison import families
from straits.queries.comparison.families import Family
from straits.queries.groups.populations_shown import Population
from straits.queries.question import Question
from straits.store import Store

ORDERS = ("abs_difference", "ratio", "p")
# `allele_differences` counts the family of tests among at most so many alleles, which takes about a
# tenth of a second for 100,000; beyond, `family_of_tests` does so on request.
FAMILY_AT_ONCE = 1_000_000
# Alleles that are tested before the first few are put in order of p.
_CANDIDATES = 2_000


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
    n_censored: int = 0  # AC of A or of B is known only as a range; see `censored_differences`


def allele_differences(
    store: Store,
    a: Population,
    b: Population,
    filters: Filters,
    order_by: str = "abs_difference",
    limit: int = 500,
    offset: int = 0,
    family: Family | Literal["count"] | None = "count",
) -> pl.DataFrame:
    """Return one row per allele compared, the most different first.

    Columns: those of sql/queries/comparison/allele_differences.sql; gene_id, gene_symbol (of the
    gene that holds pos; several joined by ";"; null if none); per side with suffix _a or _b:
    filter, absence, an_source; p and test (two-sided, the test that `test` names), p_minimum (the
    smallest p that as many copies could give), q (Benjamini-Hochberg) and p_bonferroni within
    `family_of_tests`, both null where more than FAMILY_AT_ONCE alleles lie within the filters'
    bounds; consequence, consequence_class, location_class, clinvar_class and clinvar_stars as in
    `allele_annotations.annotate`.

    order_by
        "abs_difference"; "ratio": the larger AF over the smaller, infinite ones first, by the
        larger AF; "p": by p, and by |z_score| where p is equal. Without a family the order by p is
        that of the _CANDIDATES with the largest |z_score|.
    family
        That of the filters, if it was counted before; None to leave q and p_bonferroni null.
    Raises QueryError for an unknown order or a population that is not shown.
    """
    if order_by not in ORDERS:
        raise QueryError(f"Expected an order of {', '.join(ORDERS)}, got {order_by!r}.")
    parameters = comparison_parameters(store, a, b, filters)
    if family == "count":
        is_few = _are_few(store, parameters)
        family = family_of_tests(store, a, b, filters) if is_few else None
    if order_by == "p":
        rows = _by_p(store, parameters, family, limit, offset)
    else:
        rows = families.tested(
            _ranked(store, **parameters, order_by=order_by, n_wanted=limit, n_skipped=offset)
        )
    rows = allele_annotations.annotate(store, allele_ranges.with_gene_symbols(store, rows))
    rows = allele_ranges.with_states(store, rows, {"a": a.call_set_ids, "b": b.call_set_ids})
    return families.with_family(rows, family)


def family_of_tests(store: Store, a: Population, b: Population, filters: Filters) -> Family:
    """Return the family of tests of all the alleles compared, named after genes and region.

    Raises QueryError for a population that is not shown, or an unknown gene.
    """
    where = "in the release"
    if filters.gene_id is not None:
        genes = store.query("gene_by_id", gene_id=filters.gene_id)
        where = f"in {genes['gene_symbol'][0]}" if genes.height else where
    if filters.gene_ids:
        n_genes = len(filters.gene_ids)
        where = f"in {n_genes} genes" if n_genes > 1 else "in 1 gene"
    if filters.region is not None:
        has_genes = filters.gene_id or filters.gene_ids
        where = f"{where} within {filters.region}" if has_genes else f"in {filters.region}"
    tables = _tables(store, comparison_parameters(store, a, b, filters))
    return families.family(tables, f"all alleles compared {where}", filters.testable_only)


_ranked = Question("allele_differences")


def _by_p(
    store: Store, parameters: Mapping[str, Any], family: Family | None, limit: int, offset: int
) -> pl.DataFrame:
    """Return a page of the alleles in order of p.

    SQL orders by the score statistic, with which the exact p does not quite agree: more alleles
    than asked for are tested, until none of the family with a smaller p is missing.
    """
    n_candidates = max(_CANDIDATES, 4 * (limit + offset))
    while True:
        rows = families.tested(
            _ranked(store, **parameters, order_by="p", n_wanted=n_candidates, n_skipped=0)
        )
        # Where p is equal the order of the score statistic stays.
        rows = rows.sort("p", maintain_order=True)
        page = rows.slice(offset, limit)
        if family is None or page.is_empty() or rows.height < n_candidates:
            return page
        if not family.lacks(rows, page["p"][-1]):
            return page
        n_candidates *= 4


def frequency_density(
    store: Store, a: Population, b: Population, filters: Filters, bins: int = 50
) -> pl.DataFrame:
    """Return one row per occupied cell of a grid of bins x bins over AF in A and AF in B.

    Columns: af_a_low, af_a_high, af_b_low, af_b_high, n_variants. The alleles are those that
    `allele_differences` ranks. The last bin includes 1.
    """
    parameters = comparison_parameters(store, a, b, filters)
    if _are_few(store, parameters):
        # Counted already, for the totals.
        cells = _cells(_tables(store, parameters), bins)
    else:
        cells = store.query("frequency_density", **parameters, n_bins=bins)
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
    parameters = comparison_parameters(store, a, b, filters)
    rows = store.query("difference_tables", **parameters, by_table=_are_few(store, parameters))
    counted = dict(rows.group_by("reason").agg(pl.col("n_variants").sum()).iter_rows())
    n_censored = 0
    if a.is_panel or b.is_panel:
        ranges = store.query("censored_differences", **parameters, n_wanted=1)
        n_censored = int(ranges["n_variants"].sum())
    return DifferenceTotals(
        n_alleles=sum(counted.values()),
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
        n_censored=n_censored,
    )


def censored_differences(
    store: Store, a: Population, b: Population, filters: Filters, limit: int = 500
) -> pl.DataFrame:
    """Return one row per allele that `allele_differences` leaves out for such a count, in order.

    Columns: those of sql/queries/comparison/censored_differences.sql but n_variants; gene_id and
    gene_symbol; per side with suffix _a or _b: ac (null where it is a range), af, af_low and
    af_high (the ends of the Wilson intervals of the ends), filter, absence, an_source; p_low,
    p_high and test as of `ranges_of_counts.with_p_range`; what the allele does, as of
    `allele_annotations.annotate`.
    Empty unless A or B is of an external panel. The filters hold where they can: an AF range keeps
    the alleles that may lie in it.
    Raises QueryError for a population that is not shown, or an unknown gene.
    """
    rows = store.query(
        "censored_differences", **comparison_parameters(store, a, b, filters), n_wanted=limit
    ).drop("n_variants")
    rows = allele_annotations.annotate(store, allele_ranges.with_gene_symbols(store, rows))
    rows = allele_ranges.with_states(store, rows, {"a": a.call_set_ids, "b": b.call_set_ids})
    for side in ("a", "b"):
        an = rows[f"an_{side}"].to_numpy()
        low, _ = intervals.wilson_interval(rows[f"ac_low_{side}"].to_numpy(), an)
        _, high = intervals.wilson_interval(rows[f"ac_high_{side}"].to_numpy(), an)
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


def _are_few(store: Store, parameters: Mapping[str, Any]) -> bool:
    """Tell whether the alleles are few enough to be told apart by their tables at once."""
    return n_alleles(store, parameters) <= FAMILY_AT_ONCE


def _tables(store: Store, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """Return one row per 2 x 2 table of the alleles compared, with n_variants."""
    rows = store.query("difference_tables", **parameters, by_table=True)
    return rows.filter(pl.col("reason") == "compared")


def _cells(tables: pl.DataFrame, bins: int) -> pl.DataFrame:
    """Return what sql/queries/comparison/frequency_density.sql would, of tables counted before."""

    def bin_of(side: str) -> pl.Expr:
        af = pl.col(f"ac_{side}") / pl.col(f"an_{side}")
        return (bins * af).floor().cast(pl.Int32).clip(upper_bound=bins - 1).alias(f"bin_{side}")

    placed = tables.select(bin_of("a"), bin_of("b"), "n_variants")
    cells = placed.group_by("bin_a", "bin_b").agg(pl.col("n_variants").sum())
    return cells.sort("bin_a", "bin_b")
