"""Where the fields of VCF lines begin: the first pass over a block of whole lines."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.bgzf import memory
from straits.genotypes.compiled import compiled

# Offsets kept per record: the nine fixed columns, the first genotype, and the end of the line.
CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO, FORMAT, FIRST_CALL, END = range(11)

FINE, TOO_FEW_COLUMNS, BAD_POS, TOO_MANY_ALTS = range(4)

# Of one record; what repeats in any number of copies has a hundred or so.
MOST_ALTS = 1_000

# Nine tabs, a digit of POS and the line feed; a line with less is refused.
SHORTEST_RECORD = 11


class Lines(NamedTuple):
    """The records of a block.

    text
        The block, with memory.PADDING spare bytes behind it.
    fields
        Offsets into the text, 0-based, shape (n_records, 11). A field ends one byte before the next
        begins, where the tab is, so text[fields[r, f]:fields[r, f + 1] - 1] is half-open.
    pos
        1-based position, as VCF writes it, shape (n_records,).
    contig
        Index into the names that were given, -1 for any other name, shape (n_records,).
    n_alts
        Alternate alleles, shape (n_records,); 0 where ALT is a dot.
    problem, problem_record
        FINE, or what is wrong and with which record of the block.
    """

    text: NDArray[np.uint8]
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
    # Room for as many records as there could be, since what is not written to costs no memory.
    most = n_bytes // SHORTEST_RECORD + 1
    fields, pos = np.empty((most, 11), np.int64), np.empty(most, np.int64)
    contig, n_alts = np.empty(most, np.int32), np.empty(most, np.int32)
    room = Lines(block, fields, pos, contig, n_alts, FINE, 0)
    at_record, problem = _index_lines(room, n_bytes, names)
    n = 0 if problem != FINE else at_record
    return Lines(block, fields[:n], pos[:n], contig[:n], n_alts[:n], problem, at_record)


@compiled
def _index_lines(room, n_bytes, names):
    """Fill the room; returns (number of records, FINE), or the record that cannot be and why."""
    block, fields, pos = room.text, room.fields, room.pos
    base = np.int64(block.ctypes.data)
    n_records, at = np.int64(0), 0
    name = np.int64(-1)  # of the contig of the record before
    while at < n_bytes:
        end = memory.find_newline(base, at, n_bytes)
        following = end + 1
        if end > at and block[end - 1] == 13:
            end -= 1
        if end == at or block[at] == 35:
            at = following
            continue
        fields[n_records, 0] = at
        fields[n_records, END] = end
        for field in range(1, 10):
            tab = memory.find_tab(base, at, end)
            if tab == end:
                return n_records, TOO_FEW_COLUMNS
            at = tab + 1
            fields[n_records, field] = at
        number = np.int64(0)
        first, stop = fields[n_records, POS], fields[n_records, ID] - 1
        if first == stop or stop - first > 10:
            return n_records, BAD_POS
        for index in range(first, stop):
            digit = np.int64(block[index]) - 48
            if digit < 0 or digit > 9:
                return n_records, BAD_POS
            number = number * 10 + digit
        pos[n_records] = number
        first, stop = fields[n_records, ALT], fields[n_records, QUAL] - 1
        count = 1
        for index in range(first, stop):
            count += block[index] == 44
        if count > MOST_ALTS:
            return n_records, TOO_MANY_ALTS
        room.n_alts[n_records] = 0 if stop - first == 1 and block[first] == 46 else count
        first, stop = fields[n_records, CHROM], fields[n_records, POS] - 1
        if name < 0 or not _is_name(block, first, stop, name, names):
            name = _lookup(block, first, stop, names)
        room.contig[n_records] = name
        n_records += 1
        at = following
    return n_records, FINE


@compiled
def _lookup(block, start, stop, names):
    for name in range(names[1].shape[0] - 1):
        if _is_name(block, start, stop, name, names):
            return name
    return -1


@compiled
def _is_name(block, start, stop, name, names):
    name_bytes, name_offsets = names
    first = name_offsets[name]
    if name_offsets[name + 1] - first != stop - start:
        return False
    for index in range(stop - start):
        if block[start + index] != name_bytes[first + index]:
            return False
    return True


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
