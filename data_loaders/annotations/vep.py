"""CSQ, as Ensembl VEP writes it (www.ensembl.org/info/docs/tools/vep/vep_formats.html)."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from data_loaders.annotations import hgvs_names, protein_domains
from data_loaders.annotations.allele_spelling import RecordAlleles, matched

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "allele_number": ("allele_num",),
    "allele": ("allele",),
    "terms": ("consequence",),
    "impact": ("impact",),
    "gene_symbol": ("symbol", "hgnc"),
    "gene_id": ("gene",),
    "feature_type": ("feature_type",),
    "transcript_id": ("feature",),
    "biotype": ("biotype",),
    "exon": ("exon",),
    "hgvs_c": ("hgvsc",),
    "hgvs_p": ("hgvsp",),
    "protein_pos": ("protein_position",),
    "domains": ("domains",),
    "canonical": ("canonical",),
    "mane": ("mane_select", "mane"),
}


def match(entries: pl.DataFrame, alleles: RecordAlleles) -> pl.DataFrame:
    """Return the entries with the row of their allele: by ALLELE_NUM, else by VEP's spelling.

    Where alleles of a record differ in length and all begin with the same base (* aside), that base
    is taken off all of them, and nothing left is a dash (ensembl-vep, Parser/VCF.pm). A run with
    --minimal takes off all shared bases; some tools write ALT as it is.
    """
    if "allele_number" in entries.columns:
        numbers = alleles.frame(pl.Series(alleles.number.astype(np.str_)))
        return matched(entries, pl.col("allele_number"), numbers)
    usual, minimal = _spellings(alleles)
    choices = [alleles.frame(usual), alleles.frame(alleles.alt), alleles.frame(minimal)]
    return matched(entries, pl.col("allele").str.to_uppercase(), *choices)


def tidy(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the entries about transcripts with plain HGVS and domains, and flags, not texts."""
    there = set(entries.columns)
    if "feature_type" in there:
        entries = entries.filter(pl.col("feature_type").is_in(["Transcript", ""]))
    if "domains" in there:
        entries = entries.with_columns(protein_domains.plain("domains"))
    mane = pl.col("mane") if "mane" in there else pl.lit(None, pl.String)
    canonical = pl.col("canonical") if "canonical" in there else pl.lit(None, pl.String)
    return hgvs_names.plain(entries).with_columns(
        # MANE Plus Clinical is a second transcript of the gene, beside MANE Select.
        is_mane_select=(mane != "") & (mane != "MANE_Plus_Clinical"),
        is_canonical=canonical == "YES",
        protein_pos=hgvs_names.first_number(entries, "protein_pos"),
    )


def _spellings(alleles: RecordAlleles) -> tuple[pl.Series, pl.Series]:
    """Return VEP's usual name of each allele, and that of a run with --minimal."""
    text = pl.DataFrame(
        {
            "record": alleles.record,
            "ref": alleles.ref,
            "alt": alleles.alt,
            "trimmed_ref": alleles.trimmed_ref,
            "trimmed_alt": alleles.trimmed_alt,
        }
    )
    loses_base = (
        _differ_in_length("ref", "alt").any().over("record")
        & (_start_alike("ref", "alt") | (pl.col("alt") == "*")).all().over("record")
    ) & (pl.col("alt") != "*")
    is_indel = _differ_in_length("trimmed_ref", "trimmed_alt") & _start_alike(
        "trimmed_ref", "trimmed_alt"
    )
    named = text.select(
        usual=_or_dash(pl.col("alt").str.slice(pl.when(loses_base).then(1).otherwise(0))),
        minimal=_or_dash(pl.col("trimmed_alt").str.slice(pl.when(is_indel).then(1).otherwise(0))),
    )
    return named["usual"], named["minimal"]


def _differ_in_length(first: str, second: str) -> pl.Expr:
    return pl.col(first).str.len_bytes() != pl.col(second).str.len_bytes()


def _start_alike(first: str, second: str) -> pl.Expr:
    return pl.col(first).str.head(1) == pl.col(second).str.head(1)


def _or_dash(text: pl.Expr) -> pl.Expr:
    return pl.when(text == "").then(pl.lit("-")).otherwise(text)
