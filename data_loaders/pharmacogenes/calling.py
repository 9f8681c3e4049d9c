"""Diplotypes of a release that is being built: called, counted by group, and written."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.call_sets import group_frequencies, small_tables
from data_loaders.call_sets.small_tables import ReadCallSet
from data_loaders.call_sets.union import CallSetCover
from data_loaders.pharmacogenes import leaf_counts, set_tables
from data_loaders.pharmacogenes.definition_tables import (
    Pharmacogene,
    read_table,
)
from data_loaders.pharmacogenes.newer_definitions import read_definitions
from data_loaders.pharmacogenes.position_calls import PositionCalls, read_position_calls
from straits.pharmacogenes.diplotype_sets import DiplotypeSets
from straits.tables import TABLES

SOURCE = "pypgx 0.27.0, after PharmVar and CPIC, with repairs of 2025-11"


def write_pharmacogenes(
    release: Path,
    build: str,
    call_sets: Sequence[tuple[ReadCallSet, CallSetCover]],
    groupings: Sequence[str],
    definitions: Path | None = None,
) -> None:
    """Write the tables of pharmacogenes; alleles and genotypes must be written.

    definitions
        The study's own table of definitions, if it names one.
    One gene of one call set is in memory at a time.
    """
    genes = read_definitions(build, definitions)
    drugs, recommendations = _drugs()
    set_ids: dict[str, dict[str, NDArray[np.int32]]] = {}
    calls, positions, sets = [], [], []
    for gene in genes:
        found = DiplotypeSets(gene.definition)
        for read, cover in call_sets:
            at = read_position_calls(release, build, cover, gene, read.plan.ploidy)
            numbers = found.of_people(at.calls)
            set_ids.setdefault(cover.call_set_id, {})[gene.symbol] = numbers
            calls.append(_calls(cover.call_set_id, gene, at, numbers))
            is_counted = read.people.samples["is_counted"].to_numpy()
            positions.append(_positions(cover.call_set_id, gene, at, is_counted))
        sets.append(set_tables.diplotypes(gene, found.sets))
    all_sets = pl.concat(sets)
    counted: dict[str, list[pl.DataFrame]] = {}
    for read, cover in call_sets:
        cells = group_frequencies.call_set_cells(read.people.samples, list(groupings))
        called = leaf_counts.CalledPeople(cover.call_set_id, cells, set_ids[cover.call_set_id])
        for name, frame in leaf_counts.count(called, all_sets).items():
            counted.setdefault(f"pgx_{name}_counts", []).append(frame)
        of_drugs = leaf_counts.count_drugs(called, all_sets, drugs, recommendations)
        counted.setdefault("pgx_drug_counts", []).append(of_drugs)
    frames = {name: pl.concat(parts) for name, parts in counted.items()} | {
        "pgx_calls": pl.concat(calls),
        "pgx_sets": all_sets,
        "pgx_positions": _located(release, pl.concat(positions)),
        "pgx_genes": _genes(genes),
        "pgx_phenotype_classes": _numbered(read_table("phenotype_classes")).with_columns(
            is_standard=pl.col("is_standard") == "true"
        ),
        "pgx_drugs": drugs,
        "pgx_published_frequencies": read_table("frequencies").with_columns(
            pl.col("frequency").cast(pl.Float64)
        ),
        "pgx_recommendations": recommendations,
    }
    for name, frame in frames.items():
        keys = TABLES[name].key
        of_leaves = name.endswith("_counts")
        ordered = leaf_counts.in_order(frame, keys[5:]) if of_leaves else frame
        small_tables.save(release, name, ordered)


def _drugs() -> tuple[pl.DataFrame, pl.DataFrame]:
    recommendations = read_table("recommendations")
    return read_table("drugs"), recommendations.with_columns(differs=pl.col("differs") == "true")


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_row_index("sort_order")


def _genes(genes: Sequence[Pharmacogene]) -> pl.DataFrame:
    left_out = (
        read_table("alleles")
        .drop_nulls("left_out")
        .group_by("gene_symbol", "left_out", maintain_order=True)
        .agg(pl.col("allele").str.join(", "))
        .group_by("gene_symbol", maintain_order=True)
        .agg((pl.col("allele") + ": " + pl.col("left_out")).str.join("; ").alias("left_out"))
    )
    counted = pl.DataFrame(
        {
            "gene_symbol": [gene.symbol for gene in genes],
            "n_alleles": [len(gene.definition.alleles) for gene in genes],
            "n_positions": [len(gene.changes) for gene in genes],
            "source": [gene.source or SOURCE for gene in genes],
        }
    )
    told = counted.join(left_out, on="gene_symbol", how="left", maintain_order="left")
    is_newer = pl.col("source") != SOURCE
    return _numbered(
        told.with_columns(pl.when(is_newer).then(None).otherwise("left_out").alias("left_out"))
    )


def _calls(
    call_set_id: str, gene: Pharmacogene, at: PositionCalls, set_ids: NDArray[np.int32]
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "sample_index": np.arange(set_ids.size, dtype=np.int32),
            "set_id": set_ids,
            "n_unknown": at.n_unknown(),
        }
    ).with_columns(call_set_id=pl.lit(call_set_id), gene_symbol=pl.lit(gene.symbol))


def _positions(
    call_set_id: str, gene: Pharmacogene, at: PositionCalls, is_counted: NDArray[np.bool_]
) -> pl.DataFrame:
    has_gene = is_counted & (at.calls.n_copies > 0)
    n_unknown = at.n_unknown_by_change(has_gene)
    pos, ref, alt = zip(*gene.changes, strict=True)
    return pl.DataFrame(
        {
            "call_set_id": call_set_id, "gene_symbol": gene.symbol, "contig": gene.contig,
            "pos": pl.Series(pos, dtype=pl.Int32), "ref": ref, "alt": alt,
            "alleles": gene.alleles_by_change,
            "state": at.states, "n_people": int(has_gene.sum()), "n_unknown": n_unknown,
        }
    )  # fmt: skip


def _located(release: Path, positions: pl.DataFrame) -> pl.DataFrame:
    change = ["contig", "pos", "ref", "alt"]
    alleles = pl.scan_parquet(TABLES["alleles"].path(release), glob=False)
    here = alleles.filter(pl.col("pos").is_in(positions["pos"].unique().implode()))
    indices = here.select(*change, "allele_index").collect()
    return positions.join(indices, on=change, how="left", maintain_order="left")
