"""A gene: where it is, how it is built, and how its alleles differ between groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from straits.queries.differences import Filters
from straits.queries.populations import Population
from straits.store import Store


@dataclass(frozen=True)
class Gene:
    """One gene; start_pos and end_pos are 1-based and both belong to it."""

    gene_id: str
    gene_symbol: str
    name: str
    biotype: str
    contig: str
    start_pos: int
    end_pos: int
    strand: str
    n_alleles: int  # alleles of this release within the gene
    source: str


def gene_search(store: Store, text: str, limit: int = 20) -> pl.DataFrame:
    """Return one row per gene whose symbol, alias or id begins with the text; best match first.

    Columns: gene_id, gene_symbol, name, contig, start_pos, end_pos, n_alleles, alias (the alias
    that matched, null if the symbol or id did). Exact symbols first, then genes with alleles,
    then by symbol. An empty text gives the genes with the most alleles.
    """
    raise NotImplementedError


def gene(store: Store, symbol_or_id: str) -> Gene | None:
    """Return the gene of that symbol, id (with or without version) or alias; None if none."""
    raise NotImplementedError


def transcripts(store: Store, gene_id: str) -> pl.DataFrame:
    """Return one row per transcript of a gene, MANE Select first, then the canonical one.

    Columns: transcript_id, gene_id, refseq_id, is_canonical, is_mane_select, contig, start_pos,
    end_pos, strand, cds_start_pos, cds_end_pos (null where it does not code).
    """
    return store.query("transcripts", gene_id=gene_id)


def exons(store: Store, transcript_id: str) -> pl.DataFrame:
    """Return one row per exon, numbered along the strand.

    Columns: transcript_id, exon_number, start_pos, end_pos.
    """
    return store.query("exons", transcript_id=transcript_id)


def nearest_genes_with_data(store: Store, gene_id: str, limit: int = 4) -> pl.DataFrame:
    """Return the genes with alleles that lie nearest to a gene on its contig, nearest first.

    Columns: gene_id, gene_symbol, contig, start_pos, end_pos, n_alleles, distance (bases; 0 if
    they overlap). Empty if no other gene of the contig has alleles.
    """
    return store.query("nearest_genes_with_data", gene_id=gene_id, n_wanted=limit)


def gene_frequencies(
    store: Store, gene_id: str, populations: Sequence[Population], filters: Filters
) -> pl.DataFrame:
    """Return one row per allele within the gene and population, in order of pos and population.

    Columns: allele_index, variant_id, contig, pos, ref, alt, variant_type, region_class, rsid,
    population_id, label, long_label, colour, shape, n_called, ac, an, af, af_low, af_high, hom_alt,
    het, hemi, carriers_per_1000 (null where nobody was called), filter, absence (observed,
    reference, not_callable, not_in_call_set), an_source, state ("shown" or "withheld").
    Alleles with AC 0 in every population asked for are left out.
    """
    raise NotImplementedError
