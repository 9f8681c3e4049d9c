"""BCF, the binary VCF: its records are written out as VCF lines, which the reader of text takes.

Only what is read is written: the fixed columns, annotations, GT, and GQ, DP and AD where a genotype
rule may ask for them. See the VCF 4.4 specification, section 6.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.bcf import bcf_columns, bcf_values
from data_loaders.vcf.bgzf.blocks import BLOCK_BYTES, LONGEST_LINE, ByteSource
from data_loaders.vcf.bgzf.memory import PADDING
from data_loaders.vcf.header import Header
from straits.errors import InputError
from straits.genotypes.compiled import compiled

MAGIC = b"BCF\x02"
_FIELDS = ("GT", "GQ", "DP", "AD", "PS", "PGT", "PID")


class Dictionary(NamedTuple):
    """What the numbers in BCF records stand for.

    contig_bytes, contig_offsets
        Contig names end to end, by number.
    filter_bytes, filter_offsets
        The same for the names of filters (and of everything else in the dictionary of strings).
    fields
        The numbers of GT, GQ, DP, AD, PS, PGT and PID, -1 where the header has none, shape (7,).
    """

    contig_bytes: NDArray[np.uint8]
    contig_offsets: NDArray[np.int64]
    filter_bytes: NDArray[np.uint8]
    filter_offsets: NDArray[np.int64]
    fields: NDArray[np.int32]


def read_dictionary(header: Header) -> Dictionary:
    """Number the contigs and strings of a header as BCF does: in order, or as IDX says."""
    strings: dict[int, str] = {0: "PASS"}
    contigs: dict[int, str] = {}
    for line in header.lines:
        match = re.match(r"##(contig|FILTER|INFO|FORMAT)=<.*?\bID=([^,>]+)", line)
        if match is None:
            continue
        names = contigs if match[1] == "contig" else strings
        said = re.search(r"[,<]IDX=(\d+)", line)
        if said:
            names[int(said[1])] = match[2]
        elif match[2] not in names.values():
            names[max(names, default=-1) + 1] = match[2]
    numbers = {name: number for number, name in strings.items()}
    fields = np.array([numbers.get(name, -1) for name in _FIELDS], np.int32)
    return Dictionary(*_joined(contigs), *_joined(strings), fields)


def _joined(names: dict[int, str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    encoded = [names.get(number, ".").encode() for number in range(max(names, default=-1) + 1)]
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.int64)
    return np.frombuffer(b"".join(encoded), np.uint8), offsets


def record_blocks(
    source: ByteSource, carried: NDArray[np.uint8]
) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Yield (block, n_bytes): whole BCF records in order, with PADDING spare bytes behind them.

    carried
        Bytes that were read from the source already, shape (n,).

    Raises InputError where the file ends within a record.
    """
    size = max(BLOCK_BYTES, 2 * carried.size)
    while True:
        block = np.empty(size + PADDING, np.uint8)
        block[: carried.size] = carried
        filled = carried.size + source.read_into(block, carried.size, size)
        end = int(_records_end(block, filled))
        if filled < size:
            if end < filled:
                raise InputError(
                    f"{source.path} ends within a record, at byte {source.offset():,} of the file, "
                    "so it was cut short. Copy it again, and compare its checksum."
                )
            if filled:
                yield block, filled
            return
        if end == 0:
            needed = int(_first_length(block))
            if needed > LONGEST_LINE:
                raise InputError(
                    f"{source.path} is damaged: a record says that it is {needed:,} bytes long, "
                    f"before byte {source.offset():,} of the file; {LONGEST_LINE:,} are the most. "
                    "Make it again, for example with bcftools view -Ob."
                )
            carried, size = block[:size].copy(), max(size, needed) + BLOCK_BYTES
            continue
        carried = block[end:size].copy()
        yield block, end


def to_lines(
    block: NDArray[np.uint8],
    n_bytes: int,
    n_columns: int,
    names: Dictionary,
    with_depths: bool,
    infos: tuple[str, ...] = (),
) -> tuple[NDArray[np.uint8], int]:
    """Write the records of a block as VCF lines; returns (text, n_bytes), padded for the kernels.

    n_columns
        Samples that the header names.
    with_depths
        Whether GQ, DP and AD are written beside GT.
    infos
        INFO fields that hold text and are written.

    Raises ValueError, with the record's number in the block, for a record that cannot be read.
    """
    is_wanted = np.array([name in infos for name in _texts(names)], np.bool_)
    text, length, bad = _to_lines(block, n_bytes, n_columns, *names, with_depths, is_wanted)
    if bad >= 0:
        raise ValueError(bad)
    return text, length


def _texts(names: Dictionary) -> list[str]:
    """Return the dictionary of strings as it is numbered."""
    bounds = zip(names.filter_offsets, names.filter_offsets[1:], strict=False)
    return [bytes(names.filter_bytes[start:stop]).decode() for start, stop in bounds]


@compiled
def _first_length(block):
    return 8 + bcf_values.unsigned(block, 0) + bcf_values.unsigned(block, 4)


@compiled
def _records_end(block, filled):
    at = np.int64(0)
    while at + 8 <= filled:
        following = at + 8 + bcf_values.unsigned(block, at) + bcf_values.unsigned(block, at + 4)
        if following > filled:
            break
        at = following
    return at


@compiled
def _to_lines(
    block, n_bytes, n_columns, contig_bytes, contig_offsets, filter_bytes, filter_offsets, fields,
    with_depths, is_wanted,
):  # fmt: skip
    text = np.empty(2 * n_bytes + 65536, np.uint8)
    found = np.empty((7, 3), np.int64)
    longest_name = 1
    for name in range(filter_offsets.shape[0] - 1):
        longest_name = max(longest_name, filter_offsets[name + 1] - filter_offsets[name] + 1)
    at, record, n_records = 0, np.int64(0), 0
    while record < n_bytes:
        shared, individual = (
            bcf_values.unsigned(block, record),
            bcf_values.unsigned(block, record + 4),
        )
        start = record + 8
        genotypes = start + shared
        contig = bcf_values.unsigned(block, start)
        n_alleles = bcf_values.unsigned(block, start + 16) >> 16
        n_formats, n_samples = block[start + 23], bcf_values.unsigned(block, start + 20) & 0xFFFFFF
        if (
            contig + 1 >= contig_offsets.shape[0]
            or n_samples != n_columns
            or not bcf_columns.is_whole(block, start, genotypes, genotypes + individual)
        ):
            return text, at, n_records
        # A number of n bytes is written with at most three digits a byte and a mark between.
        text = _room_for(text, at + 12 * (shared + individual) + 16 * n_columns + 4096)
        at = bcf_values.copy_bytes(
            text, at, contig_bytes, contig_offsets[contig], contig_offsets[contig + 1]
        )
        text[at] = 9
        at = bcf_values.write_number(text, at + 1, bcf_values.unsigned(block, start + 4) + 1)
        text[at] = 9
        at += 1
        kind, length, place = bcf_values.typed_value(block, start + 24)
        if length == 0:
            text[at] = 46
            at += 1
        at = bcf_values.copy_bytes(text, at, block, place, place + length)
        place += length
        for allele in range(n_alleles):
            text[at] = 9 if allele < 2 else 44
            kind, length, place = bcf_values.typed_value(block, place)
            at = bcf_values.copy_bytes(text, at + 1, block, place, place + length)
            place += length
        if n_alleles < 2:
            text[at], text[at + 1] = 9, 46
            at += 2
        text[at] = 9
        at = bcf_values.write_quality(text, at + 1, bcf_values.unsigned(block, start + 12))
        text[at] = 9
        at += 1
        kind, length, place = bcf_values.typed_value(block, place)
        if length == 0:
            text[at] = 46
            at += 1
        # Names of filters may be longer than the numbers that stand for them.
        text = _room_for(
            text, at + length * longest_name + 12 * (shared + individual) + 16 * n_columns + 4096
        )
        for index in range(length):
            name = bcf_values.whole_number(block, place + index * bcf_values.width_of(kind), kind)
            if name < 0 or name + 1 >= filter_offsets.shape[0]:
                return text, at, n_records
            if index:
                text[at] = 59
                at += 1
            at = bcf_values.copy_bytes(
                text, at, filter_bytes, filter_offsets[name], filter_offsets[name + 1]
            )
        text[at] = 9
        at = bcf_columns.info_column(
            text, at + 1, block, place + length * bcf_values.width_of(kind),
            bcf_values.unsigned(block, start + 16) & 0xFFFF, filter_bytes, filter_offsets,
            is_wanted,
        )  # fmt: skip
        text[at] = 9
        at += 1
        # Where each field of interest lies: number of the field -> kind, length, offset.
        for field in range(7):
            found[field, 2] = -1
        place = genotypes
        for _ in range(n_formats):
            kind, length, place = bcf_values.typed_value(block, place)
            key = bcf_values.whole_number(block, place, kind)
            kind, length, place = bcf_values.typed_value(block, place + bcf_values.width_of(kind))
            for field in range(7):
                if fields[field] == key:
                    found[field, 0], found[field, 1], found[field, 2] = kind, length, place
            place += n_samples * length * bcf_values.width_of(kind)
        at = bcf_columns.format_column(text, at, found, with_depths)
        for sample in range(n_samples):
            text[at] = 9
            at += 1
            if found[0, 2] < 0:
                text[at] = 46
                at += 1
                continue
            step = found[0, 1] * bcf_values.width_of(found[0, 0])
            at = bcf_values.write_genotype(
                text, at, block, found[0, 2] + sample * step, found[0, 1], found[0, 0]
            )
            if with_depths:
                for field in range(1, 4):
                    if found[field, 2] >= 0 and found[field, 0] <= bcf_values.INT32:
                        text[at] = 58
                        step = found[field, 1] * bcf_values.width_of(found[field, 0])
                        at = bcf_values.write_numbers(
                            text, at + 1, block, found[field, 2] + sample * step,
                            found[field, 1], found[field, 0],
                        )  # fmt: skip
        text[at] = 10
        at += 1
        record = genotypes + individual
        n_records += 1
    return text, at, -1


@compiled
def _room_for(text, needed):
    """Return the text with room for so many bytes, copied if it had to grow."""
    if needed <= text.shape[0]:
        return text
    longer = np.empty(max(needed, 2 * text.shape[0]), np.uint8)
    for index in range(text.shape[0]):
        longer[index] = text[index]
    return longer
