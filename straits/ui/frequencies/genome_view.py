"""A comparison along the genome: the highest allele of each stretch, over the ranking."""

from dataclasses import dataclass, replace

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.comparison import genome_track
from straits.ui.explain import explain_panel, gene_offers, pair_offers
from straits.ui.explain.offers import Offer
from straits.ui.figures import figure, picks
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame import waiting
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import comparison_rows, ranking_pages
from straits.ui.frequencies.comparison_rows import Compared
from straits.ui.sentences import of_comparison
from straits.ui.words import findings, numbers
from straits.ui.words.markdown import paragraph

MEASURES = {"log_p": "−log10 p", "fst": "Fst"}
# Of a table below a chart that has the page's whole width.
_SHORT = 330
_MOST_LISTED = 500
_MOST_EXPLAINED = 10
# Marks of the upper envelope: a few for each pixel of a wide screen's half.
_STRETCHES = 1_500


@dataclass(frozen=True)
class _Along:
    """What is drawn in grey: place, log_p, fst, and n_variants that a row stands for."""

    alleles: pl.DataFrame
    contigs: pl.DataFrame
    n_in_stretch: int  # at most; 1 where every allele is drawn


def draw(visit: Visit, settings: Settings, compared: Compared, measure: str) -> None:
    """Draw the chart over the table; what is marked in the chart is what the table lists."""
    scope = "-".join((*visit.scope, settings.key, "genome", measure))
    in_chart = f"chart-{scope}"
    along = waiting.answer(visit.store, "along", _along, visit, settings, compared.rows, measure)
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
        _shading(visit, settings, along, measure), "genome", genome_track.legend_of, "track_peaks",
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
                comparison_rows.explained(listed, compared.family, visit, scope)
            if ends is None:
                ranking_pages.draw(settings, n_all)
        figure.foot(drawn, visit, "map", {"view": "genome"})
        explain_panel.draw("genome", lambda: _offered(visit, settings, measure))


def _offered(visit: Visit, settings: Settings, measure: str) -> list[Offer]:
    """Return Fst over all variants where that is drawn, and the figures of the highest marks."""
    found = []
    if measure == "fst":
        sums = queries.comparison.fst_sums(visit.store, visit.a, visit.b, settings.filters)
        found += [gene_offers.of_sums(*sums, visit.names, "all variants")] if sums else []
    peaks = _peaks(visit, settings.filters, "p" if measure == "log_p" else "fst")
    highest = peaks.sort(measure, descending=True, nulls_last=True).head(_MOST_EXPLAINED)
    for row in highest.iter_rows(named=True):
        found += pair_offers.of_ranked(row, None, visit.names, findings.name(row))
    return found


def _along(visit: Visit, settings: Settings, rows: pl.DataFrame, measure: str) -> _Along:
    build = visit.store.study.build
    peaks = _peaks(visit, settings.filters, "p" if measure == "log_p" else "fst")
    # Where a stretch spans contigs its peak is of one of them.
    known = pl.concat([peaks.select("contig"), rows.select("contig")])
    contigs = queries.comparison.contig_starts(known, build)
    placed = queries.comparison.along_genome(peaks, contigs)
    return _Along(
        placed.select("place", "log_p", "fst", "n_variants"),
        contigs,
        int(peaks["n_variants"].max() or 1),  # type: ignore[arg-type]
    )


def _peaks(visit: Visit, chosen: queries.allele.Filters, measure: str) -> pl.DataFrame:
    """Return the highest allele of every stretch; kept, as a pick draws them anew."""

    def ask() -> pl.DataFrame:
        peaks = queries.comparison.genome_track(
            visit.store, visit.a, visit.b, chosen, measure, _STRETCHES
        )
        return queries.comparison.with_measures(peaks.drop("fst"))

    key = ("peaks", *visit.scope, str(chosen), measure, _STRETCHES)
    return visit.store.derived.answer(key, ask)


def _marked_alleles(
    visit: Visit,
    settings: Settings,
    compared: Compared,
    along: _Along,
    ends: tuple[float, float],
) -> tuple[pl.DataFrame, int]:
    """Return the first alleles between two places, and how many lie there; tests as of them all."""
    store = visit.store
    span = queries.comparison.span_between(store, along.contigs, ends)
    chosen = replace(settings.filters, span=span)
    n_within = queries.comparison.difference_totals(store, visit.a, visit.b, chosen).n_compared
    best = queries.comparison.allele_differences(
        store, visit.a, visit.b, chosen, settings.order, _MOST_LISTED, family=compared.family,
        family_filters=settings.filters,
    )  # fmt: skip
    return comparison_rows.ranked(visit, settings, best), n_within


def _shading(visit: Visit, settings: Settings, along: _Along, measure: str) -> str:
    words = "grey marks are all variants"
    if along.n_in_stretch > 1:
        by = "smallest p" if measure == "log_p" else "largest Fst"
        words = (
            f"grey marks are an upper envelope: each is the variant with the {by} of up to "
            f"{along.n_in_stretch:,} neighbours, and what is lower is not drawn"
        )
    words += "; −log10 p is drawn up to 300"
    if measure == "fst":
        sums = queries.comparison.fst_sums(visit.store, visit.a, visit.b, settings.filters)
        fst = sums[0] / sums[1] if sums else None
        words += f". Over all variants Fst is {numbers.frequency(fst)}"
    return words
