"""Sets of diplotypes as tables: their diplotypes, phenotypes and alleles."""

from collections.abc import Sequence

import polars as pl

from data_loaders.pharmacogenes.definition_tables import Pharmacogene
from straits.pharmacogenes.diplotype_sets import NO_COPY, UNNAMED, DiplotypeSet
from straits.pharmacogenes.phenotypes_of_sets import NOT_NAMED, phenotypes

NO_NAME = "not named"


def diplotypes(gene: Pharmacogene, sets: Sequence[DiplotypeSet]) -> pl.DataFrame:
    """Return the rows of `pgx_sets` of a gene; the empty set, number 0, has none."""
    names = dict(enumerate(gene.definition.alleles)) | {UNNAMED: NO_NAME, NO_COPY: None}
    rows = [
        (gene.symbol, number, names[one], names[two], phenotype)
        for number, pairs in enumerate(sets)
        for (one, two), phenotype in zip(
            pairs, phenotypes(pairs, gene.values, gene.rules), strict=True
        )
    ]
    text = pl.String
    return pl.DataFrame(
        rows,
        {
            "gene_symbol": text,
            "set_id": pl.Int32,
            "allele_1": text,
            "allele_2": text,
            "phenotype": text,
        },
        orient="row",
    )


def kinds(sets: pl.DataFrame) -> pl.DataFrame:
    """Return what a set is, one row each: gene_symbol, set_id, kind, n_chromosomes.

    kind is "one_diplotype", "one_phenotype", "several" or "not_named".
    """
    is_unnamed = (pl.col("phenotype") == NOT_NAMED).all()
    return sets.group_by("gene_symbol", "set_id").agg(
        kind=pl.when(is_unnamed)
        .then(pl.lit("not_named"))
        .when(pl.len() == 1)
        .then(pl.lit("one_diplotype"))
        .when(pl.col("phenotype").n_unique() == 1)
        .then(pl.lit("one_phenotype"))
        .otherwise(pl.lit("several")),
        n_chromosomes=1 + pl.col("allele_2").is_not_null().first().cast(pl.Int32),
    )


def set_phenotypes(sets: pl.DataFrame) -> pl.DataFrame:
    """Return each phenotype that a set allows: gene_symbol, set_id, phenotype, is_certain."""
    possible = sets.select("gene_symbol", "set_id", "phenotype").unique(maintain_order=True)
    only = pl.len().over("gene_symbol", "set_id") == 1
    return possible.with_columns(is_certain=only)


def set_alleles(sets: pl.DataFrame) -> pl.DataFrame:
    """Return one row per allele that a set allows: gene_symbol, set_id, allele, and its copies.

    certain, possible
        The fewest copies in any of its diplotypes, and the most.
    """
    n_diplotypes = sets.group_by("gene_symbol", "set_id").agg(n_diplotypes=pl.len())
    pair = ["gene_symbol", "set_id", "number"]
    copies = (
        sets.with_columns(number=pl.int_range(pl.len()).over("gene_symbol", "set_id"))
        .unpivot(["allele_1", "allele_2"], index=pair, value_name="allele")
        .drop_nulls("allele")
        .group_by(*pair, "allele")
        .agg(copies=pl.len().cast(pl.Int32))
    )
    return (
        copies.group_by("gene_symbol", "set_id", "allele")
        .agg(n_with=pl.len(), fewest=pl.col("copies").min(), possible=pl.col("copies").max())
        .join(n_diplotypes, on=["gene_symbol", "set_id"])
        .select(
            "gene_symbol", "set_id", "allele",
            certain=pl.when(pl.col("n_with") == pl.col("n_diplotypes")).then("fewest").otherwise(0),
            possible="possible",
        )
    )  # fmt: skip
