"""One consequence for each gene, and one gene for each allele."""

import polars as pl

from data_loaders.annotations.locations import CLASSES, GENE, INTERGENIC

_GENE = ["allele_index", "gene_id"]


def by_gene(consequences: pl.DataFrame, located: pl.DataFrame, genes: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `allele_consequences`: one per allele and gene that is named or holds it.

    consequences
        Rows of `consequences` with `severity`, one per allele, gene and transcript.
    located
        allele_index, gene_id, location, as locations.locations gives them.
    genes
        gene_id, gene_symbol.

    The transcript that stands for a gene is MANE Select, else the canonical one, else a coding one,
    else the one that is hit most severely; so a rare transcript does not speak for the gene.
    """
    order = pl.col("severity").fill_null(1000)
    chosen = (
        consequences.with_columns(order=order, is_coding=pl.col("biotype") == "protein_coding")
        .sort(
            *_GENE, "is_mane_select", "is_canonical", "is_coding", "order", "transcript_id",
            descending=[False, False, True, True, True, False, False], nulls_last=True,
        )
        .group_by(_GENE, maintain_order=True)
        .agg(
            pl.exclude("order", "is_coding", "severity").first(),
            pl.col("severity").first(),
            worst_consequence=pl.col("consequence").sort_by("order").first(),
            n_transcripts=pl.len().cast(pl.Int32),
        )
    )  # fmt: skip
    held = located.filter(pl.col("location") <= GENE).join(
        genes.select("gene_id", model_symbol="gene_symbol"),
        on="gene_id",
        how="left",
        maintain_order="left",
    )
    near = located.filter(pl.col("location") > GENE)
    named = chosen.join(near, on=_GENE, how="left").rename({"location": "near"})
    return (
        named.join(held, on=_GENE, how="full", coalesce=True)
        .with_columns(
            gene_symbol=pl.coalesce("gene_symbol", "model_symbol"),
            consequence_class=pl.col("consequence_class").fill_null("none"),
            n_transcripts=pl.col("n_transcripts").fill_null(0),
            location=pl.coalesce("location", "near"),
        )
        .with_columns(location_class=_name("location"))
        .sort(_GENE)
    )


def by_allele(
    genes: pl.DataFrame, located: pl.DataFrame, allele_index: pl.Series, has_models: bool
) -> pl.DataFrame:
    """Return one row per allele, in order: the gene most severely hit, and where the allele lies.

    genes
        Rows as by_gene returns them.
    has_models
        Whether there are gene models; without them no allele has a location.
    """
    worst = (
        genes.sort("allele_index", "severity", "location", "gene_id", nulls_last=True)
        .group_by("allele_index", maintain_order=True)
        .agg(pl.col("gene_id", "gene_symbol", "consequence", "consequence_class").first())
    )
    places = located.group_by("allele_index").agg(pl.col("location").min())
    nowhere = pl.lit(INTERGENIC if has_models else None, pl.Int8)
    return (
        allele_index.to_frame("allele_index")
        .join(worst, on="allele_index", how="left", maintain_order="left")
        .join(places, on="allele_index", how="left", maintain_order="left")
        .with_columns(
            consequence_class=pl.col("consequence_class").fill_null("none"),
            location_class=_name(pl.coalesce("location", nowhere)),
        )
        .drop("location")
    )


def _name(location: str | pl.Expr) -> pl.Expr:
    column = pl.col(location) if isinstance(location, str) else location
    return column.replace_strict(dict(enumerate(CLASSES)), default=None, return_dtype=pl.String)
