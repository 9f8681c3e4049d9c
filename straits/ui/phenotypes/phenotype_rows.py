"""One row per group of a site, as charts and tables of phenotypes name and mark them."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import streamlit as st

from straits import queries
from straits.formulas import rates
from straits.popgen import intervals
from straits.ui.address import url_state
from straits.ui.frame import messages
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph


@dataclass(frozen=True)
class Settings:
    """Which grouping is drawn, its label, whether sexes stand apart, and A or B if a cohort."""

    grouping: str
    grouping_label: str
    by_sex: bool
    cohorts: tuple[queries.groups.Population, ...] = ()

    @property
    def sexes(self) -> str:
        """Which rows a figure has, as its SQL is asked: of each sex too, or of all together."""
        return "each" if self.by_sex else "all"


def settings(visit: Visit) -> Settings:
    """Draw the settings in one row and return what they say."""
    with st.container(key="settings", horizontal=True, vertical_alignment="bottom"):
        grouping, label = grouping_choice(visit)
        by_sex = url_state.switch("Sexes apart", "sex", False)
    for letter, side in zip("AB", (visit.a, visit.b), strict=True):
        if side.grouping == grouping and _is_part_of_site(visit, side):
            paragraph(
                f"whole-{letter}",
                escape(
                    f"{letter} is {side.long_label}. Phenotypes are of people in whichever call "
                    f"set: counted here is everybody who is {side.label} at {side.site_name}."
                ),
            )
    cohorts = queries.phenotypes.phenotype_cohorts(visit.store, visit.a, visit.b)
    if not cohorts and queries.groups.GROUPING in (visit.a.grouping, visit.b.grouping):
        messages.nothing(
            f"Under the profile {visit.store.profile.label} a cohort is not drawn beside the "
            "groups: where the two overlap, their difference would tell of a few people. The "
            "Cohorts page counts one phenotype as a criterion of the cohort."
        )
    return Settings(grouping, label, by_sex, cohorts)


def _is_part_of_site(visit: Visit, side: queries.groups.Population) -> bool:
    """Tell whether a group has other call sets at its site than those of A or B."""
    is_here = (pl.col("site_id") == side.site_id) & pl.col("call_set_id").is_not_null()
    at_site = queries.groups.populations(visit.store).filter(
        is_here, pl.col("grouping") == side.grouping, pl.col("group_id") == side.group_id
    )
    return at_site.height > len(side.call_set_ids)


def grouping_choice(visit: Visit) -> tuple[str, str]:
    """Draw the choice of a grouping for what is counted from rows; returns its id and label."""
    groupings = queries.phenotypes.phenotype_groupings(visit.store)
    default = visit.a.grouping if visit.a.grouping in groupings else next(iter(groupings))
    grouping = url_state.choice(
        "Groups", list(groupings), "groups", default, lambda name: groupings[name], width=220
    )
    return grouping, groupings[grouping]


def sides_among(visit: Visit, grouping: str) -> tuple[pl.Expr, pl.Expr]:
    """Return which rows of groups, by site_id and group_id, are A's and which are B's."""

    def is_side(side: queries.groups.Population) -> pl.Expr:
        if side.grouping != grouping:
            return pl.lit(False)
        is_group = pl.col("group_id") == side.group_id
        return is_group if side.site_id is None else is_group & (pl.col("site_id") == side.site_id)

    return is_side(visit.a), is_side(visit.b)


def labelled(rows: pl.DataFrame, visit: Visit, chosen: Settings) -> pl.DataFrame:
    """Return the rows with row_label and is_chosen; without sexes apart, those of all sexes alone.

    rows
        site_id, site_name, group_id, group_label, colour, shape and sex ("all" for all of them).
    """
    places = rows.group_by("group_id").agg(pl.col("site_id").n_unique().alias("n_sites"))
    several = places["n_sites"].max() != 1
    named = pl.format("{} · {}", "group_label", "site_name") if several else pl.col("group_label")
    marks = pl.lit(None, pl.String)
    for name, group in (("A", visit.a), ("B", visit.b)):
        if group in chosen.cohorts:
            is_cohort = pl.col("group_id") == group.group_id
            marks = pl.when(is_cohort & marks.is_null()).then(pl.lit(name)).otherwise(marks)
        elif group.grouping == chosen.grouping:
            is_it = pl.col("group_id") == group.group_id
            if group.site_id is not None:
                is_it &= pl.col("site_id") == group.site_id
            marks = pl.when(is_it & marks.is_null()).then(pl.lit(name)).otherwise(marks)
    is_all = pl.col("sex") == "all"
    rows = visit.worn(rows, marks == "A", marks == "B")
    kept = rows if chosen.by_sex else rows.filter(is_all)
    return kept.with_columns(
        pl.when(~is_all)
        .then(pl.col("sex"))
        .when(marks.is_not_null())
        .then(pl.format("{} ({})", named, marks))
        .otherwise(named)
        .alias("row_label"),
        (is_all & marks.is_not_null()).alias("is_chosen"),
        named.alias("plain_label"),
    )


def with_mean_ends(rows: pl.DataFrame) -> pl.DataFrame:
    """Add mean_low and mean_high, the 95 % interval of the mean; null where there is no mean.

    rows
        mean, sd and n_people.
    """
    mean, sd, n_people = (
        rows[name].cast(pl.Float64).to_numpy() for name in ("mean", "sd", "n_people")
    )
    ends = rates.MEAN.values(mean=mean, sd=sd, n=n_people, z=intervals.Z_95)
    return rows.with_columns(
        pl.Series(f"mean_{end}", np.where(np.isfinite(ends["low"]), ends[end], np.nan)).fill_nan(
            None
        )
        for end in ("low", "high")
    )


def with_mean_interval(rows: pl.DataFrame) -> pl.DataFrame:
    """Add mean_interval, the 95 % interval of the mean in words; null where there is no mean.

    rows
        As of `with_mean_ends`.
    """
    ends = with_mean_ends(rows).select("mean_low", "mean_high").iter_rows()
    written = [
        None if low is None else f"{numbers.value(low)}–{numbers.value(high)}" for low, high in ends
    ]
    return rows.with_columns(pl.Series("mean_interval", written, pl.String))
