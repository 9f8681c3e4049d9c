"""Heterozygosity and spectra of the groups: how diverse each is, whatever the number of people."""

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.groups import diversity as charts
from straits.charts.legend import Key
from straits.charts.look import Look, visible
from straits.popgen import intervals
from straits.ui.figures import figure, open_in_sql
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.figures.open_in_sql import Counted
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import group_words
from straits.ui.frequencies.group_words import Groups
from straits.ui.sentences import of_groups_apart
from straits.ui.words import numbers


def draw(visit: Visit, settings: Settings, chosen: Groups) -> None:
    """Draw heterozygosity beside the spectra of the groups chosen."""
    found = waiting.answer(visit.store, "diversity", _found, visit, settings, chosen)
    if found is None:
        most = queries.comparison.MOST_COUNTS // len(chosen)
        st.info(
            f"Diversity is counted of {numbers.count(most)} alleles of {len(chosen)} groups at "
            "most, and more are chosen. Name a gene, a list of genes or a region above. Fst and "
            "shared alleles are of any number."
        )
        return
    if found.n_alleles == 0:
        st.info("No allele of this choice was called in every group. Choose more alleles above.")
        return
    groups = _worn(visit, settings, chosen)
    caption = _caption(visit, settings, chosen, found)
    method = partial(group_words.method, settings, chosen)
    left, right = st.columns([0.44, 0.56], gap="large")
    with left:
        counted = _counted(visit, settings, chosen, "heterozygosity_of_groups")
        drawn = _heterozygosity(found, groups, caption, counted, method)
        figure.draw(drawn, visit, "heterozygosity", _VIEW)
    with right:
        if found.size > 1:
            counted = _counted(visit, settings, chosen, "spectrum_of_groups")
            drawn = _spectrum(found, groups, caption, counted, method)
            figure.draw(drawn, visit, "spectrum", _VIEW)


def _counted(visit: Visit, settings: Settings, chosen: Groups, name: str) -> Counted | None:
    labels = list(group_words.labels(chosen).values())
    return open_in_sql.of_groups(visit, name, chosen, labels, settings.filters)


def _found(visit: Visit, settings: Settings, chosen: Groups) -> queries.comparison.Diversity | None:
    key = ("diversity", *visit.scope, str(settings.filters))
    ask = partial(queries.comparison.diversity, visit.store, chosen, settings.filters)
    return visit.store.derived.answer(key, ask)


def _caption(
    visit: Visit, settings: Settings, chosen: Groups, found: queries.comparison.Diversity
) -> str:
    said = group_words.left_out(found.n_in_range, chosen)
    return said + group_words.caption(visit, settings, chosen)


_VIEW = {"view": "diversity"}


def _worn(visit: Visit, settings: Settings, chosen: Groups) -> pl.DataFrame:
    """Return one row per group: population (its place), group_label, colour, shape, is_chosen.

    sized is its label as a sentence says it.
    """
    labels, sized = group_words.labels(chosen), group_words.sized(settings, chosen)
    rows = pl.DataFrame(
        [
            {
                "population": place,
                "group_label": (label := labels[group.population_id]),
                "sized": sized[label],
                "colour": group.colour,
                "shape": group.shape,
                "is_a": group.population_id == visit.a.population_id,
                "is_b": group.population_id == visit.b.population_id,
            }
            for place, group in enumerate(chosen)
        ]
    )
    worn = visit.worn(rows, pl.col("is_a"), pl.col("is_b"))
    return worn.with_columns(is_chosen=pl.col("is_a") | pl.col("is_b"))


def _heterozygosity(
    found: queries.comparison.Diversity, groups: pl.DataFrame, caption: str,
    counted: Counted | None, method: Callable[[str], Method],
) -> Figure:  # fmt: skip
    half = intervals.Z_95 * pl.col("error")
    rows = (
        groups.join(found.heterozygosity, on="population", how="left", maintain_order="left")
        .with_columns(
            low=(pl.col("heterozygosity") - half).clip(lower_bound=0),
            high=pl.col("heterozygosity") + half,
        )
        .sort("heterozygosity", descending=True, nulls_last=True, maintain_order=True)
    )
    said = [_said(*ends) for ends in rows.select("heterozygosity", "low", "high").iter_rows()]
    drawn = rows.with_columns(pl.Series("said", said, pl.String))
    stretch = numbers.count(queries.comparison.STRETCH // 1_000_000)
    how = (
        "The chance that two alleles of a group differ (Nei 1978), the mean over "
        f"{numbers.plural(found.n_alleles, 'allele')} called in every group; of these alleles, not "
        "of all bases. It does not grow with the number of people. Lines are 95 % intervals: "
        f"block jackknife over stretches of {stretch} million bases."
    )
    return Figure(
        title=of_groups_apart.by_heterozygosity(rows.with_columns(group_label="sized")),
        caption=f"{how} {caption}",
        build=lambda look: charts.heterozygosity(drawn, look),
        rows=rows.select(
            "group_label", "heterozygosity", "low", "high", "n_seen",
            pl.lit(found.n_alleles).alias("n_alleles"),
        ),
        file_parts=("frequencies", "heterozygosity"),
        query="group_counts",
        method=method(how),
        counted=counted,
    )  # fmt: skip


def _spectrum(
    found: queries.comparison.Diversity, groups: pl.DataFrame, caption: str,
    counted: Counted | None, method: Callable[[str], Method],
) -> Figure:  # fmt: skip
    rows = found.spectra.join(groups, on="population", how="left", maintain_order="left")
    left_out = found.n_alleles - found.n_projected
    fewer = (
        f" {numbers.count(left_out)} with fewer called in a group "
        f"{numbers.verb(left_out, 'was', 'were')} left out."
        if left_out
        else ""
    )

    how = (
        "How many alleles are expected at each count of the rarer of the two alleles, had "
        f"{found.size:,} copies of each group been looked at (hypergeometric projection, Marth "
        f"2004): {numbers.plural(found.n_projected, 'allele')} called in every group.{fewer}"
    )

    def keys(look: Look) -> list[Key]:
        worn = groups.select("group_label", "colour", "shape").iter_rows()
        return [Key(label, visible(colour, look), shape) for label, colour, shape in worn]

    return Figure(
        title=of_groups_apart.by_spectrum(rows, found.size),
        caption=f"{how} Both axes are logarithmic; counts at which fewer than "
        f"{charts.LEAST_EXPECTED:g} alleles are expected have no point. {caption}",
        build=lambda look: charts.spectrum(rows, look),
        rows=rows.select("group_label", "count", "n_alleles").with_columns(
            pl.lit(found.size).alias("n_copies")
        ),
        file_parts=("frequencies", "spectrum"),
        query="group_counts",
        method=method(how),
        counted=counted,
        keys=keys,
    )


def _said(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return numbers.MISSING
    span = "" if low is None or high is None else f" ({low:.3f}–{high:.3f})"
    return f"{value:.3f}{span}"
