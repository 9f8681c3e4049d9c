"""Where the groups were sequenced: a small map, and beside it the alleles next to this one."""

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.groups import country_map
from straits.ui.address import links
from straits.ui.figures import captions, figure, open_in_sql
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.frame.page_frame import Visit
from straits.ui.variant.variant_view import Settings
from straits.ui.words import findings, numbers
from straits.ui.words.markdown import escape


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
        _neighbours(near)
        return
    where, beside = st.columns([0.58, 0.42], gap="large")
    with where:
        figure.draw(drawn, visit, "countries")
    with beside:
        _neighbours(near)


def _figure(
    visit: Visit, variant: queries.allele.Variant, settings: Settings, rows: pl.DataFrame
) -> Figure | None:
    named = variant.rsid or findings.short(variant.variant_id)
    drawn = queries.groups.beside(visit.store, settings.grouping)
    rows = rows.filter(pl.col("grouping").is_in(drawn) & (pl.col("sex") == "all"))
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
    cells = rows.select("call_set_id", "grouping", "group_id").iter_rows()
    whose = queries.groups.of_cells(visit.store, cells)
    whose += " " if whose else ""
    return Figure(
        title=f"{named} in {numbers.plural(groups.height, 'group')} of {n_countries}.",
        caption="A pie is filled as far as the AF of the group. Groups stand by the country of the "
        "site that sequenced them, not where their ancestors lived. "
        f"Groups by {grouping.lower()}, call sets of a country summed; "
        f"{captions.relatives(facts.relatedness, settings.sample_set)}. {whose}{facts.name}, "
        f"{facts.build}, release {visit.store.release_id}.",
        build=lambda look: country_map.country_map(groups, look),
        rows=groups.drop("counts", "colour"),
        file_parts=("variant", named, "map"),
        query="group_counts",
        method=Method(
            settings.sample_set,
            grouping=settings.grouping,
            alleles=f"{named}, whatever its FILTER.",
            steps=("Call sets of a country are summed.",),
            statistics=("af",),
        ),
        counted=open_in_sql.of_chart(
            visit,
            "counts_by_country",
            allele_index=variant.allele_index,
            grouping=settings.grouping,
            sample_set=settings.sample_set,
        ),
    )


def _neighbours(near: pl.DataFrame) -> None:
    """Draw one line per allele: a link, its distance and its change.

    near
        As of queries.allele.neighbours.
    """
    st.markdown("**Next to it**")
    if near.is_empty():
        st.markdown("The study has no other allele near by.")
        return
    with st.container(key="links-neighbours"):
        for row in near.iter_rows(named=True):
            away = f"{row['distance']:+,d} bases" if row["distance"] else "same position"
            named = findings.short(findings.name(row), 22)
            links.link(f"{escape(named)} · {escape(away)}", "variant", {"v": row["variant_id"]})
    with st.container(key="caption-neighbours"):
        alleles = numbers.plural(near.height, "allele")
        st.markdown(f"The nearest {alleles} of the study, before and after, in order of position.")
