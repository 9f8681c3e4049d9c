"""A gene: where it is, how it is built, and how its alleles differ between groups."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from straits.errors import QueryError
from straits.genome import Region
from straits.queries.allele import allele_annotations, allele_ranges, ranges_of_counts
from straits.queries.allele.allele_filters import Filters, filtered_range
from straits.queries.groups.populations_shown import Population
from straits.queries.question import Question
from straits.store import Store
from straits.tables import COUNTS

# As the macro is_filter_failed has it; null is no record, and not a failure either.
_NO_FILTER_FAILED = ("PASS", ".", "")

_TRANSCRIPT = re.compile(r"[\w-]*\d[\w-]*(\.\d+)?")

# What a row says of the population that it is of.
POPULATION_COLUMNS = ("population_id", "label", "long_label", "colour", "shape")
_GROUP = ("grouping", "group_id")
_COUNTED = (
    "allele_index", "variant_id", "contig", "pos", "ref", "alt", "variant_type", "region_class",
    "rsid", *POPULATION_COLUMNS, *COUNTS, "af", "af_low", "af_high",
)  # fmt: skip
_KNOWN = (
    "filter", "absence", "an_source", "state", "ac_low", "ac_high", "consequence",
    "consequence_class", "hgvs_c", "hgvs_p", "exon", "protein_pos", "domains", "location_class",
    "clinvar_class", "clinvar_stars", "named_alleles", "function_class", "function",
)  # fmt: skip


@dataclass(frozen=True)
class Gene:
    """One gene; start_pos and end_pos are 1-based and both belong to it.

    biotype, strand
        None where the study has no gene model of it but its place alone.
    """

    gene_id: str
    gene_symbol: str
    name: str
    biotype: str | None
    contig: str
    start_pos: int
    end_pos: int
    strand: str | None
    n_alleles: int  # alleles of this release within the gene
    source: str


def gene_search(store: Store, text: str, limit: int = 20) -> pl.DataFrame:
    """Return one row per gene whose symbol, alias or id begins with the text; best match first.

    Columns: those of sql/queries/search/gene_search.sql. An empty text gives the genes with the
    most alleles.
    """
    return store.query("gene_search", text=text.strip(), n_wanted=limit)


def genes(store: Store, name: str) -> tuple[Gene, ...]:
    """Return the genes of that symbol, id (with or without version) or alias, best matches alone.

    A symbol stands before an id, an id before an alias; an alias may be of several genes. The id of
    a transcript, Ensembl's or RefSeq's, stands for its gene.
    """
    matches = store.query("genes_of_names", names=[name.strip()])
    if matches.is_empty() and _TRANSCRIPT.fullmatch(name.strip()):
        matches = store.query("transcripts_by_name", text=name.strip()).head(1)
    return tuple(
        Gene(**store.query("gene_by_id", gene_id=gene_id).row(0, named=True))
        for gene_id in matches["gene_id"]
    )


def gene(store: Store, name: str) -> Gene | None:
    """Return the gene of a name, as `genes` finds it; None if there is none.

    Raises QueryError where several genes have the name.
    """
    named = genes(store, name)
    if len(named) > 1:
        raise QueryError(which_gene(name, named))
    return named[0] if named else None


def names_apart(named: Sequence[Gene]) -> tuple[str, ...]:
    """Return the symbols of genes; their ids where they share one, as two may."""
    symbols = tuple(each.gene_symbol for each in named)
    is_apart = len(set(symbols)) == len(symbols)
    return symbols if is_apart else tuple(each.gene_id for each in named)


def which_gene(name: str, named: Sequence[Gene]) -> str:
    """Return the question which of several genes is meant by a name that each of them has."""
    return (
        f"{name.strip()} is a name of {' and of '.join(names_apart(named))}. Name the one that is "
        "meant."
    )


transcripts = Question("transcripts")
exons = Question("exons")
nearest_genes_with_data = Question("nearest_genes_with_data")
named_outside_gene = Question("named_outside_gene")
genes_with_alleles = Question("genes_with_alleles")


def gene_frequencies(
    store: Store, gene_id: str, populations: Sequence[Population], filters: Filters
) -> pl.DataFrame:
    """Return one row per allele within the gene and population, in order of pos and population.

    Columns: allele_index, variant_id, contig, pos, ref, alt, variant_type, region_class, rsid,
    population_id, label, long_label, colour, shape, n_called, ac, an, hom_alt, het, hemi, af,
    af_low, af_high, those of `allele_ranges.RATES`, filter, absence (observed, reference,
    not_callable, not_in_call_set), an_source, state ("shown", "withheld" or "censored": ac is null,
    and is at least ac_low and at most ac_high), ac_low, ac_high, and what the allele does to the
    gene: consequence, consequence_class, hgvs_c, hgvs_p, exon, protein_pos,
    domains, location_class, clinvar_class, clinvar_stars, named_alleles, function_class, function
    (see `allele_annotations.in_gene`).
    Alleles with AC 0 in every population asked for are left out; min_an is not applied.
    """
    span = filtered_range(store, replace(filters, gene_id=gene_id))
    by_cell = pl.DataFrame(
        [
            {
                "population_order": order,
                **{name: getattr(population, name) for name in (*POPULATION_COLUMNS, *_GROUP)},
                "call_set_id": call_set_id,
            }
            for order, population in enumerate(populations)
            for call_set_id in population.call_set_ids
        ],
        infer_schema_length=None,
    )
    cells = by_cell.select("call_set_id", *_GROUP).unique()
    counts = allele_ranges.group_counts(store, cells.rows(), span, filters.sample_set)
    counts = ranges_of_counts.with_ranges(store, counts, cells.rows(), [span], filters.sample_set)
    states = allele_ranges.states(store, cells["call_set_id"].unique().to_list(), span)
    key = ["population_order", "allele_index"]
    rows = (
        counts.join(states, on=["call_set_id", "allele_index"])
        .join(by_cell, on=["call_set_id", *_GROUP])
        .group_by(key)
        .agg(
            *allele_ranges.pooled_counts((*COUNTS, "ac_low", "ac_high")),
            *allele_ranges.pooled_states(),
            (~pl.col("filter").is_in(_NO_FILTER_FAILED)).any().alias("is_filter_failed"),
        )
        .join(allele_ranges.alleles_in(store, span), on="allele_index")
        .join(allele_annotations.in_gene(store, gene_id, span), on="allele_index", how="left")
        .join(by_cell.unique("population_order").drop("call_set_id"), on="population_order")
    )
    rows = rows.filter(_kept(rows, filters)).sort("allele_index", "population_order")
    return allele_ranges.with_rates(rows).select(*_COUNTED, *allele_ranges.RATES, *_KNOWN)


def callable_regions(store: Store, call_sets: Sequence[str], region: Region) -> pl.DataFrame:
    """Return one row per call set and stretch of a region where a missing record means reference.

    Columns: those of sql/queries/gene/callable_in_range.sql. No row for a call set says that
    nothing is callable there, or that its callable regions are not known: see
    has_callable_regions of `call_sets`.
    """
    return store.query(
        "callable_in_range",
        call_sets=list(call_sets),
        contig=region.contig,
        start_pos=region.start,
        end_pos=region.end,
    )


def _kept(rows: pl.DataFrame, filters: Filters) -> pl.Series:
    """Tell which rows belong to alleles that the filters keep; an allele is kept or left whole."""
    least, most, called = (
        count.sum().over("allele_index")
        for count in (pl.coalesce("ac", "ac_low"), pl.coalesce("ac", "ac_high"), pl.col("an"))
    )
    conditions = [most > 0, most / called >= filters.af_min, least / called <= filters.af_max]
    conditions.append(filters.has_classes)
    if filters.variant_types:
        conditions.append(pl.col("variant_type").is_in(filters.variant_types))
    if filters.filter_pass_only:
        conditions.append(~pl.col("is_filter_failed").any().over("allele_index"))
    return rows.select(pl.all_horizontal(conditions)).to_series()
