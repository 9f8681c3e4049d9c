"""Every allele of a comparison with its test, and what that is worth among so many."""

import math

import numpy as np
import polars as pl

from straits import genome
from straits.genome import Region
from straits.popgen import differences, fst
from straits.queries.allele import allele_annotations, allele_ranges
from straits.queries.allele.allele_filters import Filters, comparison_parameters, merged
from straits.queries.allele.allele_ranges import AlleleRange
from straits.queries.comparison import families
from straits.queries.comparison.ranked_differences import family_of_tests
from straits.queries.groups.populations_shown import Population
from straits.store import Store

# With more alleles than this a comparison is not tested whole: a gene or a region is.
MOST_TESTED = 400_000

# A p-value too small for a number is drawn as this.
SMALLEST_P = 1e-300

_COUNTS = ("ac_a", "an_a", "ac_b", "an_b")


def tested_differences(
    store: Store, a: Population, b: Population, filters: Filters
) -> pl.DataFrame | None:
    """Return one row per allele compared, in genome order, with test, q and F_ST.

    Columns: those of sql/queries/comparison/allele_differences.sql; p, test, p_minimum, q and
    p_bonferroni as of `allele_differences`; fst (Hudson's, of the allele alone; null where an an
    is below 2), fst_numerator and fst_denominator, whose sums give F_ST over alleles, and log_p
    (-log10 of p, at most that of SMALLEST_P).
    None where more than MOST_TESTED alleles would be compared.
    """
    rows = store.query(
        "allele_differences",
        **comparison_parameters(store, a, b, filters),
        order_by="abs_difference",
        n_wanted=MOST_TESTED + 1,
        n_skipped=0,
    )
    if rows.height > MOST_TESTED:
        return None
    family = family_of_tests(store, a, b, filters)
    tested = families.with_family(families.tested(rows), family)
    return with_measures(tested).sort("allele_index")


def with_measures(tested: pl.DataFrame) -> pl.DataFrame:
    """Add fst, fst_numerator, fst_denominator and log_p, as of `tested_differences`, to rows."""
    ac_a, an_a, ac_b, an_b = (tested[name].to_numpy() for name in _COUNTS)
    numerator, denominator = fst.hudson_fst_parts(ac_a, an_a, ac_b, an_b)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = numerator / denominator
    p = tested["p"].to_numpy()
    return tested.with_columns(
        pl.Series("fst", each, pl.Float64).fill_nan(None),
        pl.Series("fst_numerator", numerator, pl.Float64).fill_nan(None),
        pl.Series("fst_denominator", denominator, pl.Float64).fill_nan(None),
        pl.Series("log_p", -np.log10(np.maximum(p, SMALLEST_P)), pl.Float64),
    )


def volcano_cells(tested: pl.DataFrame, across: int = 60, up: int = 50) -> pl.DataFrame:
    """Return one row per occupied cell of a grid over the difference and -log10 p of the tests.

    Columns as of `tracks.volcano_density`; p is that of each allele's own test.
    """
    height = pl.lit(max(float(tested["log_p"].max() or 0.0), 1e-9) / up)  # type: ignore[arg-type]
    low = (((pl.col("difference") + 1) * across / 2).floor() * 2 / across - 1).alias(
        "difference_low"
    )
    floor = ((pl.col("log_p") / height).floor() * height).alias("minus_log10_p_low")
    return (
        tested.group_by(low, floor)
        .agg(pl.len().alias("n_variants"))
        .sort("difference_low", "minus_log10_p_low")
        .select(
            "difference_low",
            (pl.col("difference_low") + 2 / across).alias("difference_high"),
            "minus_log10_p_low",
            (pl.col("minus_log10_p_low") + height).alias("minus_log10_p_high"),
            "n_variants",
        )
    )


def with_bonferroni(rows: pl.DataFrame, n_tests: int) -> pl.DataFrame:
    """Return tested rows with p_bonferroni, p times the size of a family counted elsewhere."""
    return rows.with_columns((pl.col("p") * n_tests).clip(upper_bound=1.0).alias("p_bonferroni"))


def log_p_at_level(tested: pl.DataFrame) -> float | None:
    """Return the smallest -log10 p whose q is below that of a claim; None where there is none."""
    log_p = tested.filter(pl.col("q") < families.ALPHA)["log_p"]
    return float(log_p.min()) if log_p.len() else None  # type: ignore[arg-type]


def overall_fst(tested: pl.DataFrame) -> float | None:
    """Return Hudson's F_ST over all alleles, as a ratio of averages; None where nothing varies."""
    known = tested.drop_nulls("fst_numerator")
    whole = fst.ratio_of_averages(
        known["fst_numerator"].to_numpy(), known["fst_denominator"].to_numpy()
    )
    return None if np.isnan(whole) else whole


def largest(store: Store, tested: pl.DataFrame, order_by: str, limit: int) -> pl.DataFrame:
    """Return the first alleles by "abs_difference", "ratio" or "p", as allele_differences ranks.

    The rows are those of `tested_differences`, or some of them; added are gene_id, gene_symbol and
    what the allele does (see `annotations.annotate`).
    """
    larger, smaller = pl.max_horizontal("af_a", "af_b"), pl.min_horizontal("af_a", "af_b")
    first, second = {
        "abs_difference": (pl.col("difference").abs(), larger),
        "ratio": (larger / smaller, larger),
        "p": (-pl.col("p"), pl.col("z_score").abs()),
    }[order_by]
    order = (first, second, -pl.col("allele_index"))
    rows = tested.sort(*order, descending=True, nulls_last=True).head(limit)
    return allele_annotations.annotate(store, allele_ranges.with_gene_symbols(store, rows))


def with_intervals(rows: pl.DataFrame) -> pl.DataFrame:
    """Add difference_low and difference_high, Newcombe's 95 % interval of af_a - af_b."""
    ac_a, an_a, ac_b, an_b = (rows[name].to_numpy() for name in _COUNTS)
    low, high = differences.newcombe_interval(ac_a, an_a, ac_b, an_b)
    return rows.with_columns(
        pl.Series("difference_low", low, pl.Float64), pl.Series("difference_high", high, pl.Float64)
    )


def along_genome(rows: pl.DataFrame, contigs: pl.DataFrame) -> pl.DataFrame:
    """Return alleles with `place`, their position when contigs are laid end to end.

    contigs
        As of `contig_starts`; within a single contig the place is pos itself.
    """
    return rows.join(
        contigs.select("contig", "start"), on="contig", how="left", maintain_order="left"
    ).select(pl.exclude("start"), (pl.col("start") + pl.col("pos")).alias("place"))


def contig_starts(tested: pl.DataFrame, build: str) -> pl.DataFrame:
    """Return one row per contig with an allele: contig, start and end of its places, is_odd."""
    present = [contig for contig in genome.CONTIGS if contig in set(tested["contig"])]
    rows, start = [], 0
    for number, contig in enumerate(present):
        end = start + genome.CONTIG_LENGTHS[build][contig]
        rows.append((contig, start, end, number % 2 == 1))
        start = end
    schema = {"contig": pl.String, "start": pl.Int64, "end": pl.Int64, "is_odd": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def span_between(store: Store, contigs: pl.DataFrame, ends: tuple[float, float]) -> AlleleRange:
    """Return the alleles whose place lies between two ends; EMPTY if there are none.

    contigs
        As of `contig_starts`.
    """
    low, high = ends
    ranges = []
    for contig, start, end in contigs.select("contig", "start", "end").iter_rows():
        first, last = max(math.ceil(low) - start, 1), min(math.floor(high), end) - start
        if first <= last:
            ranges.append(allele_ranges.allele_range(store, [Region(contig, first, last)]))
    held = merged(ranges)
    return (held[0][0], held[-1][1]) if held else allele_ranges.EMPTY
