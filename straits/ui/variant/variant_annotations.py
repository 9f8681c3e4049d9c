"""What an allele does: a few words for the heading, then each transcript and ClinVar."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from straits.charts.gene import impact
from straits.ui.figures import tables
from straits.ui.figures.tables import number, text
from straits.ui.words import glossary, numbers
from straits.ui.words.markdown import escape


def in_few_words(hit: pl.DataFrame, clinvar: pl.DataFrame) -> str:
    """Return consequence, HGVS and ClinVar's verdict for the heading; a location is named as one.

    hit, clinvar
        As of queries.allele.genes_hit and queries.allele.clinvar; the first row counts.
    """
    facts = []
    if hit.height:
        first = hit.row(0, named=True)
        if first["consequence"]:
            changes = [first[name] for name in ("hgvs_c", "hgvs_p") if first[name]]
            facts.append(" ".join([first["consequence"].replace("_", " "), *changes]))
        elif first["location_class"]:
            facts.append(f"{_location(first['location_class'])} by position, not annotated")
    if clinvar.height:
        verdict = clinvar.row(0, named=True)
        stars = numbers.plural(verdict["stars"], "star") if verdict["stars"] is not None else ""
        facts.append(f"ClinVar: {verdict['significance']}, {stars}".removesuffix(", "))
    return " · ".join(facts)


def draw(
    consequences: pl.DataFrame, hit: pl.DataFrame, clinvar: pl.DataFrame, read: pl.DataFrame
) -> None:
    """Draw one row per transcript, then one per record of ClinVar; or say that there is none.

    consequences, read
        As of queries.allele.consequences and queries.allele.clinvar_sources.
    """
    st.subheader("What it does", anchor=False)
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
    if clinvar.is_empty():
        st.markdown(escape(not_in_clinvar(read)))
    else:
        _records(clinvar)


def not_in_clinvar(read: pl.DataFrame) -> str:
    """Say of which edition of ClinVar it is that an allele is not in it.

    read
        As of queries.allele.clinvar_sources.
    """
    whole = "To have all of it, name clinvar.vcf.gz under clinvar: in the study file."
    if read.is_empty():
        return (
            "No allele of this study is in ClinVar as it was read, if any was. Straits brings the "
            f"likely pathogenic part of it, for GRCh38 alone. {whole}"
        )
    source, source_date = read["source"][0] or "ClinVar", read["source_date"][0]
    as_of = f" of {source_date}" if source_date else ""
    if "bundled" in source:
        return (
            "The part of ClinVar that comes with Straits (likely pathogenic or worse, two stars or "
            f"more){as_of} does not have this allele. {whole}"
        )
    return f"{source}{as_of} does not have this allele."


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
        "terms": text("Consequence", width=220, help=glossary.meaning("consequence")),
        "impact": text("Impact", width=90),
        "hgvs_c": text("HGVS c.", width=150),
        "hgvs_p": text("HGVS p.", width=150),
        "exon": text("Exon", width=60),
        "said_by": text("Said by", width=130),
        "dispute": text("Dispute", width=170),
    }
    _table(shown, columns, "What the allele does to each transcript")


def _records(clinvar: pl.DataFrame) -> None:
    columns = {
        "significance": text("ClinVar", width=190, help=glossary.meaning("clinvar")),
        "stars": number("Stars", width=56),
        "review_status": text("Review", width=250),
        "conditions": text("Conditions", width=330),
        "conflict": text("Who says what", width=180),
        "source_date": st.column_config.DateColumn("As of", width=90),
    }
    _table(clinvar, columns, "What ClinVar says of the allele")


def _table(rows: pl.DataFrame, columns: Mapping[str, Any], alt: str) -> None:
    has_some = [name for name in columns if (rows[name].cast(pl.String).fill_null("") != "").any()]
    shown = {name: columns[name] for name in has_some}
    tables.draw(rows, shown, alt, height=tables.height(rows.height, 318))


def _location(name: str) -> str:
    return impact.LOCATIONS.get(name, name)
