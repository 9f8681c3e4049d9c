"""Calls of records that were one before their alternates were split: `1/.` beside `./1` is 1/2.

vt decompose and bcftools norm -m- --multi-overlaps . write a dot for the alternates of the other
records. Together these records say what each dot stands for.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_loaders.vcf.bgzf import memory
from data_loaders.vcf.calls.call_codes import ABSENT, MISSING
from data_loaders.vcf.calls.genotype import field_start, read_genotype
from data_loaders.vcf.calls.genotype_rules import rule_fields
from data_loaders.vcf.info import info_values
from data_loaders.vcf.record_batch import text_column
from data_loaders.vcf.record_lines import END, FIRST_CALL, FORMAT, QUAL, REF, Lines
from straits.genotypes.compiled import compiled

# What vt, and bcftools with --old-rec-tag, leave in each record of one that they split.
OF_ONE_RECORD = ("OLD_MULTIALLELIC", "OLD_REC")


class Joined(NamedTuple):
    """Calls of which a dot stands for an alternate of another record.

    row
        Row of the other arrays for each record of the block, -1 for one that is as it is written.
    first, second
        Allele numbers by genotype column, one above the highest for an alternate of another
        record; shape (n_joined, n_columns).
    n_calls
        How many calls differ from what is written.
    """

    row: NDArray[np.int32]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    n_calls: int


def not_joined(n_records: int) -> Joined:
    """Return what leaves all records of a block as they are written."""
    nothing = np.empty((0, 0), np.int32)
    return Joined(np.full(n_records, -1, np.int32), nothing, nothing, 0)


def has_marks(lines: Lines) -> bool:
    """Return whether a record of a block says that it is a part of another."""
    return any((info_values(lines, key)[0] >= 0).any() for key in OF_ONE_RECORD)


def joined(lines: Lines, region: NDArray[np.int8], sample: NDArray[np.int32]) -> Joined:
    """Read together the records of a block that were one.

    region
        -1 for records that are passed over, shape (n_records,).
    sample
        As in Columns.

    Records are of one where they say so, or where they have one position, different alternates, and
    somebody whose half-calls are each other's other half.
    """
    row = np.full(lines.pos.size, -1, np.int32)
    pairs: list[NDArray[np.int32]] = []
    n_joined = n_calls = 0
    for records, is_marked in _groups(lines, region):
        first, second = _read(lines, records, sample)
        slots = np.stack([first, second], axis=2)
        n_alternates = (slots > 0).sum(axis=0)
        if not is_marked and not _has_halves(slots, n_alternates):
            continue
        other = lines.n_alts[records][:, np.newaxis, np.newaxis] + 1
        is_known = (slots == MISSING) & (n_alternates == 1)
        if not is_known.any():
            continue
        slots = np.where(is_known, other, slots).astype(np.int32)
        row[records] = np.arange(n_joined, n_joined + records.size)
        pairs.append(slots)
        n_joined += records.size
        n_calls += int(is_known.any(axis=2).sum())
    if not pairs:
        return not_joined(lines.pos.size)
    both = np.concatenate(pairs)
    first, second = (np.ascontiguousarray(both[:, :, place]) for place in (0, 1))
    return Joined(row, first, second, n_calls)


def _has_halves(slots: NDArray[np.int32], n_alternates: NDArray[np.int64]) -> bool:
    """Return whether somebody has one alternate in each place, each beside a dot."""
    is_half = (slots.max(axis=2) > 0) & (slots.min(axis=2) == MISSING)
    return bool(((n_alternates == 1).all(axis=1) & (is_half.sum(axis=0) == 2)).any())


def _groups(lines: Lines, region: NDArray[np.int8]) -> list[tuple[NDArray[np.int64], bool]]:
    """Return records that may have been one, at least two, and whether they say so."""
    mark = pl.Series([None], dtype=pl.String).new_from_index(0, lines.pos.size)
    for key in OF_ONE_RECORD:
        first, last = info_values(lines, key)
        if (first >= 0).any():
            spans = np.maximum(first, 0), np.maximum(last, 0)
            text = pl.Series(pl.from_arrow(text_column(lines.text, *spans)))
            # bcftools adds which of the alternates it is.
            mark = mark.fill_null(text.set(text == "", None).str.replace(r"\|\d+$", ""))
    starts, stops = lines.fields[:, REF], lines.fields[:, QUAL] - 1
    is_here = region >= 0
    place = lines.contig.astype(np.int64) << 32 | lines.pos
    _, number, n_there = np.unique(place, return_inverse=True, return_counts=True)
    is_alone = (n_there[number] == 1) & mark.is_null().to_numpy()
    rows = np.flatnonzero(is_here & ~is_alone)
    frame = pl.DataFrame(
        {
            "record": rows,
            "place": place[rows],
            "mark": mark.gather(rows),
            "allele": pl.Series(pl.from_arrow(text_column(lines.text, starts[rows], stops[rows]))),
        }
    )
    of_one = pl.coalesce("mark", pl.col("place").cast(pl.String)).alias("of_one")
    grouped = frame.group_by(of_one, maintain_order=True).agg(
        "record",
        is_marked=pl.col("mark").is_not_null().all(),
        n_alleles=pl.col("allele").n_unique(),
    )
    several = grouped.filter(
        (pl.col("record").list.len() > 1) & (pl.col("n_alleles") == pl.col("record").list.len())
    )
    return [
        (np.asarray(records, np.int64), is_marked)
        for records, is_marked in several.select("record", "is_marked").iter_rows()
    ]


def _read(
    lines: Lines, records: NDArray[np.int64], sample: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    shape = (records.size, sample.size)
    first, second = np.full(shape, MISSING, np.int32), np.full(shape, ABSENT, np.int32)
    _read_records(lines, records, sample, first, second)
    return first, second


@compiled
def _read_records(lines, records, sample, first, second):
    block, fields = lines.text, lines.fields
    base = np.int64(block.ctypes.data)
    for row in range(records.shape[0]):
        record = records[row]
        at, end = fields[record, FIRST_CALL], fields[record, END]
        gt = rule_fields(block, fields[record, FORMAT], at - 1).gt
        for column in range(sample.shape[0]):
            if at > end or gt < 0:
                break
            stop = memory.find_tab(base, at, end)
            if sample[column] >= 0:
                start = field_start(block, at, stop, gt)
                genotype = read_genotype(block, start, stop)
                if genotype.n_alleles > 0:
                    first[row, column] = genotype.first
                    second[row, column] = genotype.second
            at = stop + 1
