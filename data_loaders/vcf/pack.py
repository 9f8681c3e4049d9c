"""Calls packed into the layout of `genotypes`: planes for the common, lists for the rare."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.call_codes import Calls
from data_loaders.vcf.fixed_width import Planes
from straits.genotypes.compiled import compiled

# An allele (or the missing calls of a record) with at most samples/64 people is kept as a list.
LIST_SHARE = 64


class Genotypes(NamedTuple):
    """The genotypes of a block, allele after allele in file order.

    record, number
        Record of the block, and allele number (1 for the first ALT), shape (n_alleles,).
    plane
        Row of plane_1 and plane_2, or -1 where the carriers are a list, shape (n_alleles,).
    plane_1, plane_2
        Bits by sample, most significant first, shape (n_planes, n_bytes).
    carrier_offsets, carriers
        Lists end to end: sample * 4 + bits; bit 1 for plane 1, bit 2 for plane 2; sorted.
    other_offsets, others
        Samples with another non-reference allele of the same record, lists end to end.
    missing_plane, missing_planes, missing_offsets, missing
        The same for the missing calls of each record, shape (n_records, ...).
    """

    record: NDArray[np.int32]
    number: NDArray[np.int32]
    plane: NDArray[np.int32]
    plane_1: NDArray[np.uint8]
    plane_2: NDArray[np.uint8]
    carrier_offsets: NDArray[np.int32]
    carriers: NDArray[np.int32]
    other_offsets: NDArray[np.int32]
    others: NDArray[np.int32]
    missing_plane: NDArray[np.int32]
    missing_planes: NDArray[np.uint8]
    missing_offsets: NDArray[np.int32]
    missing: NDArray[np.int32]


def pack(
    calls: Calls,
    planes: Planes,
    n_samples: int,
    record: NDArray[np.int32],
    number: NDArray[np.int32],
) -> Genotypes:
    """Pack the calls of the alleles that are counted.

    calls, planes
        Each record is in one of them: in planes where planes.is_read says so.
    record, number
        The alleles to keep, in order of record; shape (n_alleles,).
    """
    people = np.bitwise_count(planes.plane_1 | planes.plane_2).sum(axis=1, dtype=np.int64)
    absent = np.bitwise_count(planes.missing).sum(axis=1, dtype=np.int64)
    n_missing = np.where(planes.is_read, absent, np.diff(calls.missing_offsets))
    most = n_samples // LIST_SHARE
    n_carriers, n_others = np.zeros(record.size, np.int64), np.zeros(record.size, np.int64)
    _count_people(calls.carriers, calls.carrier_offsets, record, number, n_carriers, n_others)
    n_carriers = np.where(planes.is_read[record], people[record], n_carriers)
    row, offsets = _places(n_carriers, most)
    other_offsets = _offsets(n_others)
    shape = (int((row >= 0).sum()), (n_samples + 7) // 8)
    plane_1, plane_2 = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    carriers = np.empty(offsets[-1], np.int32)
    others = np.empty(other_offsets[-1], np.int32)
    _pack_alleles(
        calls.carriers, calls.carrier_offsets, planes.is_read, planes.plane_1, planes.plane_2,
        record, number, row, plane_1, plane_2, carriers, others,
    )  # fmt: skip
    missing_row, missing_offsets = _places(n_missing, most)
    missing_planes = np.zeros((int((missing_row >= 0).sum()), shape[1]), np.uint8)
    missing = np.empty(missing_offsets[-1], np.int32)
    _pack_missing(
        calls.missing, calls.missing_offsets, planes.is_read, planes.missing, missing_row,
        missing_planes, missing,
    )  # fmt: skip
    return Genotypes(
        record, number, row, plane_1, plane_2, offsets, carriers, other_offsets, others,
        missing_row, missing_planes, missing_offsets, missing,
    )  # fmt: skip


def _places(people: NDArray[np.int64], most: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the row of each plane, -1 for a list, and where each list begins."""
    is_plane = people > most
    row = np.where(is_plane, np.cumsum(is_plane) - 1, -1).astype(np.int32)
    return row, _offsets(np.where(is_plane, 0, people))


def _offsets(lengths: NDArray[np.int64]) -> NDArray[np.int32]:
    offsets = np.zeros(lengths.size + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


@compiled
def _count_people(calls, offsets, record, number, n_carriers, n_others):
    for allele in range(record.shape[0]):
        wanted = number[allele]
        for index in range(offsets[record[allele]], offsets[record[allele] + 1]):
            one, two = calls[index, 1], calls[index, 2]
            n_carriers[allele] += one == wanted or two == wanted
            n_others[allele] += (one > 0 and one != wanted) or (two > 0 and two != wanted)


@compiled
def _pack_alleles(
    calls, offsets, is_read, read_1, read_2, record, number, row, plane_1, plane_2, carriers, others
):
    at_carrier, at_other = 0, 0
    for allele in range(record.shape[0]):
        source, wanted, place = record[allele], number[allele], row[allele]
        if is_read[source]:
            for byte in range(read_1.shape[1]):
                one, two = read_1[source, byte], read_2[source, byte]
                if place >= 0:
                    plane_1[place, byte] = one
                    plane_2[place, byte] = two
                elif one | two:
                    for bit in range(8):
                        shift = 7 - bit
                        bits = ((one >> shift) & 1) + 2 * ((two >> shift) & 1)
                        if bits:
                            carriers[at_carrier] = (byte * 8 + bit) * 4 + bits
                            at_carrier += 1
            continue
        for index in range(offsets[source], offsets[source + 1]):
            sample, one, two = calls[index, 0], calls[index, 1], calls[index, 2]
            if place >= 0:
                byte, bit = sample >> 3, np.uint8(128 >> (sample & 7))
                if one == wanted:
                    plane_1[place, byte] |= bit
                if two == wanted:
                    plane_2[place, byte] |= bit
            elif one == wanted or two == wanted:
                carriers[at_carrier] = sample * 4 + (one == wanted) + 2 * (two == wanted)
                at_carrier += 1
            if (one > 0 and one != wanted) or (two > 0 and two != wanted):
                others[at_other] = sample
                at_other += 1


@compiled
def _pack_missing(missing, offsets, is_read, read, row, planes, listed):
    at = 0
    for record in range(row.shape[0]):
        place = row[record]
        if is_read[record]:
            for byte in range(read.shape[1]):
                bits = read[record, byte]
                if place >= 0:
                    planes[place, byte] = bits
                elif bits:
                    for bit in range(8):
                        if (bits >> (7 - bit)) & 1:
                            listed[at] = byte * 8 + bit
                            at += 1
            continue
        for index in range(offsets[record], offsets[record + 1]):
            sample = missing[index]
            if place >= 0:
                planes[place, sample >> 3] |= np.uint8(128 >> (sample & 7))
            else:
                listed[at] = sample
                at += 1
