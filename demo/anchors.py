"""Well-known variants that the demo study has at their published frequencies."""

from functools import cache
from pathlib import Path

import polars as pl

from demo.populations import GROUPS

_FOLDER = Path(__file__).parent

_SCHEMA = {
    "rsid": pl.String,
    "gene_symbol": pl.String,
    "contig": pl.String,
    "pos": pl.Int32,
    "ref": pl.String,
    "alt": pl.String,
    "name": pl.String,
    "consequence": pl.String,
    "protein": pl.String,
    "trait": pl.String,
    "nested_in": pl.String,
    **dict.fromkeys(GROUPS, pl.Float64),
    **{f"{group}_source": pl.String for group in GROUPS},
    "placed_by": pl.String,
}


@cache
def read_anchors() -> pl.DataFrame:
    """Return one row per anchor variant, GRCh38, with its frequency in each group.

    protein
        As published, in HGVS; null where the protein does not change or the transcript is another.
    nested_in
        The rsID of the anchor whose carriers include (or are among) this one's; null where the two
        alleles of a locus lie on different haplotypes.
    danish_source, chinese_source, malay_source, indian_source
        The keys `source` of sources.tsv, beside anchors.tsv.
    placed_by
        What position and alleles were checked against: kg30x and kg3 (1000 Genomes), clinvar (2024-
        12-15), or listed (they are the same in several public lists of variants).
    """
    return pl.read_csv(_FOLDER / "anchors.tsv", separator="\t", schema=_SCHEMA, glob=False)


@cache
def read_gene_symbols() -> tuple[str, ...]:
    """Return the symbols of the genes that the demo study is made of."""
    return tuple(pl.read_csv(_FOLDER / "genes.tsv", separator="\t", glob=False)["gene_symbol"])
