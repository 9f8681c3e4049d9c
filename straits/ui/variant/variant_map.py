"""Where the groups were sequenced: a small map, and beside it the alleles next to this one."""

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.groups import country_map
from straits.ui.figures import captions, figure
from straits.ui.figures.figure import Figure
from straits.ui.frame.page_frame import Visit
from straits.ui.variant import variant_neighbours
from straits.ui.variant.variant_view import Settings
from straits.ui.words import findings, numbers


def draw(
    visit: Visit,
    variant: queries.allele.Variant,
    settings: Settings,
    rows: pl.DataFrame,
    near: pl.DataFrame,
) -> None:
    """Draw the map with the neighbours beside it; without a country in the study, these alone.

    rows, near
        As of queries.allele.variant_frequencies and queries.allele.neighbours.
    """
    drawn = _figure(visit, variant, settings, rows)
    if drawn is None:
        variant_neighbours.draw(near)
        return
    where, beside = st.columns([0.58, 0.42], gap="large")
    with where:
        figure.draw(drawn, visit, "countries")
    with beside:
        variant_neighbours.draw(near)


def _figure(
    visit: Visit, variant: queries.allele.Variant, settings: Settings, rows: pl.DataFrame
) -> Figure | None:
    named = variant.rsid or findings.short(variant.variant_id)
    rows = rows.filter((pl.col("grouping") == settings.grouping) & (pl.col("sex") == "all"))
    by_country = queries.allele.by_country(rows, queries.study.sites(visit.store))
    counts = [findings.counts(ac, an) for ac, an in by_country.select("ac", "an").iter_rows()]
    groups = by_country.with_columns(pl.Series("counts", counts, pl.String)).filter(
        pl.col("country").is_in(list(country_map.places()))
    )
    if groups.is_empty():
        return None
    n_countries = numbers.plural(groups["country"].n_unique(), "country", "countries")
    grouping = str(rows["grouping_label"][0])
    facts = visit.store.study
    return Figure(
        title=f"{named} in {numbers.plural(groups.height, 'group')} of {n_countries}.",
        caption="A pie is filled as far as the AF of the group. Groups stand by the country of the "
        "site that sequenced them, not where their ancestors lived. "
        f"Groups by {grouping.lower()}, call sets of a country summed; "
        f"{captions.relatives(facts.relatedness, settings.sample_set)}. {facts.name}, "
        f"{facts.build}, release {visit.store.release_id}.",
        build=lambda look: country_map.country_map(groups, look),
        rows=groups.drop("counts", "colour"),
        file_parts=("variant", named, "map"),
        query="group_counts",
    )
