"""A and B at the alleles where the count of one is known only as a range."""

import polars as pl

from straits.popgen import intervals
from straits.queries.allele import allele_annotations, allele_ranges
from straits.queries.allele.allele_filters import Filters, comparison_parameters
from straits.queries.allele.ranges_of_counts import with_p_range
from straits.queries.groups.populations_shown import Population
from straits.store import Store


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
