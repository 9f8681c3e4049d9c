"""What a call set knows of each defining change of a pharmacogene, person by person.

A change that no record speaks of is not there only where the call set's regions cover it; else it
is not known. Alleles are found by position and bases, never by a name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_loaders.call_sets.regions import covers
from data_loaders.call_sets.union import CallSetCover
from data_loaders.pharmacogenes.definition_tables import Change, Pharmacogene
from data_loaders.vcf.plan import region_classes
from straits import genome
from straits.genotypes.columns import GenotypeColumns, genotype_columns, people_bits
from straits.genotypes.masks import bits
from straits.genotypes.row_groups import GenotypeFile
from straits.pharmacogenes.diplotype_sets import FIRST, SECOND, UNKNOWN, GeneCalls
from straits.tables import TABLES

# A deletion that begins so many bases before a gene's first change may reach it.
_LONGEST = 1_000
# States of a change of which it is known who has it, but for those whose call is missing.
KNOWN_STATES = ("observed", "at_position", "callable")
_NOT_FAILED = (None, "PASS", ".", "")

# The first and the last of what a change touches, in halves of a base: an insertion lies between
# two.
_Span = tuple[int, int]


class _Row(NamedTuple):
    """A row of `variants`."""

    variant_index: int
    pos: int
    ref: str
    alt: str
    filter: str | None
    source_pos: int
    source_ref: str

    @property
    def change(self) -> Change:
        return self.pos, self.ref, self.alt

    @property
    def is_failed(self) -> bool:
        return self.filter not in _NOT_FAILED


class _Found(NamedTuple):
    """A row of `genotypes`, each of shape (n_people,) but is_phased."""

    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    is_missing: NDArray[np.bool_]
    has_other: NDArray[np.bool_]
    is_phased: bool


@dataclass(frozen=True)
class PositionCalls:
    """The calls of a gene, and where they come from.

    states
        Of each of the gene's changes: "observed" (the call set has a record of the change),
        "at_position" (of another one that tells of it), "callable" (its regions cover it),
        "filter_failed", "not_callable" or "not_in_call_set".
    """

    calls: GeneCalls
    states: tuple[str, ...]

    def n_unknown(self) -> NDArray[np.int32]:
        """Return of how many of the gene's changes nothing is known, shape (n_people,)."""
        own = self.calls.codes[:, : len(self.states)]
        unknown: NDArray[np.int32] = (own == UNKNOWN).sum(axis=1, dtype=np.int32)
        return unknown

    def n_unknown_by_change(self, is_asked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return of how many of some people nothing is known, by change of the gene."""
        own = self.calls.codes[is_asked, : len(self.states)]
        unknown: NDArray[np.int64] = (own == UNKNOWN).sum(axis=0)
        return unknown


def read_position_calls(
    release: Path, build: str, cover: CallSetCover, gene: Pharmacogene, ploidy: NDArray[np.int8]
) -> PositionCalls:
    """Return what a call set whose genotypes are written knows of a gene.

    ploidy
        Of its plan, shape (n_region_classes, n_samples).
    """
    rows = _rows(release, cover.call_set_id, gene)
    n_people = ploidy.shape[1]
    own = {row.change: place for place, row in enumerate(rows)}
    spans = [_span(row.change) for row in rows]
    overlapping = [
        [place for place, span in enumerate(spans) if _overlap(_span(change), span)]
        for change in gene.changes
    ]
    known_by = [_known_by(change, own, rows) for change in gene.changes]
    named = {place for change, place in own.items() if change in gene.changes}
    foreign = sorted(
        place for place in {at for places in overlapping for at in places} - named
        if not rows[place].is_failed
    )  # fmt: skip
    # One change after the other in memory while they are filled.
    codes = np.zeros((len(gene.changes) + len(foreign), n_people), np.uint8)
    is_phased = np.ones(codes.shape[0], np.bool_)
    line_of = {own[change]: line for line, change in enumerate(gene.changes) if change in own}
    line_of |= {place: len(gene.changes) + number for number, place in enumerate(foreign)}
    wanted = sorted({at for places in (*overlapping, *known_by) for at in places})
    packed: dict[int, _Packed] = {}
    for place, found in _genotypes(release, cover.call_set_id, rows, wanted, n_people):
        packed[place] = _Packed(
            *map(np.packbits, (found.first | found.second, found.is_missing, found.has_other))
        )
        if place in line_of and not rows[place].is_failed:
            line = line_of[place]
            codes[line] = found.first * np.uint8(FIRST) | found.second * np.uint8(SECOND)
            is_phased[line] = found.is_phased
    states = [
        _state(build, cover, gene.contig, change, own, by, rows)
        for change, by in zip(gene.changes, known_by, strict=True)
    ]
    for line, state in enumerate(states):
        if state not in KNOWN_STATES:
            codes[line] = UNKNOWN
            continue
        at = [(packed[place], rows[place].is_failed) for place in overlapping[line]]
        unknown = _unknown([packed[place] for place in known_by[line]], at, n_people)
        codes[line, unknown] = UNKNOWN
    calls = GeneCalls(np.ascontiguousarray(codes.T), is_phased, _copies(build, gene, ploidy))
    return PositionCalls(calls, tuple(states))


def _known_by(change: Change, own: Mapping[Change, int], rows: Sequence[_Row]) -> list[int]:
    """Return the rows that tell who has a change: its own, or else those of the same bases."""
    if change in own and not rows[own[change]].is_failed:
        return [own[change]]
    pos, ref, alt = change
    if len(ref) != len(alt):
        # Of an insertion or deletion, others that begin at the same base.
        return [
            place for place, row in enumerate(rows)
            if row.pos == pos and len(row.ref) != len(row.alt) and not row.is_failed
        ]  # fmt: skip
    return [
        place for place, row in enumerate(rows)
        if row.source_pos <= pos and pos + len(ref) <= row.source_pos + len(row.source_ref)
        and not row.is_failed
    ]  # fmt: skip


def _state(
    build: str,
    cover: CallSetCover,
    contig: str,
    change: Change,
    own: Mapping[Change, int],
    known_by: Sequence[int],
    rows: Sequence[_Row],
) -> str:
    """Return where it is known from who has a change, or why it is not."""
    if known_by:
        return "observed" if own.get(change) == known_by[0] else "at_position"
    if change in own:
        return "filter_failed"
    if cover.callable_regions is None:
        return "not_in_call_set"
    pos, ref, _ = change
    is_callable = covers(cover.callable_regions, contig, [pos], [len(ref)])[0]
    seen = cover.seen_otherwise.filter(
        (pl.col("contig") == contig)
        & (pl.col("start_pos") <= pos + len(ref) - 1)
        & (pl.col("end_pos") >= pos)
    )
    return "callable" if is_callable and seen.is_empty() else "not_callable"


class _Packed(NamedTuple):
    """Who carries an allele, is missing, or has something else there, eight people a byte."""

    carriers: NDArray[np.uint8]
    missing: NDArray[np.uint8]
    others: NDArray[np.uint8]


def _unknown(
    known_by: Sequence[_Packed], overlapping: Sequence[tuple[_Packed, bool]], n_people: int
) -> NDArray[np.bool_]:
    """Tell of whom it is not known what they have at a change, shape (n_people,).

    overlapping
        The rows that touch it, and whether each failed a filter.
    """
    nobody = np.zeros((n_people + 7) // 8, np.uint8)
    carriers, doubtful, other = nobody.copy(), nobody.copy(), nobody.copy()
    for row, is_failed in overlapping:
        carriers |= row.carriers
        # Of what failed a filter, nobody knows.
        doubtful |= row.carriers if is_failed else nobody
    for row in known_by:
        other |= row.others
    if known_by:
        doubtful |= np.bitwise_and.reduce([row.missing for row in known_by])
    # What else these have there is no allele of the call set, such as * or <DEL>.
    return bits(doubtful | (other & ~carriers), n_people)


def _span(change: Change) -> _Span:
    """Return what a trimmed change touches.

    >>> _span((10, "A", "G")), _span((10, "A", "AT")), _span((10, "ACC", "A"))
    ((20, 20), (21, 21), (22, 24))
    """
    pos, ref, alt = change
    if len(ref) == 1 and len(alt) > 1 and alt[0] == ref:
        return 2 * pos + 1, 2 * pos + 1
    first = pos + 1 if len(alt) == 1 and len(ref) > 1 and alt == ref[0] else pos
    return 2 * first, 2 * (pos + len(ref) - 1)


def _overlap(one: _Span, two: _Span) -> bool:
    return one[0] <= two[1] and two[0] <= one[1]


def _copies(build: str, gene: Pharmacogene, ploidy: NDArray[np.int8]) -> NDArray[np.int8]:
    code = np.array([genome.CONTIG_ORDER[gene.contig]], np.int8)
    region = region_classes(build, code, np.array([gene.changes[0][0]], np.int64))
    copies: NDArray[np.int8] = ploidy[region[0]]
    return copies


def _rows(release: Path, call_set_id: str, gene: Pharmacogene) -> list[_Row]:
    path = TABLES["variants"].path(release, {"call_set_id": call_set_id})
    first, last = gene.changes[0][0], gene.changes[-1][0] + len(gene.changes[-1][1])
    found = (
        pl.scan_parquet(path, hive_partitioning=False, glob=False)
        .filter(
            (pl.col("contig") == gene.contig)
            & pl.col("pos").is_between(first - _LONGEST, last + _LONGEST)
        )
        # As written, where that is otherwise.
        .with_columns(
            pl.col("source_pos").fill_null(pl.col("pos")),
            pl.col("source_ref").fill_null(pl.col("ref")),
        )
        .select(_Row._fields)
        .collect()
    )
    return [_Row(*row) for row in found.iter_rows()]


def _genotypes(
    release: Path, call_set_id: str, rows: Sequence[_Row], wanted: Sequence[int], n_people: int
) -> Iterator[tuple[int, _Found]]:
    if not wanted:
        return
    path = TABLES["genotypes"].path(release, {"call_set_id": call_set_id})
    file = GenotypeFile(path)
    variants = np.array([rows[place].variant_index for place in wanted], np.int64)
    columns = [*GenotypeColumns._fields, "is_phased", "others"]
    with pq.ParquetFile(path, metadata=file.footer) as parquet:
        for group in file.groups_of(variants):
            start, stop = file.starts[group], file.starts[group + 1]
            here = [
                (place, variant - start)
                for place, variant in zip(wanted, variants.tolist(), strict=True)
                if start <= variant < stop
            ]
            table = parquet.read_row_group(group, columns).take(pa.array([row for _, row in here]))
            genotypes = genotype_columns(table)
            for number, (place, _) in enumerate(here):
                people = people_bits(genotypes, np.array([number]), n_people)
                others = np.zeros(n_people, np.bool_)
                listed = table["others"][number].as_py()
                others[listed or []] = True
                yield place, _Found(
                    people.first[0], people.second[0], people.is_missing[0], others,
                    bool(pc.fill_null(table["is_phased"], False)[number].as_py()),
                )  # fmt: skip
