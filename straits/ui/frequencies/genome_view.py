"""A comparison along the genome: every allele, or the highest of each stretch, over the ranking."""

from dataclasses import dataclass, replace

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.comparison import genome_track
from straits.ui.figures import figure, picks
from straits.ui.filters.filter_row import Settings
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import comparison_rows
from straits.ui.frequencies.comparison_rows import Compared
from straits.ui.sentences import of_comparison
from straits.ui.words import numbers
from straits.ui.words.markdown import paragraph

MEASURES = {"log_p": "−log10 p", "fst": "Fst"}
# Of a table below a chart that has the page's whole width.
_SHORT = 330
_MOST_LISTED = 500
# Marks of the upper envelope: a few for each pixel of a wide screen's half.
_STRETCHES = 1_500


@dataclass(frozen=True)
class _Along:
    """What is drawn in grey: place, log_p and fst, and n_variants where a row stands for more."""

    alleles: pl.DataFrame
    contigs: pl.DataFrame
    n_in_stretch: int  # 1 where every allele is drawn


def draw(visit: Visit, settings: Settings, compared: Compared, measure: str) -> None:
    """Draw the chart over the table; what is marked in the chart is what the table lists."""
    scope = "-".join((*visit.scope, settings.key, "genome", measure))
    in_chart = f"chart-{scope}"
    along = waiting.answer(visit.store, "along", _along, visit, settings, compared, measure)
    ends = picks.brush(in_chart)
    measured = queries.comparison.with_measures(compared.rows).drop(
        "fst_numerator", "fst_denominator"
    )
    rows = queries.comparison.along_genome(measured, along.contigs)
    ring = picks.of_table(scope)
    drawn = comparison_rows.figure_of(
        visit, settings, replace(compared, rows=rows),
        lambda look: genome_track.genome_track(
            along.alleles, rows, along.contigs, measure, visit.marks_in(look), look, ring
        ),
        _shading(compared, along, measure), "genome", genome_track.legend_of,
        "allele_differences" if along.n_in_stretch == 1 else "track_peaks",
    )  # fmt: skip
    on_pick = picks.from_chart(scope, in_chart)
    with figure.whole("map"):
        figure.title(drawn, visit, "map")
        figure.chart(
            drawn, visit, key=in_chart, on_select=on_pick, selection_mode=("pick", "brush")
        )
        with st.container(key="beside-map"):
            listed, n_within = rows, compared.totals.n_compared
            if ends is not None:
                listed, n_within = waiting.answer(
                    visit.store, "marked", _marked_alleles, visit, settings, compared, along, ends
                )
            n_all = compared.totals.n_compared
            paragraph("caption-marked", of_comparison.marked(listed.height, n_within, n_all))
            if listed.is_empty():
                st.info("No variant lies in what is marked. Click beside it to mark nothing.")
            else:
                at = f"ranking-{scope}-{ends}"
                comparison_rows.table(listed, visit, scope, at, _SHORT, is_wide=True)
        figure.foot(drawn, visit, "map", {"view": "genome"})


def _along(visit: Visit, settings: Settings, compared: Compared, measure: str) -> _Along:
    build = visit.store.study.build
    whole, n_in_stretch = compared.whole, 1
    if whole is None:
        whole = _peaks(visit, settings.filters, "p" if measure == "log_p" else "fst")
        n_in_stretch = int(whole["n_variants"].max() or 1)  # type: ignore[arg-type]
    contigs = queries.comparison.contig_starts(whole, build)
    columns = ("place", "log_p", "fst", *(("n_variants",) if compared.whole is None else ()))
    return _Along(
        queries.comparison.along_genome(whole, contigs).select(columns), contigs, n_in_stretch
    )


def _peaks(visit: Visit, chosen: queries.allele.Filters, measure: str) -> pl.DataFrame:
    """Return the highest allele of every stretch; kept, as a pick draws them anew."""

    def ask() -> pl.DataFrame:
        peaks = queries.comparison.genome_track(
            visit.store, visit.a, visit.b, chosen, measure, _STRETCHES
        )
        return queries.comparison.with_measures(peaks.drop("fst"))

    return visit.store.derived.answer(("peaks", *visit.scope, str(chosen), measure), ask)


def _marked_alleles(
    visit: Visit,
    settings: Settings,
    compared: Compared,
    along: _Along,
    ends: tuple[float, float],
) -> tuple[pl.DataFrame, int]:
    """Return the first alleles between two places, and how many lie there; tests as of them all."""
    store = visit.store
    if compared.whole is not None:
        every = queries.comparison.along_genome(compared.whole, along.contigs)
        within = every.filter(pl.col("place").is_between(*ends))
        best = queries.comparison.largest(store, within, settings.order, _MOST_LISTED)
        n_within = within.height
    else:
        span = queries.comparison.span_between(store, along.contigs, ends)
        chosen = replace(settings.filters, span=span)
        n_within = queries.comparison.difference_totals(store, visit.a, visit.b, chosen).n_compared
        best = queries.comparison.allele_differences(
            store, visit.a, visit.b, chosen, settings.order, _MOST_LISTED, family=None
        )
    if compared.family is not None:
        best = queries.comparison.with_family(best, compared.family)
    return comparison_rows.ranked(visit, settings, compared.totals, compared.family, best), n_within


def _shading(compared: Compared, along: _Along, measure: str) -> str:
    if compared.whole is None:
        by = "score statistic" if measure == "log_p" else "Fst"
        return (
            f"grey marks are an upper envelope: each is the variant with the largest {by} of up to "
            f"{along.n_in_stretch:,} neighbours, and what is lower is not drawn; −log10 p is drawn "
            "up to 300"
        )
    words = "grey marks are all variants, one per cell of the chart; −log10 p is drawn up to 300"
    if measure == "fst":
        fst = queries.comparison.overall_fst(compared.whole)
        words += f". Over all variants Fst is {numbers.frequency(fst)}"
    return words
