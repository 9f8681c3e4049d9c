"""Named alleles of pharmacogenes, such as CYP2C19*2: what defines each, and what it does."""

import polars as pl

from data_loaders.reference import FOLDER

_CHANGE = ["contig", "pos", "ref", "alt"]
_NAME = ["gene_symbol", "allele"]


def named_allele_tables(build: str, alleles: pl.LazyFrame) -> dict[str, pl.DataFrame]:
    """Return the tables `named_alleles` and `named_allele_changes` of a release.

    alleles
        allele_index, contig, pos, ref, alt of the alleles of the release, trimmed.

    A change is an allele of the release where contig, pos, ref and alt agree.
    """
    changes = _read("named_allele_changes").filter(build=build)
    changes = changes.with_columns(pl.col("pos").cast(pl.Int32)).sort("pos", maintain_order=True)
    here = (
        alleles.select("allele_index", *_CHANGE)
        .filter(pl.col("pos").is_in(changes["pos"].unique().implode()))
        .collect()
    )
    located = changes.join(here, on=_CHANGE, how="left", maintain_order="left")
    names = _read("named_alleles").with_row_index("sort_order")
    n_changes = changes.group_by(_NAME).agg(pl.len().alias("n_changes"))
    counted = names.join(n_changes, on=_NAME, how="left", maintain_order="left")
    return {
        "named_alleles": counted.with_columns(
            pl.col("n_changes").fill_null(0),
            pl.col("activity_score").cast(pl.Float64),
            is_structural=pl.col("is_structural") == "true",
        ),
        "named_allele_changes": located.join(
            names.select(*_NAME, "sort_order"), on=_NAME, how="left"
        ).sort("sort_order", "pos"),
    }


def _read(name: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / f"{name}.tsv", separator="\t", infer_schema=False, glob=False)
