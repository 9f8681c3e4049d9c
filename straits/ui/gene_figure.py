"""The alleles of a gene over its transcript, A upwards and B downwards, with the table below."""

from typing import Any

import polars as pl
import streamlit as st

from straits.charts import gene_model, lollipops
from straits.charts.look import Look
from straits.queries import DifferenceTotals, Gene
from straits.ui import captions, figure, findings, gene_table, numbers, opens, picks, tables
from straits.ui.figure import Figure
from straits.ui.filters import Settings
from straits.ui.frame import Visit

# What the chart takes up, for what stands there while it is counted.
HEIGHT = 430


@st.fragment
def lollipops_and_table(
    visit: Visit,
    settings: Settings,
    gene: Gene,
    parts: tuple[str, pl.DataFrame],
    totals: DifferenceTotals,
    rows: pl.DataFrame,
    per_group: pl.DataFrame,
) -> None:
    """Draw the chart and the table; a pick or a zoom reruns this block alone.

    parts
        The name of the transcript, and its exons in parts as of `transcript_parts`.
    """
    scope = "-".join((*visit.scope, settings.key, gene.gene_id, parts[0]))
    shown = tables.with_words(rows)
    in_chart = f"lollipops-{scope}"
    drawn = _figure(visit, settings, gene, parts, totals, shown, per_group, picks.of_table(scope))
    figure.title(drawn, "lollipops")
    select = picks.from_chart(scope, in_chart)
    figure.chart(drawn, visit, "lollipops", in_chart, select, ("pick", "view"))
    figure.foot(drawn, visit, "lollipops")
    view = picks.view(in_chart)
    seen = shown.filter(pl.col("pos").is_between(*view)) if view else shown
    where = "in view" if view else "compared"
    lead = f"{numbers.plural(seen.height, 'variant')} {where}"
    opens.row(shown, picks.picked(scope), with_gene=False, lead=lead)
    gene_table.draw(seen, per_group, visit, f"alleles-{view}-{scope}", scope)


def transcript_parts(
    transcript: dict[str, Any] | None, exons: pl.DataFrame | None
) -> tuple[str, pl.DataFrame]:
    """Return the transcript's name, and one row per coding or non-coding part of an exon."""
    if transcript is None or exons is None:
        none = {"exon_number": pl.Int32, "start_pos": pl.Int64, "end_pos": pl.Int64}
        return "no transcript known", gene_model.exon_parts(pl.DataFrame(schema=none), None, None)
    coding = transcript["cds_start_pos"], transcript["cds_end_pos"]
    names = [transcript["transcript_id"], transcript["refseq_id"]]
    kind = "MANE Select" if transcript["is_mane_select"] else ""
    kind = kind or ("canonical" if transcript["is_canonical"] else "")
    return " ".join(str(name) for name in (kind, *names) if name), gene_model.exon_parts(
        exons, *coding
    )


def _figure(
    visit: Visit,
    settings: Settings,
    gene: Gene,
    parts: tuple[str, pl.DataFrame],
    totals: DifferenceTotals,
    shown: pl.DataFrame,
    per_group: pl.DataFrame,
    ring: str | None,
) -> Figure:
    alleles = lollipops.heads(_with_words(per_group))
    n_alleles = alleles["variant_id"].n_unique()
    n_heads = min(n_alleles, lollipops.MOST_HEADS)
    rest = ", those with the highest frequencies; the rest are ticks" if n_heads < n_alleles else ""
    chosen = settings.filters
    caption = " ".join(
        (
            f"Showing {n_heads:,} of {numbers.plural(n_alleles, 'allele')}{rest}. Height is AF on "
            "a square-root scale, thin lines are Wilson's 95 % intervals, a hollow dot means that "
            f"nobody carries the allele. Transcript {parts[0]}: thick is coding.",
            captions.people(visit.a, chosen.sample_set, "A"),
            captions.people(visit.b, chosen.sample_set, "B"),
            captions.called(shown),
            captions.filters(chosen),
            captions.left_out(totals),
            captions.study(visit, chosen.sample_set),
        )
    )
    extent = (gene.start_pos, gene.end_pos)

    def build(look: Look) -> Any:
        sides = _sides(visit, look)
        return lollipops.lollipops(alleles, parts[1], extent, gene.strand, sides, look, ring)

    return Figure(
        title=_finding(gene, shown, visit.names),
        caption=caption,
        build=build,
        rows=per_group,
        file_parts=(gene.gene_symbol, visit.a.label, visit.b.label),
        query="group_counts",
    )


def _finding(gene: Gene, shown: pl.DataFrame, names: tuple[str, str]) -> str:
    if shown.is_empty():
        return f"No allele of {gene.gene_symbol} can be compared between {names[0]} and {names[1]}."
    first = {**shown.row(0, named=True), "gene_symbol": None}
    return f"{gene.gene_symbol}: {findings.comparison(first, names)}."


def _sides(visit: Visit, look: Look) -> tuple[lollipops.Side, lollipops.Side]:
    a, b = (
        lollipops.Side(one.population_id, name, *mark)
        for one, name, mark in zip(
            (visit.a, visit.b), visit.names, visit.marks_in(look), strict=True
        )
    )
    return a, b


def _with_words(per_group: pl.DataFrame) -> pl.DataFrame:
    said = [
        {"name": findings.name(row), "counts": _estimate(row)}
        for row in per_group.iter_rows(named=True)
    ]
    return per_group.hstack(pl.DataFrame(said, schema={"name": pl.String, "counts": pl.String}))


def _estimate(row: dict[str, Any]) -> str:
    span = tables.interval(row["af_low"], row["af_high"])
    return f"AF {numbers.frequency(row['af'])} ({span}), {findings.counts(row['ac'], row['an'])}"
