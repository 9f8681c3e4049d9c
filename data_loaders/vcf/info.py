"""Values of one INFO field, and the parts of annotations within them, found without copying."""

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.record_lines import FORMAT, INFO, Lines
from straits.genotypes.compiled import compiled

Spans = tuple[NDArray[np.int64], NDArray[np.int64]]

_COMMA, _SEMICOLON, _EQUALS, _BAR = 44, 59, 61, 124


def info_values(lines: Lines, key: str) -> Spans:
    """Return where the value of an INFO field begins and ends, per record.

    Both of shape (n_records,); -1 where a record does not have the field.
    """
    name = np.frombuffer(key.encode(), np.uint8)
    starts, ends = lines.fields[:, INFO], lines.fields[:, FORMAT] - 1
    return _info_values(lines.text, starts, ends, name)  # type: ignore[no-any-return]


def has_flag(lines: Lines, key: str) -> NDArray[np.bool_]:
    """Return whether INFO has a field without a value, shape (n_records,)."""
    name = np.frombuffer(key.encode(), np.uint8)
    starts, ends = lines.fields[:, INFO], lines.fields[:, FORMAT] - 1
    return _has_flag(lines.text, starts, ends, name)  # type: ignore[no-any-return]


def split_entries(
    block: NDArray[np.uint8], spans: Spans, columns: tuple[int, ...]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Split values at commas into entries, and entries at bars into columns.

    columns
        The columns wanted, by their place in an entry.

    Returns (record, starts, ends): the record of each entry, shape (n_entries,), and where its
    columns lie in the block, shape (n_columns, n_entries). A column that an entry does not have is
    empty.
    """
    slots = np.full(max(columns, default=-1) + 1, -1, np.int64)
    slots[list(columns)] = np.arange(len(columns))
    return _split_entries(block, *spans, slots, len(columns))  # type: ignore[no-any-return]


@compiled
def _info_values(block, starts, ends, name):
    n_records, length = starts.shape[0], name.shape[0]
    first = np.full(n_records, -1, np.int64)
    last = np.full(n_records, -1, np.int64)
    for record in range(n_records):
        at, end = starts[record], ends[record]
        while at < end:
            if end - at > length and block[at + length] == _EQUALS:
                same = True
                for index in range(length):
                    if block[at + index] != name[index]:
                        same = False
                        break
                if same:
                    first[record] = at + length + 1
            while at < end and block[at] != _SEMICOLON:
                at += 1
            if first[record] >= 0:
                last[record] = at
                break
            at += 1
    return first, last


@compiled
def _has_flag(block, starts, ends, name):
    n_records, length = starts.shape[0], name.shape[0]
    has = np.zeros(n_records, np.bool_)
    for record in range(n_records):
        at, end = starts[record], ends[record]
        while at < end and not has[record]:
            stop = at
            while stop < end and block[stop] != _SEMICOLON:
                stop += 1
            same = stop - at == length
            for index in range(length if same else 0):
                same &= block[at + index] == name[index]
            has[record] = same
            at = stop + 1
    return has


@compiled
def _split_entries(block, firsts, lasts, slots, n_columns):
    n_entries = 0
    for record in range(firsts.shape[0]):
        if lasts[record] > firsts[record]:
            n_entries += 1
            for at in range(firsts[record], lasts[record]):
                n_entries += block[at] == _COMMA
    records = np.empty(n_entries, np.int32)
    starts = np.zeros((n_columns, n_entries), np.int64)
    ends = np.zeros((n_columns, n_entries), np.int64)
    entry = 0
    for record in range(firsts.shape[0]):
        at, end = firsts[record], lasts[record]
        if end <= at:
            continue
        column, start = 0, at
        while at <= end:
            if at == end or block[at] == _COMMA or block[at] == _BAR:
                if column < slots.shape[0] and slots[column] >= 0:
                    starts[slots[column], entry] = start
                    ends[slots[column], entry] = at
                column += 1
                start = at + 1
                if at == end or block[at] == _COMMA:
                    records[entry] = record
                    entry += 1
                    column = 0
            at += 1
    return records, starts, ends
