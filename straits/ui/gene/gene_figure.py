"""The alleles of a gene over its transcript, A upwards and B downwards, with the table below."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.gene import gene_chart, gene_windows, impact, lollipops
from straits.charts.gene.gene_chart import Backdrop
from straits.charts.look import Look
from straits.genome import Region
from straits.ui.access import require
from straits.ui.explain import explain_panel, pair_offers
from straits.ui.figures import captions, figure, methods, open_in_sql, picks, signs, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.filters.asked_settings import Settings
from straits.ui.frame.page_frame import Visit
from straits.ui.gene import gene_groups, gene_linkage, gene_table
from straits.ui.gene.gene_answer import Answer
from straits.ui.sentences import of_pair
from straits.ui.words import findings, numbers
from straits.ui.words.markdown import escape, paragraph

# What the chart takes up, for what stands there while it is counted.
HEIGHT = 550

# What the address calls the stretch that the chart is zoomed to.
ZOOM = "zoom"


@require.block
def chart_and_table(
    visit: Visit,
    settings: Settings,
    answer: Answer,
    summary: list[str],
    transcript: str,
    backdrop: Backdrop,
) -> None:
    """Draw the chart and the table; a pick or a zoom reruns this block alone.

    summary
        The lines below the chart.
    transcript
        What the transcript of the backdrop is called.
    """
    kind = "shrunk" if backdrop.ruler.is_shrunk else "to scale"
    scope = "-".join((*visit.scope, settings.key, answer.gene.gene_id, transcript, kind))
    shown = gene_table.with_words(answer.rows, answer.per_group, visit)
    opened = picks.zoom_at_opening(scope, ZOOM)
    in_chart = f"lollipops-{opened}-{scope}"
    columns = gene_table.asked_columns()
    groups = gene_groups.chosen(visit, columns)
    beside = gene_groups.frequencies(visit, answer.gene, settings.filters, groups, answer.per_group)
    drawn = _figure(visit, settings, answer, beside, transcript, backdrop, shown, scope, opened)
    counted = open_in_sql.of_gene(visit, answer.per_group["allele_index"], groups)
    drawn = replace(drawn, counted=counted)
    view = zoomed(answer.gene)
    with figure.whole("lollipops"):
        figure.title(drawn, visit, "lollipops")
        # Under one another on a narrow page, where the table would be cut off.
        with st.container(key="gene-pair"):
            left, right = st.columns([0.56, 0.44], gap="medium")
        with left:
            select = picks.from_zooming_chart(scope, in_chart, ZOOM, _spelt(backdrop))
            figure.chart(
                drawn, visit, key=in_chart, on_select=select, selection_mode=("pick", "view")
            )
        with right:
            _table(visit, columns, groups, beside, shown, scope, view)
            _explained(visit, settings, shown, scope)
        paragraph("caption-summary", "  \n".join(escape(line) for line in summary))
        figure.foot(drawn, visit, "lollipops")
    gene = answer.gene
    region = Region(gene.contig, *(view or (gene.start_pos, gene.end_pos)))
    gene_linkage.draw(visit, gene.gene_symbol, region, settings.filters.sample_set)


def _table(
    visit: Visit,
    columns: tuple[str, ...],
    groups: Sequence[queries.groups.Population],
    beside: pl.DataFrame,
    shown: pl.DataFrame,
    scope: str,
    view: tuple[int, int] | None,
) -> None:
    """Draw the alleles that are in view, with the links of the one that is picked above them."""
    seen = shown.filter(pl.col("pos").is_between(*view)) if view else shown
    where = f"in view ({view[0]:,}–{view[1]:,})" if view else "compared"
    lead = f"{numbers.plural(seen.height, 'variant')} {where}"
    with st.container(key="lead", horizontal=True, vertical_alignment="center"):
        picks.draw_links(shown, picks.picked(scope), with_gene=False, lead=lead)
        gene_table.pick_columns(visit)
        gene_table.carriers(seen, visit)
    seen = gene_groups.joined(seen, groups, beside)
    gene_table.draw(seen, columns, groups, visit, f"alleles-{view}-{scope}", scope)


def _explained(visit: Visit, settings: Settings, shown: pl.DataFrame, scope: str) -> None:
    """Draw what explains the figures of the allele that is picked; nothing where none is."""
    picked = picks.picked(scope)
    chosen = shown.filter(pl.col("variant_id") == picked) if picked else shown.clear()
    if chosen.is_empty():
        return
    asked = (visit.store, visit.a, visit.b, settings.filters)
    row = chosen.row(0, named=True)
    explain_panel.draw(
        "ranked",
        lambda: pair_offers.of_ranked(row, queries.comparison.family_of_tests(*asked), visit.names),
    )


def _spelt(backdrop: Backdrop) -> Callable[[tuple[float, float]], str]:
    """Return what writes the ends of a view as the address has them."""

    def spelt(ends: tuple[float, float]) -> str:
        low, high = (round(backdrop.ruler.position(end)) for end in ends)
        return f"{low}-{high}"

    return spelt


def zoomed(gene: queries.gene.Gene) -> tuple[int, int] | None:
    """Return the stretch of the gene that the address asks for; None for all of it."""
    low, _, high = picks.zoom_now(ZOOM).partition("-")
    if not (low.isdecimal() and high.isdecimal() and len(low) < 12 and len(high) < 12):
        return None
    start, end = max(int(low), gene.start_pos), min(int(high), gene.end_pos)
    return (start, end) if start < end else None


def _figure(
    visit: Visit,
    settings: Settings,
    answer: Answer,
    beside: pl.DataFrame,
    transcript: str,
    backdrop: Backdrop,
    shown: pl.DataFrame,
    scope: str,
    opened: str,
) -> Figure:
    alleles = lollipops.heads(_with_words(answer.per_group))
    signed = [numbers.signed(difference) for difference in shown["difference"]]
    differences = shown.select(
        "variant_id", "pos", "place", "name", "difference",
        pl.Series("difference_said", signed, pl.String),
    )  # fmt: skip
    windows = gene_windows.windows(
        answer.fst.windows, answer.branch.windows if answer.branch else None
    )
    view = zoomed(answer.gene) if opened else None
    low, high = backdrop.ruler.place(view) if view else (0.0, 0.0)
    places = (float(low), float(high)) if view else None

    def build(look: Look) -> Any:
        sides = _sides(visit, look)
        ring = picks.of_table(scope)
        return gene_chart.gene_chart(
            alleles, differences, windows, backdrop, sides, look, ring, places
        )

    return Figure(
        title=of_pair.in_gene(answer.gene.gene_symbol, shown, visit.names),
        caption=_caption(visit, settings, answer, transcript, shown, alleles),
        build=build,
        # A sort that keeps the order of those that are equal: A, B, then the others.
        rows=pl.concat([answer.per_group, beside]).sort("allele_index", maintain_order=True),
        file_parts=(answer.gene.gene_symbol, visit.a.label, visit.b.label),
        query="group_counts",
        method=_method(visit, settings, answer, transcript),
        keys=partial(gene_chart.legend_of, alleles),
    )


def _method(visit: Visit, settings: Settings, answer: Answer, transcript: str) -> Method:
    chosen = settings.filters
    return Method(
        chosen.sample_set,
        methods.of_pair(visit),
        alleles=f"of {answer.gene.gene_symbol}, {captions.filters(chosen)} "
        f"{captions.left_out(answer.totals)}",
        steps=(f"Transcript {transcript}. {_windows_said(answer)}",
               *methods.of_family(answer.totals)),
        statistics=(*methods.OF_RANKING, "q", "fst", *(["pbs"] if answer.branch else [])),
    )  # fmt: skip


def _caption(
    visit: Visit,
    settings: Settings,
    answer: Answer,
    transcript: str,
    shown: pl.DataFrame,
    alleles: pl.DataFrame,
) -> str:
    n_alleles = alleles["variant_id"].n_unique()
    n_heads = min(n_alleles, lollipops.MOST_HEADS)
    rest = ", those with the highest frequencies; the rest are ticks" if n_heads < n_alleles else ""
    chosen = settings.filters
    parts = (
        f"Showing {n_heads:,} of {numbers.plural(n_alleles, 'allele')} carried in A or B, those "
        f"that are not compared too{rest}. Height is AF on "
        f"a square-root scale, thin lines are Wilson's 95 % intervals{captions.EXACT}, where they "
        "reach beyond the head, a hollow dot on the axis means that nobody carries the allele. "
        f"Transcript {transcript}: thick is coding. "
        f"{_windows_said(answer)}",
        captions.people(visit.a, chosen.sample_set, "A"),
        captions.people(visit.b, chosen.sample_set, "B"),
        captions.called(shown),
        captions.filters(chosen),
        f"Compared are {answer.totals.n_compared:,} of the gene's "
        f"{numbers.plural(answer.totals.n_alleles, 'variant')}.",
        captions.left_out(answer.totals),
        signs.counted(shown, (visit.a, visit.b)),
        captions.study(visit, chosen.sample_set),
    )
    return " ".join(part for part in parts if part)


def _windows_said(answer: Answer) -> str:
    size = int(answer.fst.windows["end_pos"][0] - answer.fst.windows["start_pos"][0] + 1)
    return (
        f"Fst{' and PBS of A (line)' if answer.branch else ''} by windows of "
        f"{numbers.count(size)} bases, as ratios of averages."
    )


def _sides(visit: Visit, look: Look) -> tuple[lollipops.Side, lollipops.Side]:
    a, b = (
        lollipops.Side(side.population_id, name, *mark)
        for side, name, mark in zip(
            (visit.a, visit.b), visit.names, visit.marks_in(look), strict=True
        )
    )
    return a, b


def _with_words(per_group: pl.DataFrame) -> pl.DataFrame:
    rows = list(per_group.iter_rows(named=True))
    return impact.with_words(per_group).select(
        "variant_id", "population_id", "pos", "af", "af_low", "af_high", "absence", "impact",
        "impact_said",
        pl.Series("name", [findings.name(row) for row in rows], pl.String),
        pl.Series("place", [f"{row['pos']:,}" for row in rows], pl.String),
        pl.Series("counts", [_estimate(row) for row in rows], pl.String),
    )  # fmt: skip


def _estimate(row: dict[str, Any]) -> str:
    span = tables.interval(row["af_low"], row["af_high"])
    return f"AF {numbers.frequency(row['af'])} ({span}), {findings.counts(row['ac'], row['an'])}"
