"""A comparison drawn whole, however many alleles it has: along the genome, and as a volcano."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from straits.comparison.tested import N_DIFFERENCES
from straits.errors import QueryError
from straits.queries.allele import allele_ranges
from straits.queries.allele.allele_filters import Filters, comparison_parameters
from straits.queries.comparison import families
from straits.queries.groups.populations_shown import Population
from straits.store import Store

MEASURES = ("p", "fst")
# As many as a chart draws without a pause.
MOST_POINTS = 500


def genome_track(
    store: Store,
    a: Population,
    b: Population,
    filters: Filters,
    measure: str = "p",
    n_points: int = MOST_POINTS,
) -> pl.DataFrame:
    """Return one row per stretch of the alleles compared, in genome order: its most different one.

    The alleles of the release within gene and region are cut into at most n_points stretches of
    equally many; one allele each is its own stretch where there are no more. What is drawn is
    thus an upper envelope, and `n_variants` says how many alleles stand behind a point.

    Columns: those of sql/queries/comparison/track_peaks.sql, gene_id, gene_symbol, p, test,
    p_minimum, minus_log10_p.

    measure
        "p": the smallest p of its own test, and of such the largest |z_score|; "fst".
    Raises QueryError for an unknown measure or a population that is not shown.
    """
    if measure not in MEASURES:
        raise QueryError(f"Expected a measure of {', '.join(MEASURES)}, got {measure!r}.")
    asked = comparison_parameters(store, a, b, filters)["asked"]
    n_in_stretch = _n_in_stretch(store, asked, n_points)
    rows = store.comparisons.peaks(asked, measure, n_in_stretch)
    tested = families.tested(allele_ranges.with_gene_symbols(store, rows))
    return tested.with_columns(minus_log10(pl.col("p")).alias("minus_log10_p"))


def volcano_density(store: Store, a: Population, b: Population, filters: Filters) -> pl.DataFrame:
    """Return one row per occupied cell of a grid over the difference and -log10 p of the tests.

    Columns: difference_low, difference_high, minus_log10_p_low, minus_log10_p_high, n_variants. The
    alleles are those that `allele_differences` ranks, and p is that of each allele's own test; one
    too small for a number counts as 1e-300.
    """
    asked = comparison_parameters(store, a, b, filters)["asked"]
    cells, height = store.comparisons.difference_grid(asked)
    across = 2 / N_DIFFERENCES
    return cells.select(
        (pl.col("bin_difference") * across - 1).alias("difference_low"),
        ((pl.col("bin_difference") + 1) * across - 1).alias("difference_high"),
        (pl.col("bin_p") * height).alias("minus_log10_p_low"),
        ((pl.col("bin_p") + 1) * height).alias("minus_log10_p_high"),
        "n_variants",
    )


def fst_sums(
    store: Store, a: Population, b: Population, filters: Filters
) -> tuple[float, float] | None:
    """Return the sums whose ratio is Hudson's F_ST over all the alleles compared.

    None where nothing varies.
    """
    asked = comparison_parameters(store, a, b, filters)["asked"]
    top, bottom = store.comparisons.fst_sums(asked)
    return (top, bottom) if bottom > 0 else None


def minus_log10(p: pl.Expr) -> pl.Expr:
    """Return -log10 of p-values; one too small for a number counts as the smallest there is."""
    return -p.clip(lower_bound=np.finfo(np.float64).tiny).log10()


def _n_in_stretch(store: Store, asked: Mapping[str, Any], n_points: int) -> int:
    first, last = asked["first_allele"], asked["last_allele"]
    if first is None:
        first, last = allele_ranges.allele_range(store, ())
    # The stretches are counted from the first allele of the release, so one may be cut in two.
    return max(1, -(-(int(last) - int(first) + 1) // max(n_points - 1, 1)))
