"""The sentence of a comparison, its views of two groups, and the ranking beside them."""

import math
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.comparison import frequency_map, shades, volcano
from straits.charts.look import Look
from straits.errors import QueryError
from straits.ui.access import require
from straits.ui.address import url_state
from straits.ui.figures import picks
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame import messages, pair_picker, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import comparison_rows, genome_view, group_views, ranking_pages
from straits.ui.frequencies.comparison_rows import Compared
from straits.ui.sentences import of_comparison
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# What the map and the ranking take up, for what stands there while they are counted.
HEIGHT = 520

BASES = "bases"
VIEWS = {
    "scatter": "A against B",
    "genome": "Along the genome",
    "volcano": "Volcano",
    "heat": "Heat map",
    "shared": "Shared and private",
    "fst": "Fst between groups",
    "diversity": "Diversity",
    BASES: "Self-reported and inferred",
}
OF_A_PAIR = ("scatter", "genome", "volcano")
_WAYS = {"genome": genome_view.MEASURES, "shared": group_views.COUNTED}


def choose_view(visit: Visit) -> tuple[str, str]:
    """Draw the choice of the view, and of how it is drawn where there are two ways; return both."""
    has_bases = queries.groups.bases(visit.store) is not None
    views = [view for view in VIEWS if has_bases or view != BASES]
    with st.container(key="views", horizontal=True, vertical_alignment="center"):
        view = url_state.segments("View", views, "view", lambda name: VIEWS[name])
        ways = _WAYS.get(view, {})
        if not ways:
            return view, ""
        return view, url_state.segments("Drawn", list(ways), "drawn", lambda name: ways[name])


def with_signs_found(visit: Visit, settings: Settings) -> Settings:
    """Return settings whose filters know which alleles carry a sign, where that is asked for.

    Too many alleles to look at end the page with a sentence.
    """
    if not settings.filters.sign:
        return settings
    try:
        filters = waiting.answer(
            visit.store, "signed", queries.comparison.with_signs_found, visit.store, visit.a,
            visit.b, settings.filters,
        )  # fmt: skip
    except QueryError as error:
        messages.nothing(str(error))
        st.stop()
    return replace(settings, filters=filters)


def lead(visit: Visit, settings: Settings, totals: queries.comparison.DifferenceTotals) -> None:
    """Draw the answer in one sentence: who is compared, over how many alleles, how many differ."""
    who = settings.filters.sample_set
    a, b = (
        f"{side.label} (n {numbers.count(pair_picker.size(side, who))})"
        for side in (visit.a, visit.b)
    )
    sentence = of_comparison.compared((a, b), totals.n_compared, _place(settings))
    family = waiting.answer(visit.store, "family", _counted, visit, settings)
    paragraph("finding", escape(f"{sentence}, {of_comparison.differ(family)}."))


def compared(
    visit: Visit, settings: Settings, totals: queries.comparison.DifferenceTotals
) -> Compared:
    """Return a page of the ranking of a comparison, and what its p are worth."""
    family = _counted(visit, settings)

    def page(offset: int) -> pl.DataFrame:
        rows = queries.comparison.allele_differences(
            visit.store, visit.a, visit.b, settings.filters, settings.order, ranking_pages.ROWS,
            offset, family,
        )  # fmt: skip
        return comparison_rows.ranked(visit, settings, rows)

    offset = ranking_pages.offset(settings, totals.n_compared)
    leading = page(0)
    return Compared(totals, family, page(offset) if offset else leading, leading, offset)


@require.block
def draw(visit: Visit, settings: Settings, view: str, way: str, compared: Compared) -> None:
    """Draw a view of two groups and the ranking; a pick in either reruns this block alone."""
    if view == "genome":
        genome_view.draw(visit, settings, compared, way)
    elif view == "volcano":
        _volcano(visit, settings, compared)
    else:
        _scatter(visit, settings, compared)


def _scatter(visit: Visit, settings: Settings, compared: Compared) -> None:
    rows = compared.rows
    scope = "-".join((*visit.scope, settings.key, "scatter"))
    ring = picks.of_table(scope)
    density = queries.comparison.frequency_density(visit.store, visit.a, visit.b, settings.filters)

    def build(look: Look) -> Any:
        return frequency_map.frequency_map(
            density, rows, visit.names, visit.marks_in(look), look, ring
        )

    shading = "shading counts all variants per cell"
    cells = partial(shades.legend_of, density)
    drawn = comparison_rows.figure_of(visit, settings, compared, build, shading, "scatter", cells)
    comparison_rows.draw(drawn, visit, settings, compared, scope, "scatter")


def _place(settings: Settings) -> str:
    place = ""
    if settings.genes is not None:
        place += f" in {numbers.plural(len(settings.genes.gene_ids), 'gene')}"
    if settings.gene is not None:
        place += f" in {settings.gene.gene_symbol}"
    elif settings.filters.region is not None:
        place += f" in {settings.filters.region}"
    if settings.variants is not None:
        place += f", of {numbers.count(settings.variants.n_alleles)} listed"
    if settings.filters.sign:
        place += f" {settings.filters.sign} a sign of a batch effect"
    return place


def _key(visit: Visit, settings: Settings) -> tuple[str, ...]:
    return (*visit.scope, str(settings.filters))


def _counted(visit: Visit, settings: Settings) -> queries.comparison.Family:
    ask = partial(
        queries.comparison.family_of_tests, visit.store, visit.a, visit.b, settings.filters
    )
    return visit.store.derived.answer(("family", *_key(visit, settings)), ask)


def _volcano(visit: Visit, settings: Settings, compared: Compared) -> None:
    """Draw the chart beside the ranking."""
    scope = "-".join((*visit.scope, settings.key, "volcano"))
    pair = (visit.store, visit.a, visit.b, settings.filters)
    cells = waiting.answer(visit.store, "spread", queries.comparison.volcano_density, *pair)
    points, ring = queries.comparison.with_measures(compared.rows), picks.of_table(scope)
    drawn = comparison_rows.figure_of(
        visit, settings, compared,
        lambda look: volcano.volcano(
            cells, points, visit.names, visit.marks_in(look), look, _line(compared),
            f"q = {queries.comparison.ALPHA}", ring,
        ),
        "shading counts all variants per cell; above the dashed line q is below "
        f"{queries.comparison.ALPHA}",
        "volcano", partial(shades.legend_of, cells), "difference_tables",
    )  # fmt: skip
    comparison_rows.draw(drawn, visit, settings, compared, scope, "volcano")


def _line(compared: Compared) -> float | None:
    """Return the smallest -log10 p with a q that is called different; None where there is none."""
    p = compared.family.largest_significant_p
    return None if p is None else -math.log10(max(p, queries.comparison.SMALLEST_P))
