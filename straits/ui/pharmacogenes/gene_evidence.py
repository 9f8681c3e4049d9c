"""Behind the phenotypes of a pharmacogene: its alleles, its positions, and its drugs."""

from typing import Any

import polars as pl
import streamlit as st

from straits import queries
from straits.charts.pharmacogenes import position_strip
from straits.ui.address import url_state
from straits.ui.figures import figure, open_in_sql, tables
from straits.ui.figures.figure import Figure
from straits.ui.figures.methods import Method
from straits.ui.figures.tables import count, text
from straits.ui.frame.page_frame import Visit
from straits.ui.pharmacogenes import gene_alleles
from straits.ui.pharmacogenes.pharmacogene_choice import NOT_CALLED, Asked
from straits.ui.words import numbers
from straits.ui.words.markdown import escape, paragraph

# As many changes of one call set as a sentence names.
_MOST_NAMED = 6
_GUIDELINES = "https://cpicpgx.org/guidelines/"
# Genes that guidelines name and that no diplotypes are called of.
_NOT_CALLED = ("CYP2D6", "HLA-A", "HLA-B")
_STATES = {
    "observed": "a record of the change",
    "at_position": "a record of another change there",
    "callable": "no record, and a region of the call set covers it",
    "filter_failed": "not known: its record failed a filter",
    "not_callable": "not known: no region of the call set covers it",
    "not_in_call_set": "not known: no record, and nobody says what was covered",
}


def draw(visit: Visit, asked: Asked) -> None:
    """Draw positions, alleles and drugs of a gene."""
    _positions(visit, asked)
    gene_alleles.draw(visit, asked)
    _drugs(visit, asked)
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
        "known, alleles that differ by it are not told apart, and the reference is not certain.",
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
        tables.draw(rows, columns, "Positions", height=height)


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


def _drugs(visit: Visit, asked: Asked) -> None:
    told = queries.pharmacogenes.recommendations(visit.store, gene_symbol=asked.gene)
    if told.is_empty():
        return
    drugs = told["drug"].unique(maintain_order=True).to_list()
    rows = queries.pharmacogenes.drugs(visit.store, asked.grouping, visit.sample_set, ("group",))
    rows = rows.filter(pl.col("drug").is_in([*drugs, "*"])).with_columns(
        pl.col("drug").replace("*", "Any drug of level A"),
        pl.when(pl.col("n_certain").is_null())
        .then(pl.lit("withheld"))
        .when(pl.col("low") == pl.col("high"))
        .then(pl.format("{} %", (pl.col("low") * 100).round(1)))
        .otherwise(
            pl.format("{} to {} %", (pl.col("low") * 100).round(1), (pl.col("high") * 100).round(1))
        )
        .alias("share"),
    )
    also = {drug: _also(guideline) for drug, guideline in _guidelines(told).items()}
    not_called = pl.col("drug").replace_strict(also, default="", return_dtype=pl.String)
    rows = rows.with_columns(genes=pl.concat_str("genes", not_called))
    wide = rows.pivot("group_label", index=["drug", "level", "genes", "basis"], values="share")
    groups = [name for name in wide.columns if name not in ("drug", "level", "genes", "basis")]
    if wide.height:
        paragraph(
            "pgx-drugs",
            escape(
                "People whose recommendation differs from the standard one by at least one gene "
                "of the drug, certain to possible, of those of whom a gene of it is covered"
            ),
        )
        columns = {
            "drug": text("Drug"), "level": text("CPIC"), "genes": text("Genes"),
            "basis": text("Told by", help="Words: CPIC's recommendation reads otherwise, be it by "
                          "a caution. Priority: the phenotype has priority in health records."),
            **{name: text(name, alignment="right") for name in groups},
        }  # fmt: skip
        tables.draw(wide, columns, "Drugs by group", height=tables.height(wide.height, 420))
    _recommended(told, drugs)


def _guidelines(told: pl.DataFrame) -> dict[str, str]:
    return dict(told.select("drug", pl.col("guideline").fill_null("")).iter_rows())


def _also(guideline: str) -> str:
    """Return the genes that a guideline names and that are not called, as they stand after others.

    >>> _also("https://x/guideline-for-tricyclic-antidepressants-and-cyp2d6-and-cyp2c19/")
    ' + CYP2D6 (not called)'
    """
    named = [gene for gene in _NOT_CALLED if f"-{gene.lower()}" in guideline]
    return "".join(f" + {gene} (not called)" for gene in named)


def _recommended(told: pl.DataFrame, drugs: list[str]) -> None:
    """Draw what CPIC recommends of one drug: each text once, with the phenotypes that it is for."""
    drug = url_state.choice("What CPIC recommends for", drugs, "drug", drugs[0])
    rows = told.filter(drug=drug)
    facts = rows.row(0, named=True)
    texts = rows.filter(pl.col("phenotype").is_not_null()).group_by(
        "recommendation", "differs", maintain_order=True
    )
    for number, (words, differs, phenotypes) in enumerate(texts.agg("phenotype").iter_rows()):
        named = escape(", ".join(phenotypes))
        said = escape(words or "the source has no words.")
        other = " (differs)" if differs else ""
        paragraph(f"pgx-recommendation-{number}", f"**{named}**{other}: {said}")
    if rows["phenotype"].is_null().all():
        paragraph("pgx-by-algorithm", "Its dose follows from an algorithm, or is not told apart.")
    guideline = facts["guideline"] or ""
    if also := _also(guideline):
        said = f"CPIC's guideline for {drug} goes by {also.removeprefix(' + ')} too, which may"
        paragraph("pgx-also", escape(f"{said} call for another drug or dose in more people."))
    linked = f" [Guideline]({guideline})." if guideline.startswith(_GUIDELINES) else ""
    pmids = f" PubMed {facts['pmids']}." if facts["pmids"] else ""
    level = escape(f"CPIC level {facts['level']}, {facts['status']}.{pmids}")
    paragraph("pgx-guideline", f"{level}{linked}")


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
