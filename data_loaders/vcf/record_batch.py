"""Alleles and genotypes of a block as one Arrow batch, as they wait for their contig."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_loaders.vcf.called_records import Called
from data_loaders.vcf.calls.pack import Genotypes
from data_loaders.vcf.record_alleles import Alleles
from data_loaders.vcf.record_lines import ALT, FILTER, ID, QUAL, REF, Lines, gather

SCHEMA = pa.schema(
    [
        ("contig", pa.int8()),  # place in genome.CONTIGS
        ("pos", pa.int32()),
        ("ref", pa.string()),
        ("alt", pa.string()),
        ("rsid", pa.string()),
        ("filter", pa.string()),
        ("quality", pa.float64()),
        ("file", pa.int32()),  # which of the call set's files
        ("source_pos", pa.int32()),
        ("source_ref", pa.string()),
        ("source_alts", pa.string()),
        ("alt_index", pa.int32()),
        ("region", pa.int8()),  # place in genome.REGION_CLASSES
        ("n_called", pa.int32()),
        ("is_phased", pa.bool_()),
        ("plane_1", pa.binary()),
        ("plane_2", pa.binary()),
        ("carriers", pa.list_(pa.int32())),
        ("missing", pa.binary()),
        ("missing_samples", pa.list_(pa.int32())),
        ("others", pa.list_(pa.int32())),
    ]
)


def text_column(
    block: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    capital: bool = False,
) -> pa.StringArray:
    """Return pieces of a block as a string column; bytes that are not UTF-8 are replaced."""
    text, offsets = gather(block, starts, ends)
    if text.size and text.max() > 127:
        pieces = [
            bytes(text[a:b]).decode("utf-8", "replace")
            for a, b in zip(offsets, offsets[1:], strict=False)
        ]
        return pa.array(pieces, pa.string())
    if capital:
        text = np.where((text >= 97) & (text <= 122), text - 32, text).astype(np.uint8)
    return pa.StringArray.from_buffers(
        starts.size, pa.py_buffer(offsets.tobytes()), pa.py_buffer(text.tobytes())
    )


def field_column(lines: Lines, field: int) -> pa.StringArray:
    """Return one of the fixed columns of the records of a block, shape (n_records,)."""
    starts = np.ascontiguousarray(lines.fields[:, field])
    return text_column(lines.text, starts, lines.fields[:, field + 1] - 1)


def build_batch(
    called: Called,
    alleles: Alleles,
    genotypes: Genotypes,
    n_called: NDArray[np.int32],
    file: int,
) -> pa.RecordBatch:
    """Return the counted alleles of a block with their genotypes, in file order.

    alleles
        Those that are counted; genotypes has the same rows.
    n_called
        Per record of the block.
    """
    lines, contig, region, _ = called.records
    text, record = lines.text, alleles.record
    of_record = _spread(record, lines.pos.size)
    is_as_written = (
        (lines.n_alts[record] == 1)
        & (alleles.pos == lines.pos[record])
        & (alleles.ref_end == lines.fields[record, ALT] - 1)
    )
    return record_batch(
        contig=contig[record],
        pos=alleles.pos,
        ref=text_column(text, alleles.ref_start, alleles.ref_end, capital=True),
        alt=text_column(text, alleles.alt_start, alleles.alt_end, capital=True),
        rsid=of_record(_null_dots(field_column(lines, ID))),
        filter=of_record(_null_dots(field_column(lines, FILTER))),
        quality=of_record(_numbers(field_column(lines, QUAL))),
        file=np.full(record.size, file, np.int32),
        source_pos=lines.pos[record],
        source_ref=_null_where(is_as_written, of_record(field_column(lines, REF))),
        source_alts=_null_where(is_as_written, of_record(field_column(lines, ALT))),
        alt_index=alleles.number,
        region=region[record],
        n_called=n_called[record],
        is_phased=called.is_phased()[record],
        genotypes=genotypes,
        of_record=of_record,
    )


def build_record_batch(
    called: Called,
    rows: NDArray[np.int64],
    genotypes: Genotypes,
    n_called: NDArray[np.int32],
    file: int,
) -> pa.RecordBatch:
    """Return records that nobody carries an allele of, with who was called; alt is empty.

    rows
        Those records of the block, in order; n_called and genotypes are of all.
    """
    lines, contig, region, _ = called.records
    nobody = np.zeros(rows.size + 1, np.int32)
    nothing = genotypes._replace(
        plane=np.full(rows.size, -1, np.int32), plane_1=genotypes.plane_1[:0],
        plane_2=genotypes.plane_2[:0], carrier_offsets=nobody, carriers=genotypes.carriers[:0],
        other_offsets=nobody, others=genotypes.others[:0],
    )  # fmt: skip
    of_record = _Spread(rows.astype(np.int32), lines.pos.size)
    starts, ends = lines.fields[rows, REF], lines.fields[rows, ALT] - 1
    return record_batch(
        contig=contig[rows],
        pos=lines.pos[rows],
        ref=text_column(lines.text, starts, ends, capital=True),
        alt=pa.repeat("", rows.size),
        rsid=pa.nulls(rows.size, pa.string()),
        filter=of_record(_null_dots(field_column(lines, FILTER))),
        quality=of_record(_numbers(field_column(lines, QUAL))),
        file=np.full(rows.size, file, np.int32),
        source_pos=lines.pos[rows],
        source_ref=of_record(field_column(lines, REF)),
        source_alts=of_record(field_column(lines, ALT)),
        alt_index=np.zeros(rows.size, np.int32),
        region=region[rows],
        n_called=n_called[rows],
        is_phased=np.ones(rows.size, np.bool_),
        genotypes=nothing,
        of_record=of_record,
    )


def record_batch(  # noqa: PLR0913 - one argument per column
    *, genotypes: Genotypes, of_record: "_Spread", **columns: pa.Array | NDArray[np.generic]
) -> pa.RecordBatch:
    """Return a batch of SCHEMA from its plain columns and the packed genotypes."""
    has_plane = genotypes.plane >= 0
    columns |= {
        "plane_1": _planes(genotypes.plane, genotypes.plane_1),
        "plane_2": _planes(genotypes.plane, genotypes.plane_2),
        "carriers": _lists(genotypes.carrier_offsets, genotypes.carriers, has_plane),
        "missing": of_record(_planes(genotypes.missing_plane, genotypes.missing_planes)),
        "missing_samples": of_record(_lists(genotypes.missing_offsets, genotypes.missing)),
        "others": _lists(genotypes.other_offsets, genotypes.others),
    }
    return pa.record_batch(
        [pa.array(columns[field.name]).cast(field.type) for field in SCHEMA], schema=SCHEMA
    )


class _Spread:
    """Repeats a column of records so that it has one row per allele."""

    def __init__(self, record: NDArray[np.int32], n_records: int) -> None:
        self._record = None if _is_identity(record, n_records) else pa.array(record)

    def __call__(self, column: pa.Array) -> pa.Array:
        return column if self._record is None else pc.take(column, self._record)


def _spread(record: NDArray[np.int32], n_records: int) -> _Spread:
    return _Spread(record, n_records)


def _is_identity(record: NDArray[np.int32], n_records: int) -> bool:
    return record.size == n_records and bool((record == np.arange(n_records)).all())


def _null_dots(column: pa.StringArray) -> pa.StringArray:
    return _null_where(pc.equal(column, "."), column)


def _null_where(condition: pa.Array | NDArray[np.bool_], column: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(condition), pa.scalar(None, column.type), column)


def _numbers(column: pa.StringArray) -> pa.DoubleArray:
    is_number = pc.match_substring_regex(column, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
    return pc.cast(pc.if_else(is_number, column, pa.scalar(None, pa.string())), pa.float64())


def _planes(row: NDArray[np.int32], planes: NDArray[np.uint8]) -> pa.BinaryArray:
    """Return a binary column with the planes, in order of their rows, and null for row -1."""
    width = planes.shape[1]
    offsets = np.zeros(row.size + 1, np.int32)
    np.cumsum((row >= 0) * width, out=offsets[1:])
    validity = pa.array(row >= 0).buffers()[1]
    return pa.BinaryArray.from_buffers(
        pa.binary(),
        row.size,
        [validity, pa.py_buffer(offsets.tobytes()), pa.py_buffer(planes.tobytes())],
    )


def _lists(
    offsets: NDArray[np.int32], values: NDArray[np.int32], is_null: NDArray[np.bool_] | None = None
) -> pa.ListArray:
    """Return a list column; an empty list is null."""
    empty = np.diff(offsets) == 0
    mask = empty if is_null is None else empty | is_null
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values), mask=pa.array(mask))
