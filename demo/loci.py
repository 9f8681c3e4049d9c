"""The stretches of the genome that the demo study has variants in: genes with a little around."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.genes import gene_tables
from demo.populations import GROUPS
from straits import genome

BUILD = "GRCh38"
_FLANK = 2000

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


@dataclass(frozen=True)
class Locus:
    """A gene's canonical transcript and what lies around it; positions are 1-based and closed.

    exons
        Start and end of each exon in order of position, shape (n_exons, 2).
    cds
        First and last base of the coding sequence.
    anchors
        Rows of `read_anchors` within the locus.
    """

    gene_symbol: str
    gene_id: str
    transcript_id: str
    strand: str
    contig: str
    start: int
    end: int
    exons: NDArray[np.int64]
    cds: tuple[int, int]
    anchors: pl.DataFrame

    def is_exonic(self, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which positions are in an exon or on the two bases beside it."""
        at = np.searchsorted(self.exons[:, 0] - 2, positions, side="right") - 1
        exonic: NDArray[np.bool_] = (at >= 0) & (positions <= self.exons[np.maximum(at, 0), 1] + 2)
        return exonic

    @property
    def is_x(self) -> bool:
        """Tell whether males have one copy of the locus; none of the loci is pseudo-autosomal."""
        return self.contig == "chrX"


def read_loci() -> tuple[Locus, ...]:
    """Return the loci in order of contig and position; no two overlap."""
    models = gene_tables.read_genes(None, BUILD)
    genes = (
        models.genes.select("gene_symbol", "gene_id")
        .filter(pl.col("gene_symbol").is_in(read_gene_symbols()))
        .join(models.transcripts.filter("is_canonical"), on="gene_id")
        .with_columns(order=pl.col("contig").replace_strict(genome.CONTIG_ORDER))
        .sort("order", "start_pos")
    )
    exons = models.exons.join(genes.select("transcript_id"), on="transcript_id", how="semi")
    spans = [_span(row) for row in genes.iter_rows(named=True)]
    for index in range(len(spans) - 1):
        (contig, start, end), (next_contig, next_start, next_end) = spans[index : index + 2]
        if contig == next_contig and end >= next_start:
            middle = (end + next_start) // 2
            spans[index] = (contig, start, middle)
            spans[index + 1] = (next_contig, middle + 1, next_end)
    return tuple(
        _locus(row, span, exons)
        for row, span in zip(genes.iter_rows(named=True), spans, strict=True)
    )


def _span(row: dict[str, object]) -> tuple[str, int, int]:
    positions = [int(str(row["start_pos"])), int(str(row["end_pos"]))]
    of_gene = read_anchors().filter(pl.col("gene_symbol") == row["gene_symbol"])
    positions += of_gene["pos"].to_list()
    return str(row["contig"]), min(positions) - _FLANK, max(positions) + _FLANK


def _locus(row: dict[str, object], span: tuple[str, int, int], exons: pl.DataFrame) -> Locus:
    contig, start, end = span
    of_transcript = exons.filter(pl.col("transcript_id") == row["transcript_id"])
    return Locus(
        gene_symbol=str(row["gene_symbol"]),
        gene_id=str(row["gene_id"]),
        transcript_id=str(row["transcript_id"]),
        strand=str(row["strand"]),
        contig=contig,
        start=start,
        end=end,
        exons=of_transcript.sort("start_pos").select("start_pos", "end_pos").to_numpy().astype(int),
        cds=(int(str(row["cds_start_pos"])), int(str(row["cds_end_pos"]))),
        anchors=read_anchors().filter(pl.col("gene_symbol") == row["gene_symbol"]).sort("pos"),
    )
