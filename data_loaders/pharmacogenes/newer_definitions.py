"""Definitions of star alleles that a study names, in the place of those that come with Straits."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from data_loaders.people import text_table
from data_loaders.people.text_table import TextTable
from data_loaders.pharmacogenes.definition_tables import (
    NAMED_BY_ACTIVITY,
    Change,
    Pharmacogene,
    activity_ranks,
    read_pharmacogenes,
)
from data_loaders.study import validation
from straits import genome
from straits.errors import InputError
from straits.pharmacogenes.named_haplotypes import ABSENT, NEEDED, Definition

_COLUMNS = ("build", "gene", "allele", "function", "contig", "pos", "ref", "alt")
# Further than this from all changes that are known of a gene a position is of another build.
_NEAR = 200_000


def read_definitions(build: str, path: Path | None) -> Sequence[Pharmacogene]:
    """Return the pharmacogenes on one build, those that a table defines anew as it defines them.

    path
        A table with one row per allele and change that it needs: build, gene, allele, function,
        contig, pos, ref, alt; an allele that needs none has a row without the last three. All
        alleles of a gene that is in it are replaced. None: nothing is.
    Raises InputError, with the line, for another build, a gene, a function or a base that cannot
    be, and for what stands there twice.
    """
    shipped = read_pharmacogenes(build)
    if path is None:
        return shipped
    table = text_table.read_table(path, wanted=_COLUMNS)
    for column in _COLUMNS:
        if column not in table.cells.columns:
            raise InputError(
                f"{table.name}: has no column {column!r}; expected {validation.listing(_COLUMNS)}."
            )
    rows = table.cells.select(_COLUMNS).with_row_index("row")
    symbols = [gene.symbol for gene in shipped]
    for row, gene in rows.select("row", "gene").iter_rows():
        if gene not in symbols:
            raise InputError(
                f"{table.where(row)}: {gene!r} is none of the genes whose diplotypes are called"
                f"{validation.did_you_mean(gene, symbols)}: {validation.listing(symbols, 20)}."
            )
    return [
        _redefined(table, rows.filter(gene=gene.symbol), gene, build)
        if (rows["gene"] == gene.symbol).any()
        else gene
        for gene in shipped
    ]


def _redefined(
    table: TextTable, rows: pl.DataFrame, gene: Pharmacogene, build: str
) -> Pharmacogene:
    functions: dict[str, str] = {}
    needed: dict[str, list[Change]] = {}
    known = {value for pair in gene.rules for value in pair}
    for row, of_build, _, allele, function, contig, pos, ref, alt in rows.iter_rows():
        where = table.where(row)
        if of_build != build:
            raise InputError(
                f"{where}: {gene.symbol}{allele} is defined on {of_build!r}, and the study is on "
                f"{build}. Name definitions of {build}, or lift them over first."
            )
        if function not in known:
            raise InputError(
                f"{where}: {function!r} is no function by which phenotypes of {gene.symbol} are "
                f"told{validation.did_you_mean(function, known)}: "
                f"{validation.listing(sorted(known))}."
            )
        if functions.setdefault(allele, function) != function:
            raise InputError(
                f"{where}: {gene.symbol}{allele} has {function}, and {functions[allele]} before."
            )
        changes = needed.setdefault(allele, [])
        if pos or ref or alt:
            changes.append(_change(where, gene, (contig, pos, ref, alt), changes))
    return _made(table.path, gene, functions, needed)


def _change(
    where: str, gene: Pharmacogene, written: tuple[str, str, str, str], before: list[Change]
) -> Change:
    """Return a change, trimmed; raises InputError for what no chromosome can have."""
    contig, pos, ref, alt = written
    is_written = pos.isdecimal() and bool(ref) and bool(alt) and set(ref + alt) <= set("ACGT")
    if contig != gene.contig or not is_written or ref == alt:
        raise InputError(
            f"{where}: expected a change on {gene.contig} with its position and bases, such as "
            f"{gene.contig} {gene.changes[0][0]} {gene.changes[0][1]} {gene.changes[0][2]}; got "
            f"{' '.join(written)!r}."
        )
    change = genome.trim(int(pos), ref, alt)
    if min(abs(change[0] - other) for other, _, _ in gene.changes) > _NEAR:
        raise InputError(
            f"{where}: {contig}:{pos} is far from all that is known of {gene.symbol} in this "
            f"build, around {gene.changes[0][0]}. Is it a position of another build?"
        )
    if twice := [other for other in before if other[0] == change[0]]:
        raise InputError(
            f"{where}: the allele has a change at {contig}:{change[0]} already, "
            f"{twice[0][1]}>{twice[0][2]}; one chromosome has one. Leave one of them."
        )
    return change


def _made(
    path: Path, gene: Pharmacogene, functions: dict[str, str], needed: dict[str, list[Change]]
) -> Pharmacogene:
    alleles = tuple(functions)
    order = sorted({change for changes in needed.values() for change in changes})
    cells = np.full((len(alleles), len(order)), ABSENT, np.int8)
    for number, allele in enumerate(alleles):
        for change in needed[allele]:
            cells[number, order.index(change)] = NEEDED
    values = tuple(functions.values())
    ranks = activity_ranks(values, cells) if gene.symbol in NAMED_BY_ACTIVITY else None
    definition = Definition(gene.symbol, alleles, cells, ranks)
    return replace(
        gene, definition=definition, changes=tuple(order), values=values, source=path.name
    )
