"""A comparison drawn whole, however many alleles it has: along the genome, and as a volcano."""

import math
from typing import Any

import numpy as np
import polars as pl
from scipy import special

from straits.errors import QueryError
from straits.queries.allele import allele_ranges
from straits.queries.allele.allele_filters import Filters, comparison_parameters
from straits.queries.comparison import families
from straits.queries.groups.populations_shown import Population
from straits.store import Store

MEASURES = ("p", "fst")
# As many as a chart draws without a pause.
MOST_POINTS = 500
# A score statistic of 40 has a p of 1e-349: beyond it nothing is told apart.
_HIGHEST_Z = 40.0


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
        "p": the largest score statistic of its stretch, shown with the p of its test; "fst".
    Raises QueryError for an unknown measure or a population that is not shown.
    """
    if measure not in MEASURES:
        raise QueryError(f"Expected a measure of {', '.join(MEASURES)}, got {measure!r}.")
    parameters = comparison_parameters(store, a, b, filters)
    rows = store.query(
        "track_peaks",
        **parameters,
        measure=measure,
        n_in_stretch=_n_in_stretch(store, parameters, n_points),
    )
    tested = families.tested(allele_ranges.with_gene_symbols(store, rows))
    return tested.with_columns(minus_log10(pl.col("p")).alias("minus_log10_p"))


def volcano_density(
    store: Store, a: Population, b: Population, filters: Filters, bins: int = 60
) -> pl.DataFrame:
    """Return one row per occupied cell of a grid over the difference and the strength of its test.

    Columns: difference_low, difference_high, minus_log10_p_low, minus_log10_p_high, n_variants. The
    alleles are those that `allele_differences` ranks. p is that of the score test here, which is
    the chi-square test; the points drawn over the grid have the p of their own test. The last row
    of cells holds everything above its lower end.
    """
    highest = _highest_z(a, b)
    cells = store.query(
        "volcano_density",
        **comparison_parameters(store, a, b, filters),
        n_bins=bins,
        highest_z=highest,
    )
    edges = _minus_log10_p_of_z(np.linspace(0, highest, bins + 1))
    place = cells["bin_z"].to_numpy()
    return cells.select(
        (2 * pl.col("bin_difference") / bins - 1).alias("difference_low"),
        (2 * (pl.col("bin_difference") + 1) / bins - 1).alias("difference_high"),
        pl.Series("minus_log10_p_low", edges[place], pl.Float64),
        pl.Series("minus_log10_p_high", edges[place + 1], pl.Float64),
        "n_variants",
    )


def minus_log10(p: pl.Expr) -> pl.Expr:
    """Return -log10 of p-values; one too small for a number counts as the smallest there is."""
    return -p.clip(lower_bound=np.finfo(np.float64).tiny).log10()


def _n_in_stretch(store: Store, parameters: dict[str, Any], n_points: int) -> int:
    first, last = (parameters["asked"][end] for end in ("first_allele", "last_allele"))
    if first is None:
        first, last = allele_ranges.allele_range(store, ())
    # The stretches are counted from the first allele of the release, so one may be cut in two.
    return max(1, -(-(int(last) - int(first) + 1) // max(n_points - 1, 1)))


def _highest_z(a: Population, b: Population) -> float:
    """Return what no score statistic of the two exceeds: its square is at most the AN of both."""
    if a.n_people is None or b.n_people is None:
        return _HIGHEST_Z
    return min(math.sqrt(2 * (a.n_people + b.n_people)), _HIGHEST_Z)


def _minus_log10_p_of_z(z: np.ndarray[Any, np.dtype[np.float64]]) -> Any:
    """Return -log10 of the two-sided p of a standard normal, without loss at either end."""
    return -(special.log_ndtr(-z) + np.log(2)) / np.log(10)
