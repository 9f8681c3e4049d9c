"""A phenotype by copies of an allele: the people of a cohort, as one cohort for each number."""

from collections.abc import Callable, Mapping

import polars as pl

from straits import cohorts, privacy
from straits.cohorts import Tree
from straits.privacy import Profile
from straits.store.cohorts.cohort_frequencies import ONE_COHORT
from straits.store.cohorts.cohort_registry import Cohorts

_MOST_COPIES = 2


def by_copies(
    of: Cohorts,
    profile: Profile,
    ask: Callable[[str, Mapping[str, object]], pl.DataFrame],
    tree: Tree,
    variant_id: str,
    asked: Mapping[str, object],
) -> pl.DataFrame:
    """Return one row per site, sex and number of copies that somebody has.

    Columns: site_id, sex, n_people (with a value, or looked at), n_yes, mean, sd, copies.

    ask
        Returns the guarded rows of a query.
    asked
        phenotype_id and sample_set.
    Raises QueryError where the profile does not show phenotypes by copies.
    """
    privacy.require_copies(profile)
    frames = []
    for copies in range(_MOST_COPIES + 1):
        carrier = cohorts.Carrier(variants=(variant_id,), min_copies=copies, max_copies=copies)
        carriers = of.enter(cohorts.all_of(*cohorts.parts_of(tree), carrier))
        values = {**asked, "grouping": f"{ONE_COHORT}{carriers}"}
        frames.append(_of_copies(ask("phenotype_counts", values), ask("phenotype_numbers", values)))
    return pl.concat(
        rows.with_columns(pl.lit(copies, pl.Int64).alias("copies"))
        for copies, rows in enumerate(frames)
    )


def _of_copies(outcomes: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    is_known = pl.col("outcome").is_not_null() & (pl.col("outcome") != "case")
    counts = outcomes.group_by("site_id", "sex").agg(
        pl.col("n_people").filter(is_known).sum(),
        pl.col("n_people").filter(pl.col("outcome") == "yes").sum().alias("n_yes"),
    )
    values = numbers.select("site_id", "sex", "mean", "sd")
    return counts.join(values, on=["site_id", "sex"], how="left").sort("site_id", "sex")
