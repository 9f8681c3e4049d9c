"""Calls packed into the layout of `genotypes`: planes for the common, lists for the rare."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.called_records import Called
from data_loaders.vcf.record_alleles import Alleles
from straits.genotypes.compiled import compiled

# An allele (or the missing calls of a record) with at most samples/64 people is kept as a list.
LIST_SHARE = 64


class Genotypes(NamedTuple):
    """The genotypes of a block, allele after allele in file order.

    plane
        Row of plane_1 and plane_2, or -1 where the carriers are a list, shape (n_alleles,).
    plane_1, plane_2
        Bits by sample, most significant first as numpy.packbits has them, so that sample 0 is bit
        128 of byte 0; shape (n_planes, n_bytes).
    carrier_offsets, carriers
        Lists end to end: sample * 4 + bits (1 for plane 1, 2 for plane 2), sorted. List i is
        carriers[carrier_offsets[i]:carrier_offsets[i + 1]], half-open.
    other_offsets, others
        Samples with another non-reference allele of the same record, lists end to end.
    missing_plane, missing_planes, missing_offsets, missing
        The same for the missing calls of each record, shape (n_records, ...).
    """

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


def pack(called: Called, alleles: Alleles, n_samples: int) -> Genotypes:
    """Pack the calls of the alleles that are counted.

    alleles
        Those to keep, in order of record.
    """
    calls, planes = called.calls, called.planes
    people = np.bitwise_count(planes.plane_1 | planes.plane_2).sum(axis=1, dtype=np.int64)
    listed, n_others = _count_people(calls, alleles)
    is_read = planes.is_read[alleles.record]
    n_carriers = np.where(is_read, people[alleles.record], listed)
    most, n_bytes = n_samples // LIST_SHARE, (n_samples + 7) // 8
    plane, carrier_offsets = _places(n_carriers, most)
    missing_plane, missing_offsets = _places(called.n_missing, most)
    other_offsets = _offsets(n_others)
    genotypes = Genotypes(
        plane,
        _no_bits(plane, n_bytes),
        _no_bits(plane, n_bytes),
        carrier_offsets,
        np.empty(carrier_offsets[-1], np.int32),
        other_offsets,
        np.empty(other_offsets[-1], np.int32),
        missing_plane,
        _no_bits(missing_plane, n_bytes),
        missing_offsets,
        np.empty(missing_offsets[-1], np.int32),
    )
    _pack_alleles(calls, planes, alleles, genotypes)
    _pack_missing(calls, planes, genotypes)
    return genotypes


def _places(people: NDArray[np.int64], most: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the row of each plane, -1 for a list, and where each list begins."""
    is_plane = people > most
    row = np.where(is_plane, np.cumsum(is_plane) - 1, -1).astype(np.int32)
    return row, _offsets(np.where(is_plane, 0, people))


def _offsets(lengths: NDArray[np.int64]) -> NDArray[np.int32]:
    offsets = np.zeros(lengths.size + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def _no_bits(plane: NDArray[np.int32], n_bytes: int) -> NDArray[np.uint8]:
    """Return room for the planes that have a row."""
    return np.zeros((int((plane >= 0).sum()), n_bytes), np.uint8)


@compiled
def _count_people(carried, alleles):
    """Count who is on the list of each allele, and who carries another of its record."""
    calls, offsets = carried.carriers, carried.carrier_offsets
    record, number = alleles.record, alleles.number
    n_carriers = np.zeros(record.shape[0], np.int64)
    n_others = np.zeros(record.shape[0], np.int64)
    for allele in range(record.shape[0]):
        wanted = number[allele]
        for index in range(offsets[record[allele]], offsets[record[allele] + 1]):
            first, second = calls[index, 1], calls[index, 2]
            n_carriers[allele] += first == wanted or second == wanted
            n_others[allele] += (first > 0 and first != wanted) or (second > 0 and second != wanted)
    return n_carriers, n_others


@compiled
def _pack_alleles(carried, planes, alleles, room):
    calls, offsets = carried.carriers, carried.carrier_offsets
    read_1, read_2 = planes.plane_1, planes.plane_2
    plane_1, plane_2 = room.plane_1, room.plane_2
    carriers, others = room.carriers, room.others
    at_carrier, at_other = 0, 0
    for allele in range(room.plane.shape[0]):
        source, wanted, place = alleles.record[allele], alleles.number[allele], room.plane[allele]
        if planes.is_read[source]:
            for byte in range(read_1.shape[1]):
                byte_1, byte_2 = read_1[source, byte], read_2[source, byte]
                if place >= 0:
                    plane_1[place, byte] = byte_1
                    plane_2[place, byte] = byte_2
                elif byte_1 | byte_2:
                    for bit in range(8):
                        shift = 7 - bit  # the most significant bit is the first sample
                        bits = ((byte_1 >> shift) & 1) + 2 * ((byte_2 >> shift) & 1)
                        if bits:
                            carriers[at_carrier] = (byte * 8 + bit) * 4 + bits
                            at_carrier += 1
            continue
        for index in range(offsets[source], offsets[source + 1]):
            sample, first, second = calls[index, 0], calls[index, 1], calls[index, 2]
            if place >= 0:
                byte, bit = sample >> 3, np.uint8(128 >> (sample & 7))
                if first == wanted:
                    plane_1[place, byte] |= bit
                if second == wanted:
                    plane_2[place, byte] |= bit
            elif first == wanted or second == wanted:
                carriers[at_carrier] = sample * 4 + (first == wanted) + 2 * (second == wanted)
                at_carrier += 1
            if (first > 0 and first != wanted) or (second > 0 and second != wanted):
                others[at_other] = sample
                at_other += 1


@compiled
def _pack_missing(calls, planes, room):
    missing, offsets = calls.missing, calls.missing_offsets
    read, missing_planes, listed = planes.missing, room.missing_planes, room.missing
    at = 0
    for record in range(room.missing_plane.shape[0]):
        place = room.missing_plane[record]
        if planes.is_read[record]:
            for byte in range(read.shape[1]):
                bits = read[record, byte]
                if place >= 0:
                    missing_planes[place, byte] = bits
                elif bits:
                    for bit in range(8):
                        if (bits >> (7 - bit)) & 1:
                            listed[at] = byte * 8 + bit
                            at += 1
            continue
        for index in range(offsets[record], offsets[record + 1]):
            sample = missing[index]
            if place >= 0:
                missing_planes[place, sample >> 3] |= np.uint8(128 >> (sample & 7))
            else:
                listed[at] = sample
                at += 1
