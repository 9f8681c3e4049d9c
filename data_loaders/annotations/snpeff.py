"""ANN, as SnpEff and others write it (pcingola.github.io/SnpEff, annotation format 1.0)."""

from collections.abc import Mapping

import polars as pl

from data_loaders.annotations import hgvs_names
from data_loaders.annotations.allele_spelling import RecordAlleles, matched

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "allele": ("allele",),
    "terms": ("annotation", "effect"),
    "impact": ("annotation_impact", "putative_impact", "impact"),
    "gene_symbol": ("gene_name",),
    "gene_id": ("gene_id",),
    "feature_type": ("feature_type",),
    "transcript_id": ("feature_id",),
    "biotype": ("transcript_biotype", "biotype"),
    "exon": ("rank", "rank / total"),
    "hgvs_c": ("hgvs.c",),
    "hgvs_p": ("hgvs.p",),
    "protein_pos": ("aa.pos / aa.length", "protein position / protein len"),
}


def match(entries: pl.DataFrame, alleles: RecordAlleles) -> pl.DataFrame:
    """Return the entries with the row of their allele, which ANN names by ALT as it is written."""
    return matched(entries, pl.col("allele").str.to_uppercase(), alleles.frame(alleles.alt))


def tidy(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the entries about transcripts; the rank of an intron is not that of an exon."""
    there = set(entries.columns)
    if "feature_type" in there:
        entries = entries.filter(pl.col("feature_type").str.to_lowercase() == "transcript")
    if "exon" in there:
        entries = entries.with_columns(
            exon=pl.when(~pl.col("terms").str.contains("intron", literal=True)).then("exon")
        )
    return hgvs_names.plain(entries).with_columns(
        is_mane_select=pl.lit(None, pl.Boolean),
        is_canonical=pl.lit(None, pl.Boolean),
        protein_pos=hgvs_names.first_number(entries, "protein_pos"),
    )
