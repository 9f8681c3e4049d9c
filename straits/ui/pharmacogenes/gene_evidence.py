"""Behind the phenotypes of a pharmacogene: its alleles, its positions, and its drugs."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.pharmacogenes import position_strip
from straits.ui.figures import captions, figure, open_in_sql, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.figures.tables import count, text
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import gene_alleles, gene_drugs
from straits.ui.pharmacogenes.pharmacogene_choice import NOT_CALLED, Asked
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# As many changes of one call set as a sentence names.
_MOST_NAMED = 6
_STATES = {
    "observed": "a record of the change",
    "at_position": "a record of another change there",
    "callable": "no record, and a region of the call set covers it",
    "filter_failed": "not known: its record failed a filter",
    "not_callable": "not known: no region of the call set covers it",
    "not_in_call_set": "not known: no record, and nobody says what was covered",
}


def draw(visit: Visit, asked: Asked, call_sets: Sequence[str]) -> None:
    """Draw positions, alleles and drugs of a gene.

    call_sets
        Those that count in the tables of alleles and drugs.
    """
    _positions(visit, asked)
    gene_alleles.draw(visit, asked, call_sets)
    gene_drugs.draw(visit, asked, call_sets)
    _scope(visit, asked)


def _positions(visit: Visit, asked: Asked) -> None:
    rows = queries.pharmacogenes.positions(visit.store, gene_symbol=asked.gene)
    if rows.is_empty():
        return
    change = pl.struct("pos", "ref", "alt").rank("ordinal").over("call_set_id") - 1
    rows = rows.with_columns(
        change.alias("order"),
        (pl.col("call_set_id").rle_id()).alias("strip"),
        pl.col("state").replace(_STATES).alias("state_in_words"),
        pl.format("{} · {}", "site_name", "call_set_name").alias("row_label"),
    )
    counted = rows.group_by("row_label", maintain_order=True).agg(
        pl.col("is_known").sum().alias("n"), pl.len().alias("m")
    )
    said = "; ".join(f"{label}: {n} of {m}" for label, n, m in counted.iter_rows())
    drawn = Figure(
        title=f"Positions of {asked.gene} that are covered: {said}",
        caption="A box is a change that defines alleles, or that one may have. Where one is not "
        "known, alleles that differ by it are not told apart, and the reference is not certain. "
        f"{captions.of_release(visit)}",
        build=lambda look: position_strip.position_strip(rows, look),
        rows=rows.drop("order", "strip"),
        file_parts=("pharmacogene", asked.gene, "positions"),
        query="pgx_positions_of_gene",
        method=Method(visit.sample_set, steps=("Positions that define named alleles.",)),
        counted=open_in_sql.of_chart(visit, "pharmacogene_positions", gene_symbol=asked.gene),
    )
    figure.draw(drawn, visit, "positions")
    _not_covered(rows)
    columns: dict[str, Any] = {
        "row_label": text("Call set"),
        "pos": st.column_config.NumberColumn("Position", format="%d"),
        "ref": text("From"), "alt": text("To"), "rsid": text("rsID"),
        "alleles": text("Alleles that need it"),
        "state_in_words": text("Known from"),
        "n_unknown": count("People not known"),
    }  # fmt: skip
    with st.expander("Position by position"):
        height = tables.height(rows.height, 420)
        # What is not known first: it is what leaves alleles open.
        tables.draw(rows.sort("is_known", maintain_order=True), columns, "Positions", height=height)


def _not_covered(rows: pl.DataFrame) -> None:
    """Say which changes a call set does not tell of, by the alleles that need them."""
    missing = rows.filter(~pl.col("is_known"))
    for label in missing["row_label"].unique(maintain_order=True):
        of_it = missing.filter(row_label=label)
        named = [
            f"{pos} {ref}>{alt} ({alleles or 'of none alone'})"
            for pos, ref, alt, alleles in of_it.select("pos", "ref", "alt", "alleles").iter_rows()
        ]
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        said = f"{label} does not tell of {', '.join(named[:_MOST_NAMED])}{more}."
        paragraph(f"pgx-not-covered-{label}", escape(said))


def _scope(visit: Visit, asked: Asked) -> None:
    genes = queries.pharmacogenes.genes(visit.store)
    (row,) = genes.filter(gene_symbol=asked.gene).iter_rows(named=True)
    left_out = f" Not looked for: {row['left_out']}." if row["left_out"] else ""
    paragraph(
        "pgx-scope",
        escape(
            f"{numbers.count(row['n_alleles'])} alleles of {asked.gene} by "
            f"{numbers.plural(row['n_positions'], 'change')} ({row['source']}).{left_out} "
            f"{NOT_CALLED}"
        ),
    )
