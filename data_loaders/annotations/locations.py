"""Where alleles lie in genes, by the gene models alone; that is never called a consequence."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.genes.gene_tables import GeneModels

# In the order in which they count where an allele lies in several places.
CLASSES = (
    "cds", "splice_region", "utr5", "utr3", "exon", "intron", "gene", "upstream", "downstream",
    "intergenic",
)  # fmt: skip
(
    CDS, SPLICE_REGION, UTR5, UTR3, EXON, INTRON, GENE, UPSTREAM, DOWNSTREAM, INTERGENIC,
) = range(len(CLASSES))  # fmt: skip

# Bases of an intron that belong to the splice region (SO:0001630), and how far around a gene is
# upstream or downstream of it (VEP's default).
SPLICE_BASES = 8
NEAR_GENE = 5000

_SCHEMA = {"allele_index": pl.Int64, "gene_id": pl.String, "location": pl.Int8}


def locations(models: GeneModels, contig: str, alleles: pl.DataFrame) -> pl.DataFrame:
    """Return one row per allele and gene within 5,000 bases of it: allele_index, gene_id, location.

    alleles
        allele_index, pos, ref, alt of one contig, in order of pos.

    location is a place in CLASSES, seen from the gene's canonical transcript. An indel lies where
    the bases that it takes away lie; an insertion where the base before it lies.
    """
    pos = alleles["pos"].to_numpy().astype(np.int64)
    start, end = _bases(alleles, pos)
    index = alleles["allele_index"].to_numpy()
    genes = models.genes.filter(contig=contig)
    firsts = np.searchsorted(pos, genes["start_pos"].to_numpy().astype(np.int64) - NEAR_GENE - 1)
    lasts = np.searchsorted(pos, genes["end_pos"].to_numpy().astype(np.int64) + NEAR_GENE, "right")
    has_any = firsts < lasts
    with_exons = _with_exons(models, contig, genes.filter(has_any))
    by_gene = []
    for gene, first, last in zip(with_exons, firsts[has_any], lasts[has_any], strict=True):
        places = _in_gene(gene, start[first:last], end[first:last])
        inside = places < INTERGENIC
        by_gene.append(
            pl.DataFrame(
                {
                    "allele_index": index[first:last][inside],
                    "gene_id": pl.repeat(gene["gene_id"], int(inside.sum()), eager=True),
                    "location": places[inside],
                },
                schema=_SCHEMA,
            )
        )
    return pl.concat(by_gene) if by_gene else pl.DataFrame(schema=_SCHEMA)


def _bases(
    alleles: pl.DataFrame, pos: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last reference base that each allele changes."""
    n_ref = alleles["ref"].str.len_bytes().to_numpy().astype(np.int64)
    n_alt = alleles["alt"].str.len_bytes().to_numpy()
    is_anchored = (n_ref != n_alt) & (
        alleles["ref"].str.head(1) == alleles["alt"].str.head(1)
    ).to_numpy()
    start = pos + (is_anchored & (n_ref > 1))
    return start, pos + n_ref - 1


def _with_exons(models: GeneModels, contig: str, genes: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield genes, in order, with their canonical transcript, and its exons as two arrays."""
    if genes.is_empty():
        return
    canonical = models.transcripts.filter(pl.col("is_canonical"), contig=contig).join(
        genes, on="gene_id", how="semi"
    )
    exons = (
        models.exons.join(canonical.select("transcript_id"), on="transcript_id", how="semi")
        .sort("transcript_id", "start_pos")
        .group_by("transcript_id")
        .agg(exon_start="start_pos", exon_end="end_pos")
    )
    transcripts = canonical.select(
        "gene_id", "transcript_id", "cds_start_pos", "cds_end_pos",
        pl.col("strand").alias("transcript_strand"),
    ).join(exons, on="transcript_id")  # fmt: skip
    places = genes.select("gene_id", "start_pos", "end_pos", "strand")
    joined = places.join(transcripts, on="gene_id", how="left", maintain_order="left")
    yield from joined.iter_rows(named=True)


def _in_gene(
    gene: dict[str, Any], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int8]:
    places = np.full(start.size, GENE, np.int8)
    is_reverse = (gene["strand"] or gene["transcript_strand"]) == "-"
    before, after = end < gene["start_pos"], start > gene["end_pos"]
    is_stranded = (gene["strand"] or gene["transcript_strand"]) is not None
    places[before] = (DOWNSTREAM if is_reverse else UPSTREAM) if is_stranded else INTERGENIC
    places[after] = (UPSTREAM if is_reverse else DOWNSTREAM) if is_stranded else INTERGENIC
    if gene["exon_start"] is None:
        return places
    first, last = np.array(gene["exon_start"]), np.array(gene["exon_end"])
    places[(end >= first[0]) & (start <= last[-1])] = INTRON
    in_exon = _overlap(first, last, start, end)
    inner_first, inner_last = first - SPLICE_BASES, last + SPLICE_BASES
    inner_first[0], inner_last[-1] = first[0], last[-1]
    places[_overlap(inner_first, inner_last, start, end) & ~in_exon] = SPLICE_REGION
    if gene["cds_start_pos"] is None:
        places[in_exon] = EXON
        return places
    low, high = gene["cds_start_pos"], gene["cds_end_pos"]
    places[in_exon & (start < low)] = UTR3 if is_reverse else UTR5
    places[in_exon & (end > high)] = UTR5 if is_reverse else UTR3
    coding = (last >= low) & (first <= high)
    clipped = np.maximum(first[coding], low), np.minimum(last[coding], high)
    places[_overlap(*clipped, start, end)] = CDS
    return places


def _overlap(
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell which of the stretches start..end share a base with one of first..last, in order."""
    at = np.minimum(np.searchsorted(last, start), last.size - 1)
    return (first[at] <= end) & (last[at] >= start)
