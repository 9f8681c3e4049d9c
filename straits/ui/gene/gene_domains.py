"""The protein domains that alleles of a gene lie in: how many of A and of B, and what they do."""

import polars as pl
import streamlit as st

from straits.ui.figures import tables
from straits.ui.figures.tables import count, text
from straits.ui.frame.page_frame import Visit
from straits.ui.words import glossary
from straits.ui.words.markdown import paragraph

_HEIGHT = 250


def draw(visit: Visit, per_group: pl.DataFrame) -> None:
    """Draw one row per domain, in the order of the protein; nothing where no file names domains.

    per_group
        As of queries.gene.gene_frequencies, of A and B.
    """
    rows = of_alleles(per_group, visit.a.population_id, visit.b.population_id)
    if rows.is_empty():
        return
    st.header("Protein domains", anchor=False)
    paragraph(
        "caption-domains",
        "As the annotation of the files names them, on the transcript that speaks for the gene. "
        "Residues are the first and the last that an allele listed here lies at: a domain may be "
        "longer, and one in which A and B have no allele is not listed.",
    )
    columns = {
        "domain": text("Domain", width=220, help=glossary.meaning("domain")),
        "residues": text("Residues", alignment="right", width=100),
        "n_alleles": count("Alleles", width=80),
        "n_lof": count("Predicted loss of function", width=190),
        "n_missense": count("Predicted missense", width=150),
        "n_a": count("Seen in A", width=90),
        "n_b": count("Seen in B", width=90),
    }
    tables.draw(
        rows, columns, "Protein domains of the gene, in the order of the protein",
        height=tables.height(rows.height, _HEIGHT),
    )  # fmt: skip


def of_alleles(per_group: pl.DataFrame, a: str, b: str) -> pl.DataFrame:
    """Return one row per domain that alleles lie in: domain, residues, n_alleles, n_lof, ...

    per_group
        allele_index, population_id, ac, ac_low, domains, protein_pos, consequence_class.
    a, b
        The groups of `n_a` and `n_b`: alleles that were seen in them. An allele whose AC may be 0,
        or is withheld, is not counted as seen.
    """
    least = pl.coalesce("ac", "ac_low").fill_null(0)
    named = per_group.drop_nulls("domains").with_columns(
        (least > 0).alias("is_seen"), pl.col("domains").str.split("; ").alias("domain")
    )

    def alleles(condition: pl.Expr) -> pl.Expr:
        return pl.col("allele_index").filter(condition).n_unique()

    in_class, of_group = pl.col("consequence_class"), pl.col("population_id")
    counted = (
        named.explode("domain")
        .group_by("domain")
        .agg(
            pl.col("protein_pos").min().alias("first"),
            pl.col("protein_pos").max().alias("last"),
            pl.col("allele_index").n_unique().alias("n_alleles"),
            alleles(in_class == "lof").alias("n_lof"),
            alleles(in_class == "missense").alias("n_missense"),
            alleles((of_group == a) & pl.col("is_seen")).alias("n_a"),
            alleles((of_group == b) & pl.col("is_seen")).alias("n_b"),
        )
        .sort("first", "last", "domain", nulls_last=True)
    )
    span = pl.when(pl.col("first") == pl.col("last")).then(pl.col("first").cast(pl.String))
    return counted.with_columns(
        span.otherwise(pl.format("{}–{}", "first", "last")).alias("residues")  # noqa: RUF001
    )
