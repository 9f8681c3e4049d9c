"""Who has what of each allele, from planes or lists, for counts: the only kernels that decode them.

A plane has one bit for each person, the first in the most significant of a byte as numpy.packbits
has it, and is as long as a mask, or empty. A list of carriers has sample_index * 4 + bits, counted
from 0: 1 for the first copy, 2 for the second, 3 for both; who has one copy has the first.

The columns of the record are taken apart before the loop: within it, a reference would be counted
at each look.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.columns import GenotypeColumns
from straits.genotypes.compiled import compiled
from straits.genotypes.masks import PloidyMasks
from straits.genotypes.words import bit_count, load_8

_TWO, _ONE_OF_TWO, _ONE_OF_ONE = range(3)
# People that are decoded at once, so that they stay in fast memory.
_MOST = 1 << 16


class People(NamedTuple):
    """Who of some alleles is not homozygous reference, allele after allele.

    offsets
        Those of allele i are from offsets[i] up to but not with offsets[i + 1].
    sample, copies
        sample_index, and copies of the allele: 1 or 2, or 0 where the call is missing.
    """

    offsets: NDArray[np.int64]
    sample: NDArray[np.int32]
    copies: NDArray[np.uint8]


def people_of(genotypes: GenotypeColumns, n_samples: int) -> Iterator[tuple[slice, People]]:
    """Yield stretches of alleles, in order, and their people, who are there until the next.

    Raises ValueError, naming the row, where a plane is not as long as the samples or a list names a
    sample beyond them.
    """
    n_rows, n_bytes = genotypes.plane_1.starts.size, _n_bytes(n_samples)
    # The last allele may fill planes and lists, and a place is written before it is known whether
    # anybody is there.
    size = _MOST + 16 * n_bytes + 1
    offsets = np.zeros(n_rows + 1, np.int64)
    sample, copies = np.empty(size, np.int32), np.empty(size, np.uint8)
    start = 0
    while start < n_rows:
        people = People(offsets[start:], sample, copies)
        stop = _decode(genotypes, start, n_samples, people)
        if stop < 0:
            raise _unfit(-1 - stop, n_bytes)
        yield slice(start, stop), people
        start = stop


def people_in(
    genotypes: GenotypeColumns, region: NDArray[np.int8], ploidy: PloidyMasks
) -> NDArray[np.int32]:
    """Return how many people of some masks carry each allele, and of how many the call is missing.

    region
        Place of each allele in genome.REGION_CLASSES, shape (n_alleles,).
    ploidy
        Of several sets of people, each of shape (n_sets, n_region_classes, n_bytes).

    Of shape (2, n_sets, n_alleles, 3), carriers first: who has two copies of two, one of two, one
    of one; of who is missing the first is 0. All sets are counted in one reading. Raises as
    people_of does.
    """
    people = np.zeros((2, ploidy.diploid.shape[0], region.size, 3), np.int32)
    plane_1, plane_2, carriers, missing, listed = genotypes
    has_haploid = ploidy.haploid.any(axis=2)
    row = _count(plane_1, plane_2, carriers, 2, region, ploidy, has_haploid, people[0])
    if missing.values.size or listed.values.size:
        nothing = missing._replace(stops=missing.starts)
        unfit = _count(missing, nothing, listed, 0, region, ploidy, has_haploid, people[1])
        row = max(row, unfit)
    if row >= 0:
        raise _unfit(row, ploidy.diploid.shape[2])
    return people


def set_bits(masks: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return how many bits of each mask are set, in the shape of all but their last axis."""
    counted = np.empty(masks.shape[:-1], np.int32)
    _set_bits(masks.reshape(-1, masks.shape[-1]), counted.reshape(-1))
    return counted


def _n_bytes(n_samples: int) -> int:
    return (n_samples + 7) // 8


def _unfit(row: int, n_bytes: int) -> ValueError:
    return ValueError(
        f"the genotypes of row {row} do not fit masks of {n_bytes} bytes: a plane of another "
        "length, or a sample that is not in the call set"
    )


@compiled
def _decode(genotypes, start, n_samples, people):
    """Fill people; return the row after the last, or -1 - row of a row that does not fit."""
    one_starts, one_stops, plane_1 = genotypes.plane_1
    two_starts, two_stops, plane_2 = genotypes.plane_2
    carrier_starts, carrier_stops, carriers = genotypes.carriers
    missing_starts, missing_stops, missing = genotypes.missing
    listed_starts, listed_stops, listed = genotypes.missing_samples
    offsets, sample, copies = people
    whole = (n_samples + 7) // 8
    n = offsets[0] = 0
    for row in range(start, one_starts.shape[0]):
        if n >= _MOST:
            return row
        in_one, in_two = one_stops[row] - one_starts[row], two_stops[row] - two_starts[row]
        in_missing = missing_stops[row] - missing_starts[row]
        n_listed = carrier_stops[row] - carrier_starts[row] + listed_stops[row] - listed_starts[row]
        for length in (in_one, in_two, in_missing):
            if length not in (0, whole) or n_listed > n_samples:
                return -1 - row
        for byte in range(max(in_one, in_two, in_missing)):
            bits_1 = plane_1[one_starts[row] + byte] if in_one else np.uint8(0)
            bits_2 = plane_2[two_starts[row] + byte] if in_two else np.uint8(0)
            absent = missing[missing_starts[row] + byte] if in_missing else np.uint8(0)
            anybody = bits_1 | bits_2 | absent
            if anybody:
                for shift in range(7, -1, -1):
                    # Kept only if anybody is there: cheaper than a branch for each person.
                    sample[n] = byte * 8 + 7 - shift
                    copies[n] = ((bits_1 >> shift) & 1) + ((bits_2 >> shift) & 1)
                    n += (anybody >> shift) & 1
        for at in range(carrier_starts[row], carrier_stops[row]):
            sample[n], copies[n] = carriers[at] >> 2, 1 + (carriers[at] & 3 == 3)
            n += 1
        for at in range(listed_starts[row], listed_stops[row]):
            sample[n], copies[n] = listed[at], 0
            n += 1
        for at in range(offsets[row - start], n):
            if sample[at] < 0 or sample[at] >= n_samples:
                return -1 - row
        offsets[row - start + 1] = n
    return one_starts.shape[0]


@compiled
def _count(one_plane, two_plane, listed, shift, region, ploidy, has_haploid, people):
    """Fill `people`, shape (n_sets, n_alleles, 3); return the first row that does not fit, or -1.

    shift
        How many bits stand below sample_index in a list.
    has_haploid
        Of each set and region class, whether anybody has one copy of it.
    """
    one_starts, one_stops, plane_1 = one_plane
    two_starts, two_stops, plane_2 = two_plane
    starts, stops, entries = listed
    diploid, haploid = ploidy
    n_sets, n_bytes = diploid.shape[0], diploid.shape[2]
    for row in range(region.shape[0]):
        in_one, in_two = one_stops[row] - one_starts[row], two_stops[row] - two_starts[row]
        if in_one == 0 and in_two == 0 and starts[row] == stops[row]:
            continue
        if in_one not in (0, n_bytes) or in_two not in (0, n_bytes):
            return row
        for at in range(starts[row], stops[row]):
            if entries[at] < 0 or entries[at] >> shift >= 8 * n_bytes:
                return row
        klass = region[row]
        for number in range(n_sets):
            counts = people[number, row]
            two_copies, one_copy = diploid[number, klass], haploid[number, klass]
            if in_one and in_two:
                counts[_ONE_OF_TWO], counts[_TWO] = _people_in_planes(
                    plane_1, one_starts[row], plane_2, two_starts[row], two_copies
                )
            elif in_one:
                counts[_ONE_OF_TWO] = _people_in_plane(plane_1, one_starts[row], two_copies)
            elif in_two:
                counts[_ONE_OF_TWO] = _people_in_plane(plane_2, two_starts[row], two_copies)
            if in_one and has_haploid[number, klass]:
                counts[_ONE_OF_ONE] = _people_in_plane(plane_1, one_starts[row], one_copy)
            for at in range(starts[row], stops[row]):
                sample = entries[at] >> shift
                if _has(two_copies, sample):
                    counts[_TWO if shift and entries[at] & 3 == 3 else _ONE_OF_TWO] += 1
                elif _has(one_copy, sample):
                    counts[_ONE_OF_ONE] += 1
    return -1


@compiled
def _set_bits(masks, counted):
    for number in range(masks.shape[0]):
        counted[number] = _people_in_plane(masks[number], 0, masks[number])


@compiled
def _has(mask, sample):
    return (mask[sample >> 3] >> (7 - (sample & 7))) & 1


@compiled
def _people_in_plane(plane, start, mask):
    n_bytes = mask.shape[0]
    n_whole = n_bytes // 8 * 8
    plane_at, mask_at = plane.ctypes.data + start, mask.ctypes.data
    n_people = 0
    for byte in range(0, n_whole, 8):
        word = load_8(np.uint64(plane_at + byte)) & load_8(np.uint64(mask_at + byte))
        n_people += bit_count(word)
    for byte in range(n_whole, n_bytes):
        n_people += bit_count(np.uint64(plane[start + byte] & mask[byte]))
    return n_people


@compiled
def _people_in_planes(plane_1, start_1, plane_2, start_2, mask):
    """Count those in one of the planes, and those in both."""
    n_bytes = mask.shape[0]
    n_whole = n_bytes // 8 * 8
    one_at, two_at = plane_1.ctypes.data + start_1, plane_2.ctypes.data + start_2
    mask_at = mask.ctypes.data
    n_single = n_both = 0
    for byte in range(0, n_whole, 8):
        people = load_8(np.uint64(mask_at + byte))
        word_1 = load_8(np.uint64(one_at + byte)) & people
        word_2 = load_8(np.uint64(two_at + byte)) & people
        n_single += bit_count(word_1 ^ word_2)
        n_both += bit_count(word_1 & word_2)
    for byte in range(n_whole, n_bytes):
        word_1 = np.uint64(plane_1[start_1 + byte] & mask[byte])
        word_2 = np.uint64(plane_2[start_2 + byte] & mask[byte])
        n_single += bit_count(word_1 ^ word_2)
        n_both += bit_count(word_1 & word_2)
    return n_single, n_both
