"""The star alleles that people have by what was planted, named without looking at any matcher."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.pharmacogenes import definition_tables
from demo.loci import BUILD, Locus
from demo.people import People

_TABLE = Path(__file__).with_name("star_alleles.tsv")


@cache
def _named(gene_symbol: str) -> dict[frozenset[str], str]:
    """Return the allele of a gene that some anchors make together, by their rsIDs."""
    rows = pl.read_csv(_TABLE, separator="\t", infer_schema=False, glob=False)
    of_gene = rows.filter(gene_symbol=gene_symbol).select("allele", "rsids")
    return {frozenset((rsids or "").split()): allele for allele, rsids in of_gene.iter_rows()}


@cache
def _defining() -> pl.DataFrame:
    """Return contig, pos and last of every change that defines an allele of a pharmacogene."""
    rows = [
        (gene.contig, pos, pos + len(ref) - 1)
        for gene in definition_tables.read_pharmacogenes(BUILD)
        for pos, ref, _ in gene.changes
    ]
    return pl.DataFrame(
        rows, {"contig": pl.String, "from": pl.Int64, "last": pl.Int64}, orient="row"
    )


def would_name(variants: pl.DataFrame) -> NDArray[np.bool_]:
    """Tell which invented variants lie where a star allele is defined, shape (n_variants,).

    Star alleles are to be at the frequencies of the anchors alone.
    """
    ends = variants.select(
        "contig", "kind", "pos", end=pl.col("pos") + pl.col("ref").str.len_chars() - 1
    ).with_row_index("row")
    hits = ends.filter(pl.col("kind") != "anchor").join_where(
        _defining().rename({"contig": "contig_of_gene"}),
        pl.col("contig") == pl.col("contig_of_gene"),
        pl.col("pos") <= pl.col("last"), pl.col("end") >= pl.col("from"),
    )  # fmt: skip
    found = np.zeros(variants.height, np.bool_)
    found[hits["row"].unique().to_numpy()] = True
    return found


def diplotypes(
    locus: Locus,
    variants: pl.DataFrame,
    carried: NDArray[np.bool_],
    own: NDArray[np.int64],
    people: People,
) -> pl.DataFrame | None:
    """Return one row per person: site, person_id, gene_symbol, allele_1, allele_2.

    allele_2 is null of men on X. None for a locus without star alleles.

    carried, own
        Who carries each variant, shape (n_variants, n_haplotypes); the two haplotypes of each
        person, shape (n_people, 2).
    """
    named = _named(locus.gene_symbol)
    if not named:
        return None
    told = set().union(*named)
    rows = [row for row, rsid in enumerate(variants["rsid"].to_list()) if rsid in told]
    rsids = np.array([variants["rsid"][row] for row in rows])
    patterns, of_haplotype = np.unique(carried[rows].T, axis=0, return_inverse=True)
    alleles = np.array([named[frozenset(rsids[pattern].tolist())] for pattern in patterns])
    of_person = alleles[of_haplotype.ravel()][own]
    has_two = people.table["is_female"] if locus.is_x else pl.repeat(True, len(own), eager=True)
    return people.table.select("site", "person_id").with_columns(
        pl.lit(locus.gene_symbol).alias("gene_symbol"),
        pl.Series("allele_1", of_person[:, 0]),
        pl.when(has_two).then(pl.Series("allele_2", of_person[:, 1])).alias("allele_2"),
    )
