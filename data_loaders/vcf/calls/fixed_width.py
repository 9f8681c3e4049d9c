"""Genotypes where every call is as wide as the next: "0|1" and a tab, for everybody in turn.

Most of a large file is like that. Eight calls are four words of eight bytes, and their bits are
gathered with masks and shifts, without a branch; a record that differs anywhere is left to the
reader of any line.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.record_lines import END, FIRST_CALL, FORMAT, Lines
from straits.genotypes.compiled import compiled, inlined
from straits.genotypes.words import load_8

# In each half of a word: the lowest bit of both allele digits, and everything but that.
_DIGITS, _REST = np.uint64(0x0001000100010001), np.uint64(0xFFFEFFFEFFFEFFFE)
_PHASED, _UNPHASED = np.uint64(0x09307C3009307C30), np.uint64(0x09302F3009302F30)
_U8 = np.uint64(8)
_BAR, _SLASH, _TAB, _DOT = 124, 47, 9, 46
_NOT_CALLED, _OTHER, _HET, _NO_HET = -1, -2, 1, 0


class Planes(NamedTuple):
    """The calls of the records that were read here, as bits by column.

    is_read
        Whether a record was read here, shape (n_records,); the rows of the others mean nothing.
    plane_1, plane_2, missing
        Most significant bit first, as numpy.packbits has it, so that column 0 is the first that is
        written; the bits behind the last column are 0. Shape (n_records, n_bytes).
    has_unphased_het
        Shape (n_records,).
    """

    is_read: NDArray[np.bool_]
    plane_1: NDArray[np.uint8]
    plane_2: NDArray[np.uint8]
    missing: NDArray[np.uint8]
    has_unphased_het: NDArray[np.bool_]


def read_planes(lines: Lines, wanted: NDArray[np.bool_], n_columns: int) -> Planes:
    """Read the wanted records that are biallelic, diploid throughout, and have only GT.

    wanted
        Records to try, shape (n_records,): everybody has two copies there, and the columns of the
        file are the samples of the call set, in their order.
    """
    n_records, n_bytes = lines.pos.size, (n_columns + 7) // 8
    planes = Planes(
        np.zeros(n_records, np.bool_),
        np.zeros((n_records, n_bytes), np.uint8),
        np.zeros((n_records, n_bytes), np.uint8),
        np.zeros((n_records, n_bytes), np.uint8),
        np.zeros(n_records, np.bool_),
    )
    if wanted.any():
        _read_planes(lines, wanted & (lines.n_alts == 1), n_columns, planes)
    return planes


@compiled
def _read_planes(lines, wanted, n, planes):
    block, fields = lines.text, lines.fields
    plane_1, plane_2 = planes.plane_1, planes.plane_2
    base = np.uint64(block.ctypes.data)
    n_whole = (n - 1) // 8  # groups of eight whose last call has a tab behind it
    for record in range(fields.shape[0]):
        at, end = fields[record, FIRST_CALL], fields[record, END]
        if not wanted[record] or end - at != 4 * n - 1 or at - fields[record, FORMAT] != 3:
            continue
        separator = block[at + 1]
        if separator != _BAR and separator != _SLASH:
            continue
        expected = _PHASED if separator == _BAR else _UNPHASED
        is_plain, has_het = True, False
        for group in range(n_whole):
            address = base + np.uint64(at + 32 * group)
            one, two = load_8(address), load_8(address + _U8)
            three = load_8(address + _U8 + _U8)
            four = load_8(address + _U8 + _U8 + _U8)
            odd = (one ^ expected) | (two ^ expected) | (three ^ expected) | (four ^ expected)
            if (odd & _REST) == 0:
                bits = (
                    ((one & _DIGITS) << np.uint64(6)) | ((two & _DIGITS) << np.uint64(4))
                    | ((three & _DIGITS) << np.uint64(2)) | (four & _DIGITS)
                )  # fmt: skip
                first = ((bits << np.uint64(1)) & np.uint64(0xAA)) | (
                    (bits >> np.uint64(32)) & np.uint64(0x55)
                )
                second = ((bits >> np.uint64(15)) & np.uint64(0xAA)) | (
                    (bits >> np.uint64(48)) & np.uint64(0x55)
                )
                plane_1[record, group] = first
                plane_2[record, group] = second
                has_het |= first != second
                continue
            kind = _read_one_by_one(
                block, at, separator, 8 * group, 8 * group + 8, n, record, planes
            )
            if kind == _OTHER:
                is_plain = False
                break
            has_het |= kind == _HET
        if is_plain:
            kind = _read_one_by_one(block, at, separator, 8 * n_whole, n, n, record, planes)
            is_plain = kind != _OTHER
            has_het |= kind == _HET
        planes.is_read[record] = is_plain
        planes.has_unphased_het[record] = has_het and separator == _SLASH


@compiled
def _read_one_by_one(block, at, separator, first, last, n, record, planes):
    """Read calls from first up to last; returns _HET if one is, _OTHER for what cannot be read."""
    kind = _NO_HET
    for call in range(first, last):
        bits = _call(block, at + 4 * call, separator)
        if bits == _OTHER or (call + 1 < n and block[at + 4 * call + 3] != _TAB):
            return _OTHER
        byte, bit = call >> 3, np.uint8(128 >> (call & 7))
        if bits == _NOT_CALLED:
            planes.missing[record, byte] |= bit
            continue
        if bits & 1:
            planes.plane_1[record, byte] |= bit
        if bits & 2:
            planes.plane_2[record, byte] |= bit
        if bits == 1 or bits == 2:
            kind = _HET
    return kind


@inlined
def _call(block, at, separator):
    """Return the bits of a call three characters wide, _NOT_CALLED, or _OTHER for anything else."""
    first, second = block[at], block[at + 2]
    if block[at + 1] != separator:
        return _OTHER
    if (first == 48 or first == 49) and (second == 48 or second == 49):
        return np.int64(first - 48) + 2 * np.int64(second - 48)
    return _NOT_CALLED if first == _DOT and second == _DOT else _OTHER
