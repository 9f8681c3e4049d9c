"""The pharmacogenes as the shipped tables define them, or newer ones that a study names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.reference import FOLDER
from straits.pharmacogenes.named_haplotypes import ABSENT, EITHER, NEEDED, Definition

Change = tuple[int, str, str]

# Genes whose chromosomes are named by the allele of the lowest activity that they have, since each
# of their alleles is a change by itself.
NAMED_BY_ACTIVITY = ("DPYD",)


@dataclass(frozen=True)
class Pharmacogene:
    """A gene whose diplotypes are called.

    changes
        pos, ref and alt of each change that an allele needs or may have, trimmed and left-aligned,
        in the order of the cells of the definition.
    values
        Of each allele: its function, or its activity score, by which rules are found.
    rules
        The phenotype of two values in the order of the alphabet.
    source
        The study's file that defines it; empty for the shipped tables.
    """

    definition: Definition
    contig: str
    changes: tuple[Change, ...]
    values: tuple[str, ...]
    rules: Mapping[tuple[str, str], str]
    source: str = ""

    @property
    def symbol(self) -> str:
        """The gene's symbol."""
        return self.definition.symbol

    @cached_property
    def alleles_by_change(self) -> tuple[str, ...]:
        """The alleles that need each change, as one text; empty where none does."""
        names = np.array(self.definition.alleles)
        return tuple(
            ", ".join(names[cells == NEEDED].tolist()) for cells in self.definition.cells.T
        )


@cache
def read_pharmacogenes(build: str) -> tuple[Pharmacogene, ...]:
    """Return the pharmacogenes in their order, on one build."""
    names = read_table("alleles").filter(pl.col("left_out").is_null())
    changes = _placed(FOLDER / "named_allele_changes.tsv", build)
    cells = _placed(FOLDER / "pharmacogenes" / "cells.tsv", build)
    rules = read_table("phenotypes")
    return tuple(
        _gene(
            str(symbol),
            names.filter(gene_symbol=symbol),
            changes.filter(gene_symbol=symbol),
            cells.filter(gene_symbol=symbol),
            rules.filter(gene_symbol=symbol),
        )
        for symbol in names["gene_symbol"].unique(maintain_order=True)
    )


@cache
def read_table(name: str) -> pl.DataFrame:
    """Return a shipped table of pharmacogenes, all as text; see tools.build_pharmacogenes."""
    return _read(FOLDER / "pharmacogenes" / f"{name}.tsv")


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, separator="\t", infer_schema=False, glob=False)


def _placed(path: Path, build: str) -> pl.DataFrame:
    return _read(path).filter(build=build).with_columns(pl.col("pos").cast(pl.Int64))


def _gene(
    symbol: str,
    names: pl.DataFrame,
    changes: pl.DataFrame,
    more: pl.DataFrame,
    rules: pl.DataFrame,
) -> Pharmacogene:
    alleles = names["allele"].to_list()
    columns = ["allele", "pos", "ref", "alt", "cell"]
    # What is said besides stands last, and takes the place of what a change was.
    said = pl.concat(
        [changes.with_columns(cell=pl.lit("needed")).select(columns), more.select(columns)]
    )
    said = said.filter(pl.col("allele").is_in(alleles))
    order: list[Change] = sorted(set(said.select("pos", "ref", "alt").rows()))
    cells = np.full((len(alleles), len(order)), ABSENT, np.int8)
    for allele, pos, ref, alt, cell in said.iter_rows():
        place = alleles.index(allele), order.index((pos, ref, alt))
        cells[place] = NEEDED if cell == "needed" else EITHER
    values = tuple(names["value"])
    ranks = activity_ranks(values, cells) if symbol in NAMED_BY_ACTIVITY else None
    contigs = changes["contig"].unique().to_list()
    assert len(contigs) == 1, symbol
    return Pharmacogene(
        Definition(symbol, tuple(alleles), cells, ranks),
        contigs[0],
        tuple(order),
        values,
        {
            (one, two): phenotype
            for one, two, phenotype in rules.select("value_1", "value_2", "phenotype").iter_rows()
        },
    )


def activity_ranks(values: tuple[str, ...], cells: NDArray[np.int8]) -> NDArray[np.int64]:
    """Rank alleles by activity, then by the order of the table; what needs no change is last.

    values
        Activity scores, such as "activity 0.5".
    """
    activity = [float(value.removeprefix("activity ")) for value in values]
    needs_none = ~(cells == NEEDED).any(axis=1)
    order = sorted(range(len(values)), key=lambda i: (needs_none[i], activity[i], i))
    return np.argsort(order)
