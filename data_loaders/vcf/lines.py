"""Where the fields of VCF lines begin: the first pass over a block of whole lines."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf import memory
from straits.genotypes.compiled import compiled

# Offsets kept per record: the nine fixed columns, the first genotype, and the end of the line.
CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO, FORMAT, FIRST_CALL, END = range(11)

FINE, TOO_FEW_COLUMNS, BAD_POS = range(3)


class Lines(NamedTuple):
    """The records of a block.

    fields
        Offsets into the block, shape (n_records, 11); a field ends one byte before the next.
    pos
        1-based position, shape (n_records,).
    contig
        Index into the names that were given, -1 for any other name, shape (n_records,).
    n_alts
        Alternate alleles, shape (n_records,); 0 where ALT is a dot.
    problem, problem_record
        FINE, or what is wrong and with which record of the block.
    """

    fields: NDArray[np.int64]
    pos: NDArray[np.int64]
    contig: NDArray[np.int32]
    n_alts: NDArray[np.int32]
    problem: int
    problem_record: int


def index_lines(
    block: NDArray[np.uint8], n_bytes: int, names: tuple[NDArray[np.uint8], NDArray[np.int64]]
) -> Lines:
    """Find the records of a block of whole lines; lines that begin with # are passed over.

    block
        The text, with memory.PADDING spare bytes after the first n_bytes.
    names
        Contig names end to end, and the n + 1 offsets between them.
    """
    return Lines(*_index_lines(block, n_bytes, names[0], names[1]))


@compiled
def _index_lines(block, n_bytes, name_bytes, name_offsets):
    base = np.int64(block.ctypes.data)
    capacity = 1024
    fields = np.empty((capacity, 11), np.int64)
    pos = np.empty(capacity, np.int64)
    contig = np.empty(capacity, np.int32)
    n_alts = np.empty(capacity, np.int32)
    n_records = 0
    at = 0
    last = 0  # the record whose contig name was looked up last
    while at < n_bytes:
        end = memory.find_newline(base, at, n_bytes)
        following = end + 1
        if end > at and block[end - 1] == 13:
            end -= 1
        if end == at or block[at] == 35:
            at = following
            continue
        if n_records == capacity:
            capacity *= 2
            fields = _longer_table(fields, capacity)
            pos = _longer(pos, capacity)
            contig = _longer(contig, capacity)
            n_alts = _longer(n_alts, capacity)
        fields[n_records, 0] = at
        fields[n_records, END] = end
        for field in range(1, 10):
            tab = memory.find_tab(base, at, end)
            if tab == end:
                return fields[:0], pos[:0], contig[:0], n_alts[:0], TOO_FEW_COLUMNS, n_records
            at = tab + 1
            fields[n_records, field] = at
        number = np.int64(0)
        first, stop = fields[n_records, POS], fields[n_records, ID] - 1
        if first == stop or stop - first > 10:
            return fields[:0], pos[:0], contig[:0], n_alts[:0], BAD_POS, n_records
        for index in range(first, stop):
            digit = np.int64(block[index]) - 48
            if digit < 0 or digit > 9:
                return fields[:0], pos[:0], contig[:0], n_alts[:0], BAD_POS, n_records
            number = number * 10 + digit
        pos[n_records] = number
        first, stop = fields[n_records, ALT], fields[n_records, QUAL] - 1
        count = 1
        for index in range(first, stop):
            count += block[index] == 44
        n_alts[n_records] = 0 if stop - first == 1 and block[first] == 46 else count
        if n_records > 0 and _same(block, fields, n_records, last):
            contig[n_records] = contig[last]
        else:
            contig[n_records] = _lookup(block, fields, n_records, name_bytes, name_offsets)
            last = n_records
        n_records += 1
        at = following
    return (
        fields[:n_records], pos[:n_records], contig[:n_records], n_alts[:n_records], FINE, 0
    )  # fmt: skip


@compiled
def _longer(values, capacity):
    longer = np.empty(capacity, values.dtype)
    longer[: values.shape[0]] = values
    return longer


@compiled
def _longer_table(values, capacity):
    longer = np.empty((capacity, values.shape[1]), values.dtype)
    longer[: values.shape[0]] = values
    return longer


@compiled
def _same(block, fields, record, other):
    length = fields[record, POS] - fields[record, CHROM]
    if fields[other, POS] - fields[other, CHROM] != length:
        return False
    for index in range(length):
        if block[fields[record, CHROM] + index] != block[fields[other, CHROM] + index]:
            return False
    return True


@compiled
def _lookup(block, fields, record, name_bytes, name_offsets):
    start = fields[record, CHROM]
    length = fields[record, POS] - 1 - start
    for name in range(name_offsets.shape[0] - 1):
        if name_offsets[name + 1] - name_offsets[name] != length:
            continue
        found = True
        for index in range(length):
            if block[start + index] != name_bytes[name_offsets[name] + index]:
                found = False
                break
        if found:
            return name
    return -1


@compiled
def gather(block, starts, ends):
    """Copy pieces of a block end to end; returns (bytes, offsets), as an Arrow string column."""
    offsets = np.empty(starts.shape[0] + 1, np.int32)
    offsets[0] = 0
    for index in range(starts.shape[0]):
        offsets[index + 1] = offsets[index] + ends[index] - starts[index]
    text = np.empty(offsets[-1], np.uint8)
    for index in range(starts.shape[0]):
        for byte in range(ends[index] - starts[index]):
            text[offsets[index] + byte] = block[starts[index] + byte]
    return text, offsets
