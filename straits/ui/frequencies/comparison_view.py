"""The sentence of a comparison, its views of two groups, and the ranking beside them."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from straits import queries
from straits.charts.comparison import frequency_map, shades, volcano
from straits.charts.look import Look
from straits.errors import QueryError
from straits.ui.address import url_state
from straits.ui.figures import picks
from straits.ui.filters.filter_row import Settings
from straits.ui.frame import pair_picker, waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import comparison_rows, genome_view, group_views
from straits.ui.frequencies.comparison_rows import Compared
from straits.ui.sentences import of_comparison
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# What the map and the ranking take up, for what stands there while they are counted.
HEIGHT = 520

VIEWS = {
    "scatter": "A against B",
    "genome": "Along the genome",
    "volcano": "Volcano",
    "heat": "Heat map",
    "shared": "Shared and private",
    "fst": "Fst between groups",
}
OF_A_PAIR = ("scatter", "genome", "volcano")
_WAYS = {"genome": genome_view.MEASURES, "shared": group_views.COUNTED}


def choose_view() -> tuple[str, str]:
    """Draw the choice of the view, and of how it is drawn where there are two ways; return both."""
    with st.container(key="views", horizontal=True, vertical_alignment="center"):
        view = url_state.segments("View", list(VIEWS), "view", lambda name: VIEWS[name])
        ways = _WAYS.get(view, {})
        if not ways:
            return view, ""
        return view, url_state.segments("Drawn", list(ways), "drawn", lambda name: ways[name])


def lead(
    visit: Visit, settings: Settings, totals: queries.comparison.DifferenceTotals
) -> DeltaGenerator | None:
    """Draw the answer in one sentence: who is compared, over how many alleles, how many differ.

    Of very many alleles the last is left to `finish`, when the rest of the page stands: returned is
    where that goes.
    """
    who = settings.filters.sample_set
    a, b = (
        f"{side.label} (n {numbers.count(pair_picker.size(side, who))})"
        for side in (visit.a, visit.b)
    )
    sentence = of_comparison.compared((a, b), totals.n_compared, _place(settings))
    is_many = totals.n_compared > queries.comparison.MOST_TESTED
    if not is_many:
        sentence = f"{sentence}, {of_comparison.differ(_counted(visit, settings))}"
    paragraph("finding", escape(f"{sentence}."))
    return st.container(key="finding-rest") if is_many else None


def finish(visit: Visit, settings: Settings, rest: DeltaGenerator | None) -> None:
    """Draw what the sentence still lacks, which may take a while: how many alleles differ."""
    if rest is None:
        return
    with rest:
        try:
            family = waiting.answer(visit.store, "family", _counted, visit, settings)
        except QueryError as error:
            st.markdown(escape(f"How many of them differ could not be counted. {error}"))
            return
        st.markdown(escape(of_comparison.differ_and_bonferroni(family)))


def compared(
    visit: Visit, settings: Settings, totals: queries.comparison.DifferenceTotals, view: str
) -> Compared:
    """Return the ranking, and every allele with its test where the view draws them all."""
    family = None
    if totals.n_alleles <= queries.comparison.FAMILY_AT_ONCE:
        family = _counted(visit, settings)
    rows = queries.comparison.allele_differences(
        visit.store, visit.a, visit.b, settings.filters, settings.order, family=family
    )
    whole = None
    if view != "scatter" and totals.n_compared <= queries.comparison.MOST_TESTED:
        whole = _whole(visit, settings)
    ranked = comparison_rows.ranked(visit, settings, totals, family, rows)
    return Compared(totals, family, ranked, whole)


@st.fragment
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
    comparison_rows.draw(drawn, visit, compared, scope, "scatter")


def _place(settings: Settings) -> str:
    place = ""
    if settings.genes is not None:
        place += f" in {numbers.plural(len(settings.genes.gene_ids), 'gene')}"
    if settings.gene is not None:
        place += f" in {settings.gene.gene_symbol}"
    elif settings.filters.region is not None:
        place += f" in {settings.filters.region}"
    return place


def _key(visit: Visit, settings: Settings) -> tuple[str, ...]:
    return (*visit.scope, str(settings.filters))


def _counted(visit: Visit, settings: Settings) -> queries.comparison.Family:
    ask = partial(
        queries.comparison.family_of_tests, visit.store, visit.a, visit.b, settings.filters
    )
    return visit.store.derived.answer(("family", *_key(visit, settings)), ask)


def _whole(visit: Visit, settings: Settings) -> pl.DataFrame | None:
    """Return all alleles tested; kept, as a pick draws them anew."""
    ask = partial(
        queries.comparison.tested_differences, visit.store, visit.a, visit.b, settings.filters
    )
    return visit.store.derived.answer(("tested", *_key(visit, settings)), ask)


@dataclass(frozen=True)
class _Spread:
    """The cells of the chart, and the line above which an allele is called different."""

    cells: pl.DataFrame
    line: float | None
    level: str


def _volcano(visit: Visit, settings: Settings, compared: Compared) -> None:
    """Draw the chart beside the ranking."""
    scope = "-".join((*visit.scope, settings.key, "volcano"))
    spread = waiting.answer(visit.store, "spread", _spread, visit, settings, compared)
    points, ring = queries.comparison.with_measures(compared.rows), picks.of_table(scope)
    drawn = comparison_rows.figure_of(
        visit, settings, compared,
        lambda look: volcano.volcano(
            spread.cells, points, visit.names, visit.marks_in(look), look, spread.line,
            spread.level, ring,
        ),
        _volcano_shading(compared), "volcano", partial(shades.legend_of, spread.cells),
        "allele_differences" if compared.whole is not None else "volcano_density",
    )  # fmt: skip
    comparison_rows.draw(drawn, visit, compared, scope, "volcano")


def _spread(visit: Visit, settings: Settings, compared: Compared) -> _Spread:
    if compared.whole is not None:
        line = queries.comparison.log_p_at_level(compared.whole)
        return _Spread(
            queries.comparison.volcano_cells(compared.whole),
            line,
            f"q = {queries.comparison.ALPHA}",
        )
    cells = queries.comparison.volcano_density(visit.store, visit.a, visit.b, settings.filters)
    n = compared.totals.n_compared
    return _Spread(
        cells, -math.log10(queries.comparison.ALPHA / n), f"p × n = {queries.comparison.ALPHA}"
    )


def _volcano_shading(compared: Compared) -> str:
    if compared.whole is not None:
        return (
            "shading counts all variants per cell; above the dashed line q is below "
            f"{queries.comparison.ALPHA}"
        )
    return (
        "shading counts all variants per cell, by the p of the score test, which is the chi-square "
        "test and only near the truth where an allele is rare; points are by the p of their own "
        f"test; above the dashed line p × n is below {queries.comparison.ALPHA}, n being the "
        f"{compared.totals.n_compared:,} variants compared (Bonferroni)"
    )
