"""How old the people of each group are, women and men."""

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.cohorts.age_pyramid import age_pyramid
from straits.ui.figures import figure, open_in_sql
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame.page_frame import Visit
from straits.ui.phenotypes import phenotype_words as words
from straits.ui.phenotypes.phenotype_rows import grouping_choice, sides_among
from straits.ui.sentences import of_people
from straits.ui.words import numbers

MOST_GROUPS = 8


def draw(visit: Visit) -> None:
    """Draw a pyramid per group, of the groups with the most people."""
    if not visit.store.has_rows:
        st.info("This server holds no individual data, so ages cannot be counted here.")
        return
    grouping, label = grouping_choice(visit)
    everybody = queries.study.age_pyramid(visit.store, grouping=grouping)
    known = everybody.filter(pl.col("low").is_not_null())
    rows = visit.worn(_with_shares(known), *sides_among(visit, grouping))
    if rows.is_empty():
        st.info("No ages are known, or too few people of a group and sex have one to be shown.")
        return
    several = rows.group_by("group_id").agg(pl.col("site_id").n_unique())["site_id"].max() != 1
    labels = [
        [f"{row['group_label']} · {row['site_name']}" if several else row["group_label"],
         f"XX {numbers.count(row['n_xx'])} · XY {numbers.count(row['n_xy'])}"]
        for row in _groups(rows).iter_rows(named=True)
    ]  # fmt: skip
    no_age = int(everybody.filter(pl.col("low").is_null())["n_people"].sum())
    n_left = everybody.select("site_id", "group_id").n_unique() - len(labels)
    caption = " ".join(
        (
            "Women (XX) to the left, men (XY) to the right; the width of a bar is its share of the "
            "group's people per five years of age.",
            f"{numbers.plural(no_age, 'person', 'people')} without an age "
            f"{numbers.verb(no_age, 'is', 'are')} left out."
            if no_age
            else "",
            f"The {len(labels)} largest groups are drawn, {n_left} "
            f"{numbers.verb(n_left, 'is', 'are')} not."
            if n_left
            else "",
            words.study(visit, label),
        )
    )
    drawn = Figure(
        title=of_people.ages(rows),
        caption=caption,
        build=lambda look: age_pyramid(rows, labels, look),
        rows=rows.select("site_name", "group_label", "sex", "low", "high", "n_people"),
        file_parts=("ages", grouping),
        query="age_pyramid",
        method=Method(
            queries.study.default_sample_set(visit.store),
            grouping=grouping,
            steps=("People are counted by sex and five years of age.",),
            of_genotypes=False,
        ),
        counted=open_in_sql.of_chart(
            visit,
            "ages_of_groups",
            grouping=grouping,
            sample_set=queries.study.default_sample_set(visit.store),
        ),
    )
    figure.draw(drawn, visit, "ages")


def _with_shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Add group (its number from the left) and share; only the largest groups are kept."""
    cell = ["site_id", "group_id"]
    sizes = rows.group_by(cell, maintain_order=True).agg(pl.col("n_people").sum().alias("n_group"))
    kept = sizes.filter(pl.col("n_group").rank("ordinal", descending=True) <= MOST_GROUPS)
    per_five_years = pl.col("n_people") / pl.col("n_group") / (pl.col("high") - pl.col("low")) * 5
    return rows.join(kept.with_row_index("group"), on=cell, maintain_order="left").with_columns(
        per_five_years.alias("share")
    )


def _groups(rows: pl.DataFrame) -> pl.DataFrame:
    def of(sex: str) -> pl.Expr:
        return pl.col("n_people").filter(pl.col("sex") == sex).sum()

    return rows.group_by("group", "group_label", "site_name", maintain_order=True).agg(
        of("XX").alias("n_xx"), of("XY").alias("n_xy")
    )
