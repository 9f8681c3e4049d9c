"""Diplotype sets of people counted by group, sex and relatedness."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.pharmacogenes import set_tables
from straits.genotypes.cells import Cells
from straits.pharmacogenes.phenotypes_of_sets import NOT_NAMED
from straits.tables import SEXES

_LEAF = ["call_set_id", "grouping", "group_id", "sex", "is_unrelated"]
_SET = ["gene_symbol", "set_id"]
# Any drug with a pair of level A.
ANY_DRUG = "*"


class CalledPeople(NamedTuple):
    """The sets of diplotypes of a call set's samples.

    set_ids
        By gene, shape (n_samples,).
    """

    call_set_id: str
    cells: Cells
    set_ids: Mapping[str, NDArray[np.int32]]


def leaves(called: CalledPeople) -> pl.DataFrame:
    """Return which cells make up each leaf: the columns of a leaf and cell."""
    rows = [
        (called.call_set_id, grouping, group, sex, is_unrelated, cell)
        for grouping, group in called.cells.members
        for (sex, is_unrelated), cells in called.cells.leaves(grouping, group).items()
        for cell in cells.tolist()
    ]
    kinds = [pl.String] * 4 + [pl.Boolean, pl.Int32]
    return pl.DataFrame(rows, dict(zip([*_LEAF, "cell"], kinds, strict=True)), orient="row")


def set_counts(called: CalledPeople) -> pl.DataFrame:
    """Return how many people of each cell have each set: cell, gene_symbol, set_id, n."""
    frames = []
    cell = called.cells.cell_of_sample
    for gene, set_ids in called.set_ids.items():
        pairs = np.stack([cell[cell >= 0], set_ids[cell >= 0]])
        frame = pl.DataFrame(
            {"cell": pairs[0], "set_id": pairs[1]}, {"cell": pl.Int32, "set_id": pl.Int32}
        )
        counted = frame.group_by("cell", "set_id").agg(n=pl.len().cast(pl.Int32))
        frames.append(counted.with_columns(gene_symbol=pl.lit(gene)))
    return pl.concat(frames)


def count(called: CalledPeople, sets: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the rows of pgx_gene_counts, pgx_phenotype_counts and pgx_allele_counts."""
    of_leaf = leaves(called)
    people = (
        of_leaf.join(set_counts(called), on="cell").group_by(*_LEAF, *_SET).agg(pl.col("n").sum())
    )
    n = pl.col("n")
    kinds = people.join(set_tables.kinds(sets), on=_SET, how="left")

    def of_kind(kind: str) -> pl.Expr:
        return n.filter(pl.col("kind") == kind).sum()

    genes = kinds.group_by(*_LEAF, "gene_symbol").agg(
        n_people=n.sum(),
        n_covered=n.filter(pl.col("kind").is_not_null()).sum(),
        n_chromosomes=(n * pl.col("n_chromosomes")).sum(),
        n_one_diplotype=of_kind("one_diplotype"),
        n_one_phenotype=of_kind("one_phenotype"),
        n_several=of_kind("several"),
        n_not_named=of_kind("not_named"),
    )
    phenotypes = (
        people.join(set_tables.set_phenotypes(sets), on=_SET)
        .group_by(*_LEAF, "gene_symbol", "phenotype")
        .agg(n_certain=n.filter("is_certain").sum(), n_possible=n.sum())
    )
    alleles = (
        people.join(set_tables.set_alleles(sets), on=_SET)
        .group_by(*_LEAF, "gene_symbol", "allele")
        .agg(
            n_certain=(n * pl.col("certain")).sum(),
            n_possible=(n * pl.col("possible")).sum(),
            n_carriers_certain=n.filter(pl.col("certain") > 0).sum(),
            n_carriers_possible=n.sum(),
        )
    )
    return {"gene": genes, "phenotype": phenotypes, "allele": alleles}


def count_drugs(
    called: CalledPeople, sets: pl.DataFrame, drugs: pl.DataFrame, recommendations: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows of pgx_drug_counts.

    A person is certain where a gene says so whatever they have of it, and possible where it can:
    of a chromosome without a name, nobody knows.
    """
    differing = set(
        recommendations.filter("differs").select("drug", "gene_symbol", "phenotype").iter_rows()
    )
    allowed: dict[str, dict[int, list[str]]] = {}
    for gene, set_id, phenotype, _ in set_tables.set_phenotypes(sets).iter_rows():
        allowed.setdefault(gene, {}).setdefault(set_id, []).append(phenotype)
    told = drugs.filter(pl.col("basis").is_not_null())
    n_samples = called.cells.cell_of_sample.size
    people: dict[str, list[NDArray[np.bool_]]] = {}
    for drug, gene, level in told.select("drug", "gene_symbol", "level").iter_rows():
        if gene not in called.set_ids:
            continue
        of_set = allowed.get(gene, {})
        table = np.zeros((3, max(of_set, default=0) + 1), np.bool_)
        for set_id, phenotypes in of_set.items():
            differs = [(drug, gene, phenotype) in differing for phenotype in phenotypes]
            is_unnamed = NOT_NAMED in phenotypes
            table[:, set_id] = True, all(differs), any(differs) or is_unnamed
        found = table[:, called.set_ids[gene]]
        for name in (drug, ANY_DRUG) if level == "A" else (drug,):
            people.setdefault(name, [np.zeros(n_samples, np.bool_) for _ in range(3)])
            for so_far, here in zip(people[name], found, strict=True):
                so_far |= here
    return _drug_rows(called, people)


def _drug_rows(
    called: CalledPeople, people: Mapping[str, Sequence[NDArray[np.bool_]]]
) -> pl.DataFrame:
    cell = called.cells.cell_of_sample
    frames = []
    for drug, masks in people.items():
        counts = [
            np.bincount(cell[(cell >= 0) & mask], minlength=called.cells.n_cells) for mask in masks
        ]
        frames.append(
            pl.DataFrame(
                {
                    "cell": np.arange(called.cells.n_cells, dtype=np.int32),
                    # Typed where a call set counts nobody too.
                    "drug": pl.Series([drug] * called.cells.n_cells, dtype=pl.String),
                    "n_covered": counts[0], "n_certain": counts[1], "n_possible": counts[2],
                }
            )
        )  # fmt: skip
    counted = leaves(called).join(pl.concat(frames), on="cell")
    return counted.group_by(*_LEAF, "drug").agg(
        pl.col("n_covered", "n_certain", "n_possible").sum().cast(pl.Int32)
    )


def in_order(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return rows by leaf, sexes in their order, and then as their keys are spelled."""
    sex = pl.col("sex").replace_strict({name: place for place, name in enumerate(SEXES)})
    return frame.sort("call_set_id", "grouping", "group_id", sex, "is_unrelated", *keys)
