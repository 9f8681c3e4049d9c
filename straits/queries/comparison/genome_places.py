"""Alleles laid along the genome, contig after contig."""

import math

import polars as pl

from straits import genome
from straits.genome import Region
from straits.queries.allele import allele_ranges
from straits.queries.allele.allele_filters import merged
from straits.queries.allele.allele_ranges import AlleleRange
from straits.store import Store


def along_genome(rows: pl.DataFrame, contigs: pl.DataFrame) -> pl.DataFrame:
    """Return alleles with `place`, their position when contigs are laid end to end.

    contigs
        As of `contig_starts`; within a single contig the place is pos itself.
    """
    return rows.join(
        contigs.select("contig", "start"), on="contig", how="left", maintain_order="left"
    ).select(pl.exclude("start"), (pl.col("start") + pl.col("pos")).alias("place"))


def contig_starts(tested: pl.DataFrame, build: str) -> pl.DataFrame:
    """Return one row per contig with an allele: contig, start and end of its places, is_odd."""
    present = [contig for contig in genome.CONTIGS if contig in set(tested["contig"])]
    rows, start = [], 0
    for number, contig in enumerate(present):
        end = start + genome.CONTIG_LENGTHS[build][contig]
        rows.append((contig, start, end, number % 2 == 1))
        start = end
    schema = {"contig": pl.String, "start": pl.Int64, "end": pl.Int64, "is_odd": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def span_between(store: Store, contigs: pl.DataFrame, ends: tuple[float, float]) -> AlleleRange:
    """Return the alleles whose place lies between two ends; EMPTY if there are none.

    contigs
        As of `contig_starts`.
    """
    low, high = ends
    ranges = []
    for contig, start, end in contigs.select("contig", "start", "end").iter_rows():
        first, last = max(math.ceil(low) - start, 1), min(math.floor(high), end) - start
        if first <= last:
            ranges.append(allele_ranges.allele_range(store, [Region(contig, first, last)]))
    held = merged(ranges)
    return (held[0][0], held[-1][1]) if held else allele_ranges.EMPTY
