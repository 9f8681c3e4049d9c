"""Whether two programs gave the same answer, allele by allele. No time is compared before."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks.bench_studies import GROUPING
from benchmarks.settings import BenchmarkError
from straits.tables import TABLES

CALL_SET = "wgs"
KEY = ["contig", "pos", "ref", "alt"]


class UnequalError(BenchmarkError):
    """Two programs disagree."""


def check(
    ours: pl.DataFrame, theirs: pl.DataFrame, values: Sequence[str], peer: str, on: list[str]
) -> int:
    """Return the number of alleles compared. Raises UnequalError, naming the first that differs.

    An allele that only one of the two has is a difference too.

    >>> ours = pl.DataFrame({"pos": [1, 2], "ac": [3, 4]})
    >>> check(ours, ours, ["ac"], "plink2", on=["pos"])
    2
    """
    both = ours.select(*on, *values).join(
        theirs.select(*on, *values), on=on, how="full", suffix="_peer"
    )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_peer")) for name in values)
    unequal = both.filter(differs)
    if not unequal.is_empty():
        raise UnequalError(
            f"Straits and {peer} disagree on {unequal.height:,} of {both.height:,} alleles; the "
            f"first: {unequal.row(0, named=True)}"
        )
    return both.height


def stored_variants(store: Path) -> pl.DataFrame:
    """Return the alleles of the one call set, in order, under the names that the source gave them.

    region_class tells where sex decides on ploidy.
    """
    release = (store / "current").resolve()
    partition = {"call_set_id": CALL_SET}
    variants = pl.read_parquet(TABLES["variants"].path(release, partition))
    regions = pl.read_parquet(
        TABLES["genotypes"].path(release, partition), columns=["variant_index", "region_class"]
    )
    source_alt = pl.col("source_alts").str.split(",").list.get(pl.col("alt_index") - 1)
    # The names in the source are null where the allele has kept them.
    return variants.join(regions, on="variant_index", maintain_order="left").select(
        "variant_index",
        "region_class",
        "contig",
        pl.coalesce("source_pos", "pos").alias("pos"),
        pl.coalesce("source_ref", "ref").alias("ref"),
        pl.coalesce(source_alt, "alt").alias("alt"),
    )


def own_names(store: Path) -> pl.DataFrame:
    """Return variant_index, contig, pos, ref and alt of the one call set, as Straits has them."""
    path = TABLES["variants"].path((store / "current").resolve(), {"call_set_id": CALL_SET})
    return pl.read_parquet(path, columns=["variant_index", *KEY])


def stored_counts(store: Path, group: str, grouping: str = GROUPING) -> pl.DataFrame:
    """Return ac and an of a group for each allele of the one call set, in order."""
    release = (store / "current").resolve()
    partition = {"call_set_id": CALL_SET, "grouping": grouping, "group_id": group}
    return (
        pl.read_parquet(TABLES["frequencies"].path(release, partition))
        .group_by("allele_index")
        .agg(pl.col("ac", "an").cast(pl.Int64).sum())
        .sort("allele_index")
        .drop("allele_index")
    )
