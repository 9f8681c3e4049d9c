"""BCSQ, as bcftools csq writes it (samtools.github.io/bcftools/howtos/csq-calling.html).

An entry names no allele. One about coding sequence says which bases it is about, such as
25G>A+26C>T; any other holds for every allele of its record. `@25` says that the effect is told at
position 25, together with another allele: of this one alone nothing is known.
"""

from collections.abc import Mapping

import polars as pl

from data_loaders.annotations import hgvs_names
from data_loaders.annotations.allele_spelling import RecordAlleles, matched

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "terms": ("consequence",),
    "gene_symbol": ("gene",),
    "transcript_id": ("transcript",),
    "biotype": ("biotype",),
    "amino_acids": ("amino_acid_change",),
    "allele": ("dna_change",),
}

# Its short names, and the terms of the Sequence Ontology (bcftools, csq.c).
_TERMS = {
    "synonymous": "synonymous_variant",
    "missense": "missense_variant",
    "frameshift": "frameshift_variant",
    "inframe_altering": "protein_altering_variant",
    "splice_acceptor": "splice_acceptor_variant",
    "splice_donor": "splice_donor_variant",
    "splice_region": "splice_region_variant",
    "stop_retained": "stop_retained_variant",
    "start_retained": "start_retained_variant",
    "5_prime_utr": "5_prime_UTR_variant",
    "3_prime_utr": "3_prime_UTR_variant",
    "non_coding": "non_coding_transcript_exon_variant",
    "intron": "intron_variant",
    "intergenic": "intergenic_variant",
    "coding_sequence": "coding_sequence_variant",
}


def match(entries: pl.DataFrame, alleles: RecordAlleles) -> pl.DataFrame:
    """Return the entries with the row of their allele; one for each allele where none is named."""
    told_elsewhere = entries["terms"].str.starts_with("@")
    names_none = (entries["allele"] == "") & ~told_elsewhere
    written = pl.DataFrame({"pos": alleles.pos, "ref": alleles.ref, "alt": alleles.alt}).select(
        pl.format("{}{}>{}", "pos", "ref", "alt")
    )
    # Of 25G>A+26C>T the part that is about the record's own position counts.
    own = pl.DataFrame({"record": alleles.record, "own": alleles.pos.astype(str)}).unique("record")
    named = (
        entries.filter(~names_none)
        .with_columns(part=pl.col("allele").str.split("+"))
        .explode("part")
        .join(own, on="record", how="left")
        .filter((pl.col("allele") == "") | (pl.col("part").str.extract(r"^(\d+)") == pl.col("own")))
        .drop("own")
    )
    placed = matched(named, pl.col("part"), alleles.frame(written.to_series())).drop("part")
    every = pl.DataFrame({"record": alleles.record, "row": alleles.row})
    unnamed = entries.filter(names_none).with_columns(spelling=pl.lit("")).join(every, on="record")
    return pl.concat([placed, unnamed])


def tidy(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the entries in the terms of the Sequence Ontology, with simple changes as HGVS.

    A star before a term, "behind a stop of the same haplotype", is dropped.
    """
    if "amino_acids" not in entries.columns:
        entries = entries.with_columns(amino_acids=pl.lit(None, pl.String))
    terms = pl.col("terms").str.replace_all("*", "", literal=True).str.split("&")
    changes = pl.col("amino_acids").str.extract_groups(
        r"^(?<first>\d+)(?<before>[A-Z*])(?:>\d+(?<after>[A-Z*]))?$"
    )
    parts = entries.with_columns(
        terms=terms.list.eval(pl.element().replace(_TERMS)).list.join("&"), change=changes
    ).unnest("change")
    before, after = (
        pl.col(name).replace_strict(hgvs_names.THREE_LETTERS, default=None)
        for name in ("before", "after")
    )
    is_same = after.is_null() | (before == after)
    return parts.with_columns(
        hgvs_p=pl.concat_str(
            pl.lit("p."), before, "first", pl.when(is_same).then(pl.lit("=")).otherwise(after)
        ),
        protein_pos=hgvs_names.first_number(entries, "amino_acids"),
        is_mane_select=pl.lit(None, pl.Boolean),
        is_canonical=pl.lit(None, pl.Boolean),
    )
