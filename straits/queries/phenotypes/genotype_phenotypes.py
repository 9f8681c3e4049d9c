"""A phenotype by how many copies of an allele people have, in A and in B."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import privacy
from straits.errors import QueryError
from straits.popgen import arrays, trend
from straits.popgen.intervals import clopper_pearson_interval
from straits.queries.cohorts import cohort_answers as cohort_queries
from straits.queries.groups.population import Population
from straits.queries.study.study_facts import default_sample_set
from straits.store import Store

COPIES = (0, 1, 2)
KINDS = ("continuous", "binary")
LINEAR = "linear trend per copy, within sex and site"
SHARES = "Cochran-Armitage trend (Mantel's extension), within sex and site"
EXACT_SHARES = "exact trend, within sex and site"


@dataclass(frozen=True)
class ByGenotype:
    """A phenotype of one population by copies of an allele.

    rows
        One row each: copies, n_people (with a value, or looked at), n_yes, share, low, high
        (Clopper and Pearson's exact 95 %; of a binary one), mean, low, high (95 % of the mean,
        Student's t), sd (of a continuous one). Copies that nobody has are left out.
    slope, slope_low, slope_high
        Change per copy, of a continuous one.
    odds_ratio, odds_ratio_low, odds_ratio_high
        By which the odds of a yes are multiplied per copy, with 95 %, of a binary one; infinite
        where the yes are all where they can be.
    p, test
        Two-sided; p is None where nothing varies. Of a binary one the test is exact where fewer
        than 5 people with so many copies are expected to have a yes, or a no.
    """

    population: Population
    rows: pl.DataFrame
    p: float | None
    test: str
    slope: float | None = None
    slope_low: float | None = None
    slope_high: float | None = None
    odds_ratio: float | None = None
    odds_ratio_low: float | None = None
    odds_ratio_high: float | None = None


def by_genotype(
    store: Store, variant_id: str, population: Population, phenotype_id: str, kind: str
) -> ByGenotype:
    """Return a phenotype of a population by copies of an allele; missing calls are left out.

    People are those of the study's default sample set.

    kind
        Of KINDS, as of `phenotypes`.
    Raises QueryError where the server has no genotypes, or the profile has a minimum of people: the
    people of one genotype would be told from their group's, one difference at a time.
    """
    if not store.has_rows:
        raise QueryError("This server holds no individual data, so genotypes are not known here.")
    # Before a panel is said to have no people.
    privacy.require_copies(store.profile)
    cells = store.cohorts.phenotype_by_copies(
        cohort_queries.tree_of(population), variant_id, phenotype_id, default_sample_set(store)
    )
    if kind == "binary":
        return _shares(population, cells)
    return _means(population, cells)


def _tables(cells: pl.DataFrame, *columns: str) -> list[NDArray[np.float64]]:
    """Return columns as arrays of one row per site and sex and one column per number of copies."""
    strata = cells.select("site_id", "sex").unique(maintain_order=True)
    whole = strata.join(pl.DataFrame({"copies": COPIES}), how="cross").join(
        cells, on=["site_id", "sex", "copies"], how="left", maintain_order="left"
    )
    return [
        whole[name].cast(pl.Float64).fill_null(np.nan).to_numpy().reshape(-1, len(COPIES))
        for name in columns
    ]


def _shares(population: Population, cells: pl.DataFrame) -> ByGenotype:
    rows = cells.group_by("copies", maintain_order=True).agg(pl.col("n_people", "n_yes").sum())
    rows = rows.filter(pl.col("n_people") > 0)
    low, high = clopper_pearson_interval(rows["n_yes"], rows["n_people"])
    rows = rows.with_columns(
        (pl.col("n_yes") / pl.col("n_people")).alias("share"),
        pl.Series("low", low),
        pl.Series("high", high),
    )
    if not cells.height:
        return ByGenotype(population, rows, None, SHARES)
    n, yes = (np.nan_to_num(table) for table in _tables(cells, "n_people", "n_yes"))
    slope = trend.share_slope(COPIES, n, yes)
    return ByGenotype(
        population,
        rows,
        arrays.known(slope.p),
        EXACT_SHARES if slope.is_exact else SHARES,
        odds_ratio=arrays.known(slope.odds_ratio),
        odds_ratio_low=arrays.known(slope.low),
        odds_ratio_high=arrays.known(slope.high),
    )


def _means(population: Population, cells: pl.DataFrame) -> ByGenotype:
    n, mean = pl.col("n_people"), pl.col("mean")
    of_copies = (
        cells.filter(n > 0)
        .group_by("copies", maintain_order=True)
        .agg(
            n.sum(),
            ((n * mean).sum() / n.sum()).alias("mean"),
            ((n - 1) * pl.col("sd").fill_null(0.0) ** 2 + n * mean**2).sum().alias("squares"),
        )
    )
    variance = (pl.col("squares") - n * mean**2).clip(0.0) / (n - 1)
    rows = of_copies.select(
        "copies", "n_people", "mean", pl.when(n > 1).then(variance.sqrt()).alias("sd")
    )
    half = [
        None if sd is None else trend.half_interval(people, sd)
        for people, sd in rows.select("n_people", "sd").iter_rows()
    ]
    halves = pl.Series("half", half, pl.Float64)
    rows = rows.with_columns((mean - halves).alias("low"), (mean + halves).alias("high"))
    slope = None
    if cells.height:
        slope = trend.linear_trend(COPIES, *_tables(cells, "n_people", "mean", "sd"))
    if slope is None:
        return ByGenotype(population, rows, None, LINEAR)
    p = slope.p if np.isfinite(slope.p) else None
    return ByGenotype(population, rows, p, LINEAR, slope.value, slope.low, slope.high)
