"""The ranking of a comparison, its table beside a chart or below it, and the words of its chart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.comparison import frequency_map
from straits.charts.look import Look
from straits.ui.figures import captions, figure, opens, picks, signs
from straits.ui.figures.figure import Figure
from straits.ui.filters.filter_row import ORDERS, Settings
from straits.ui.frame.page_frame import Visit
from straits.ui.frequencies import ranking_table
from straits.ui.words import findings, numbers
from straits.ui.words.markdown import escape, paragraph

_WORDS = ("name", "gene", "counts_a", "counts_b", "interval_a", "interval_b", "interval")


@dataclass(frozen=True)
class Compared:
    """What the views of two groups are drawn from.

    family
        None where there are too many alleles to count it before anything is drawn.
    rows
        The first alleles of the ranking, as of `ranked`.
    whole
        Every allele with its test, as of tested.tested_differences; None where the view does not
        need them, or where they are too many.
    """

    totals: queries.comparison.DifferenceTotals
    family: queries.comparison.Family | None
    rows: pl.DataFrame
    whole: pl.DataFrame | None


def ranked(
    visit: Visit,
    settings: Settings,
    totals: queries.comparison.DifferenceTotals,
    family: queries.comparison.Family | None,
    rows: pl.DataFrame,
) -> pl.DataFrame:
    """Return alleles of a comparison with words, interval and sign, and what their p is worth.

    That is q and p_bonferroni within the family; without one p_bonferroni alone, over all the
    alleles compared.
    """
    if family is not None:
        rows = queries.comparison.with_family(rows, family)
    else:
        rows = queries.comparison.with_bonferroni(rows, totals.n_compared)
    pair, who = (visit.a, visit.b), settings.filters.sample_set
    signed = signs.with_signs(visit.store, pair, queries.comparison.with_intervals(rows), who)
    return ranking_table.with_words(signed)


def beside(drawn: Figure, visit: Visit, compared: Compared, scope: str) -> None:
    """Draw the chart with the ranking on its right."""
    in_chart, in_table = f"chart-{scope}", f"ranking-{scope}"
    left, right = st.columns([0.4, 0.6], gap="medium")
    with left:
        on_pick = picks.from_chart(scope, in_chart)
        figure.chart(drawn, visit, key=in_chart, on_select=on_pick, selection_mode=("pick",))
    with right:
        table(compared.rows, visit, scope, in_table, frequency_map.HEIGHT - 48, is_wide=False)


def table(
    rows: pl.DataFrame, visit: Visit, scope: str, key: str, height: int, is_wide: bool
) -> None:
    """Draw the alleles with a link to the one picked; below a narrow table its counts."""
    picked = picks.picked(scope)
    opens.row(rows, picked, with_gene=True)
    on_select = picks.from_table(scope, key, rows)
    ranking_table.draw(rows, visit, key, on_select, height, is_wide)
    chosen = rows.filter(pl.col("variant_id") == picked) if picked else rows.clear()
    if chosen.height and not is_wide:
        paragraph(
            "caption-picked", escape(ranking_table.counts(chosen.row(0, named=True), visit.names))
        )


def figure_of(
    visit: Visit,
    settings: Settings,
    compared: Compared,
    build: Callable[[Look], Any],
    shading: str,
    view: str,
    query: str = "allele_differences",
) -> Figure:
    """Return a chart of the ranking's alleles with the words that belong to it.

    shading
        What of the chart is not the ranking.
    """
    rows, totals = compared.rows, compared.totals
    chosen = settings.filters
    n_signs = rows.filter(pl.col("sign") != "").height
    drawn = f"all {numbers.count(totals.n_compared)}"
    if rows.height < totals.n_compared:
        drawn = f"the first {rows.height:,} of {totals.n_compared:,}"
    caption = " ".join(
        (
            f"Ranked by {ORDERS[settings.order]}; points and rows are {drawn}, {shading}.",
            captions.people(visit.a, chosen.sample_set, "A"),
            captions.people(visit.b, chosen.sample_set, "B"),
            captions.called(rows),
            captions.filters(chosen),
            captions.left_out(totals),
            "Intervals are Newcombe's 95 % of the difference; p is Fisher's exact where a cell is "
            f"below 100, else chi-square, two-sided; {_worth(compared)}.",
            f"{numbers.count(n_signs)} of the rows carry a sign of a batch effect, such as call "
            "sets that differ within one group.",
            captions.study(visit, chosen.sample_set),
        )
    )
    return Figure(
        title=findings.comparison(rows.row(0, named=True), visit.names) + ".",
        caption=caption,
        build=build,
        rows=rows.drop(_WORDS),
        file_parts=("frequencies", view, visit.a.label, visit.b.label),
        query=query,
    )


def _worth(compared: Compared) -> str:
    if compared.family is not None:
        return "q is Benjamini-Hochberg over the variants compared"
    return (
        f"p × n is Bonferroni's, over all {compared.totals.n_compared:,} variants compared, as a q "
        "would need a test of each"
    )
