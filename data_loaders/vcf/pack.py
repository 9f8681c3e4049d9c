"""Calls packed into the layout of `genotypes`: planes for the common, lists for the rare."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.calls import Calls
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
    calls: Calls, n_samples: int, record: NDArray[np.int32], number: NDArray[np.int32]
) -> Genotypes:
    """Pack the calls of the alleles that are counted.

    record, number
        The alleles to keep, in order of record; shape (n_alleles,).
    """
    packed = _pack_alleles(calls.carriers, calls.carrier_offsets, n_samples, record, number)
    missing = _pack_missing(calls.missing, calls.missing_offsets, n_samples)
    return Genotypes(record, number, *packed, *missing)


@compiled
def _pack_alleles(calls, offsets, n_samples, record, number):
    n_alleles, n_bytes = record.shape[0], (n_samples + 7) // 8
    most = n_samples // LIST_SHARE
    plane = np.empty(n_alleles, np.int32)
    carrier_offsets = np.zeros(n_alleles + 1, np.int32)
    other_offsets = np.zeros(n_alleles + 1, np.int32)
    n_planes = 0
    for allele in range(n_alleles):
        n_carriers, n_others = 0, 0
        wanted = number[allele]
        for index in range(offsets[record[allele]], offsets[record[allele] + 1]):
            one, two = calls[index, 1], calls[index, 2]
            n_carriers += one == wanted or two == wanted
            n_others += (one > 0 and one != wanted) or (two > 0 and two != wanted)
        plane[allele] = -1
        if n_carriers > most:
            plane[allele] = n_planes
            n_planes += 1
            n_carriers = 0
        carrier_offsets[allele + 1] = carrier_offsets[allele] + n_carriers
        other_offsets[allele + 1] = other_offsets[allele] + n_others
    plane_1 = np.zeros((n_planes, n_bytes), np.uint8)
    plane_2 = np.zeros((n_planes, n_bytes), np.uint8)
    carriers = np.empty(carrier_offsets[n_alleles], np.int32)
    others = np.empty(other_offsets[n_alleles], np.int32)
    at_carrier, at_other = 0, 0
    for allele in range(n_alleles):
        wanted, row = number[allele], plane[allele]
        for index in range(offsets[record[allele]], offsets[record[allele] + 1]):
            sample, one, two = calls[index, 0], calls[index, 1], calls[index, 2]
            if row >= 0:
                byte, bit = sample >> 3, np.uint8(128 >> (sample & 7))
                if one == wanted:
                    plane_1[row, byte] |= bit
                if two == wanted:
                    plane_2[row, byte] |= bit
            elif one == wanted or two == wanted:
                carriers[at_carrier] = sample * 4 + (one == wanted) + 2 * (two == wanted)
                at_carrier += 1
            if (one > 0 and one != wanted) or (two > 0 and two != wanted):
                others[at_other] = sample
                at_other += 1
    return plane, plane_1, plane_2, carrier_offsets, carriers, other_offsets, others


@compiled
def _pack_missing(missing, offsets, n_samples):
    n_records, n_bytes = offsets.shape[0] - 1, (n_samples + 7) // 8
    most = n_samples // LIST_SHARE
    plane = np.empty(n_records, np.int32)
    list_offsets = np.zeros(n_records + 1, np.int32)
    n_planes = 0
    for record in range(n_records):
        count = offsets[record + 1] - offsets[record]
        plane[record] = -1
        if count > most:
            plane[record] = n_planes
            n_planes += 1
            count = 0
        list_offsets[record + 1] = list_offsets[record] + count
    planes = np.zeros((n_planes, n_bytes), np.uint8)
    listed = np.empty(list_offsets[n_records], np.int32)
    at = 0
    for record in range(n_records):
        for index in range(offsets[record], offsets[record + 1]):
            sample = missing[index]
            if plane[record] >= 0:
                planes[plane[record], sample >> 3] |= np.uint8(128 >> (sample & 7))
            else:
                listed[at] = sample
                at += 1
    return plane, planes, list_offsets, listed
