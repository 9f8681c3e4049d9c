"""What an allele is predicted to do: a few words for the heading, then each transcript."""

import polars as pl
import streamlit as st

from straits.charts.gene import impact
from straits.ui.figures import tables
from straits.ui.figures.tables import text
from straits.ui.variant import variant_known
from straits.ui.words import glossary, numbers
from straits.ui.words.markdown import escape


def in_few_words(hit: pl.DataFrame, named: pl.DataFrame, clinvar: pl.DataFrame) -> str:
    """Return for the heading what is predicted, with HGVS, what is known, and ClinVar's verdict.

    hit, clinvar
        As of queries.allele.genes_hit and queries.allele.clinvar; the first row counts. A location
        is named as one.
    named
        As of queries.allele.named_alleles.
    """
    facts = []
    if hit.height:
        first = hit.row(0, named=True)
        if first["consequence"]:
            changes = [first[name] for name in ("hgvs_c", "hgvs_p") if first[name]]
            predicted = first["consequence"].replace("_", " ")
            facts.append(" ".join([f"predicted: {predicted}", *changes]))
        elif first["location_class"]:
            facts.append(f"{_location(first['location_class'])} by position, not annotated")
    if known := variant_known.in_few_words(named):
        facts.append(known)
    if clinvar.height:
        verdict = clinvar.row(0, named=True)
        stars = numbers.plural(verdict["stars"], "star") if verdict["stars"] is not None else ""
        facts.append(f"ClinVar: {verdict['significance']}, {stars}".removesuffix(", "))
    return " · ".join(facts)


def draw(consequences: pl.DataFrame, hit: pl.DataFrame) -> None:
    """Draw one row per transcript; or say that nobody predicts anything.

    consequences, hit
        As of queries.allele.consequences and queries.allele.genes_hit.
    """
    st.header("What it is predicted to do", anchor=False)
    if consequences.is_empty():
        places = [
            f"{row['gene_symbol']}: {_location(row['location_class'])}"
            for row in hit.iter_rows(named=True)
            if row["location_class"]
        ]
        where = f" By the gene models it lies in {'; '.join(places)}." if places else ""
        st.markdown(escape(f"No file of the study says what this allele does.{where}"))
    else:
        _transcripts(consequences)


def _transcripts(consequences: pl.DataFrame) -> None:
    shown = consequences.with_columns(
        pl.when("is_mane_select")
        .then(pl.lit("MANE Select"))
        .when("is_canonical")
        .then(pl.lit("canonical"))
        .otherwise(pl.lit(""))
        .alias("choice"),
        pl.col("terms").str.replace_all("_", " ").str.replace_all("&", ", "),
        pl.format("{}, {} call set(s)", "source", "n_call_sets").alias("said_by"),
        pl.when("is_disputed")
        .then(pl.lit("another call set says otherwise"))
        .otherwise(pl.lit(""))
        .alias("dispute"),
    )
    columns = {
        "gene_symbol": text("Gene", width=90),
        "transcript_id": text("Transcript", width=170),
        "choice": text("Choice", width=100),
        "terms": text("Predicted consequence", width=220, help=glossary.meaning("consequence")),
        "impact": text("Impact", width=90),
        "hgvs_c": text("HGVS c.", width=150),
        "hgvs_p": text("HGVS p.", width=150),
        "exon": text("Exon", width=60),
        "domains": text("Protein domains", width=200, help=glossary.meaning("domain")),
        "said_by": text("Said by", width=130),
        "dispute": text("Dispute", width=170),
    }
    tables.draw_filled(shown, columns, "What the allele is predicted to do to each transcript")


def _location(name: str) -> str:
    return impact.LOCATIONS.get(name, name)
