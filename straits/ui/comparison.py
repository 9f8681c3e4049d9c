"""The map of AF in A against AF in B, and the ranking beside it."""

import polars as pl
import streamlit as st

from straits.charts.frequency_map import frequency_map
from straits.queries import DifferenceTotals
from straits.ui import captions, figure, findings, numbers, opens, people, picks, tables
from straits.ui.figure import Figure
from straits.ui.filters import ORDERS, Settings
from straits.ui.frame import Visit
from straits.ui.markdown import escape

# What the map and the ranking take up, for what stands there while they are counted.
HEIGHT = 520


def lead(visit: Visit, settings: Settings, totals: DifferenceTotals) -> None:
    """Draw the answer in one sentence: who is compared, over how many alleles, and where."""
    a, b = (people.with_size(one, settings.filters.sample_set) for one in (visit.a, visit.b))
    place = ""
    if settings.gene is not None:
        place = f" in {settings.gene.gene_symbol}"
    elif settings.filters.region is not None:
        place = f" in {settings.filters.region}"
    n_left_out = totals.n_alleles - totals.n_compared
    left = f", {numbers.count(n_left_out)} left out" if n_left_out else ""
    compared = numbers.plural(totals.n_compared, "variant")
    with st.container(key="finding"):
        st.markdown(escape(f"{a} against {b}: {compared} compared{place}{left}."))


@st.fragment
def map_and_ranking(
    visit: Visit,
    settings: Settings,
    totals: DifferenceTotals,
    density: pl.DataFrame,
    rows: pl.DataFrame,
) -> None:
    """Draw the map and the ranking; a pick in either reruns this block alone."""
    scope = "-".join((*visit.scope, settings.key))
    shown = tables.with_words(rows)
    in_chart, in_table = f"map-{scope}", f"ranking-{scope}"
    picked = picks.picked(scope)
    drawn = _figure(visit, settings, totals, density, shown, picks.of_table(scope))
    left, right = st.columns([0.4, 0.6], gap="medium")
    with left:
        figure.title(drawn, "map")
        figure.chart(drawn, visit, "map", in_chart, picks.from_chart(scope, in_chart), ("pick",))
    with right:
        opens.row(shown, picked, with_gene=True)
        tables.comparison(
            shown, visit, in_table, picks.from_table(scope, in_table, shown), with_gene=True
        )
    figure.foot(drawn, visit, "map")


def _figure(
    visit: Visit,
    settings: Settings,
    totals: DifferenceTotals,
    density: pl.DataFrame,
    shown: pl.DataFrame,
    ring: str | None,
) -> Figure:
    first = shown.row(0, named=True)
    chosen = settings.filters
    drawn = f"all {numbers.count(totals.n_compared)}"
    if shown.height < totals.n_compared:
        drawn = f"the first {shown.height:,} of {totals.n_compared:,}"
    caption = " ".join(
        (
            f"Ranked by {ORDERS[settings.order]}; points and rows are {drawn}, shading counts all "
            "variants per cell.",
            captions.people(visit.a, chosen.sample_set, "A"),
            captions.people(visit.b, chosen.sample_set, "B"),
            captions.called(shown),
            captions.filters(chosen),
            captions.left_out(totals),
            "Intervals are Wilson's 95 %; Fisher's exact test is two-sided and not corrected for "
            "the number of variants.",
            captions.study(visit, chosen.sample_set),
        )
    )
    return Figure(
        title=findings.comparison(first, visit.names) + ".",
        caption=caption,
        build=lambda look: frequency_map(
            density, shown, visit.names, visit.marks_in(look), look, ring
        ),
        rows=shown.drop("name", "gene", "counts_a", "counts_b", "interval_a", "interval_b"),
        file_parts=("frequencies", visit.a.label, visit.b.label),
        query="allele_differences",
    )
