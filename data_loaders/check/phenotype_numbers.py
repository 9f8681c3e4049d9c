"""What is known of whom, phenotype by phenotype and group by group."""

import polars as pl

from data_loaders.harmonise.phenotype_reading import SitePhenotypes
from straits.tables import EVERYONE

# Who is in no group of the grouping.
NO_GROUP = "(in no group)"


def numbers_by_group(
    phenotypes: SitePhenotypes, people: pl.DataFrame, grouping: str | None
) -> pl.DataFrame:
    """Return one row per phenotype and group, everyone first, people in no group last.

    people
        One row per person: person_id and a column for the grouping, null for no group.
    grouping
        None for everyone alone.

    Columns: phenotype_id, group_id, n_people, n_yes (a yes, or a value), n_no, n_unknown,
    n_not_applicable, n_looked_at, the quartiles of the values that count (lowest, lower_quartile,
    median, upper_quartile, highest; null without numbers; linear interpolation), and categories,
    such as "never 12, current 3", null for what is not categorical.
    """
    group = pl.col(grouping).fill_null(NO_GROUP) if grouping else pl.lit(None, pl.String)
    groups = people.select("person_id", group_id=group).drop_nulls()
    everyone = phenotypes.phenotype_status.with_columns(group_id=pl.lit(EVERYONE))
    of_groups = phenotypes.phenotype_status.join(groups, on="person_id", maintain_order="left")
    status = pl.concat([everyone, of_groups])
    ordered = groups.group_by("group_id").len().sort("len", "group_id", descending=[True, False])
    rank = {EVERYONE: -1, **{name: order for order, name in enumerate(ordered["group_id"])}}
    rank[NO_GROUP] = len(rank)
    counted = status.group_by("phenotype_id", "group_id", maintain_order=True).agg(
        n_people=pl.len(),
        n_yes=pl.col("status").is_in(["yes", "measured"]).sum(),
        n_no=(pl.col("status") == "no").sum(),
        n_unknown=(pl.col("status") == "unknown").sum(),
        n_not_applicable=(pl.col("status") == "not_applicable").sum(),
        n_looked_at=pl.col("is_looked_at").sum(),
        lowest=pl.col("value").min(),
        lower_quartile=pl.col("value").quantile(0.25, "linear"),
        median=pl.col("value").median(),
        upper_quartile=pl.col("value").quantile(0.75, "linear"),
        highest=pl.col("value").max(),
    )
    named = counted.join(
        _categories(status),
        on=["phenotype_id", "group_id"],
        how="left",
        maintain_order="left",
    )
    phenotype_order = {
        name: at for at, name in enumerate(counted["phenotype_id"].unique(maintain_order=True))
    }
    return named.sort(
        pl.col("phenotype_id").replace_strict(phenotype_order, return_dtype=pl.Int32),
        pl.col("group_id").replace_strict(rank, return_dtype=pl.Int32),
    )


def _categories(status: pl.DataFrame) -> pl.DataFrame:
    """Return how many people each category of a categorical phenotype has, in words."""
    is_category = (pl.col("status") == "measured") & pl.col("category").is_not_null()
    keys = ["phenotype_id", "group_id"]
    counted = status.filter(is_category).group_by(*keys, "category").len()
    return (
        counted.sort(*keys, "len", "category", descending=[False, False, True, False])
        .group_by(keys, maintain_order=True)
        .agg(categories=pl.format("{} {}", "category", "len").str.join(", "))
    )
