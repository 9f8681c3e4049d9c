"""Counts of any cohort straight from genotypes, for one mask of people.

One compiled pass, a word of 64 people at a time. The SQL macros in sql/macros say the same; this is
what answers while somebody changes a cohort (benchmarks/README.md has the times of both).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.genome import REGION_CLASSES
from straits.genotypes.columns import GenotypeColumns
from straits.genotypes.compiled import compiled
from straits.genotypes.words import bit_count, load_8

_HOM_ALT, _HET, _HAPLOID_ALT, _MISSING_DIPLOID, _MISSING_HAPLOID = range(5)
# By place in genome.REGION_CLASSES: who has one copy there is said to be hemizygous.
_IS_SEX_CHROMOSOME = np.isin(REGION_CLASSES, ["x", "y"])


class PloidyMasks(NamedTuple):
    """Who of a call set has two copies of a place, and who has one.

    Each of shape (n_region_classes, n_bytes) in the order of genome.REGION_CLASSES, bits packed as
    by numpy.packbits. Nobody is in both; who has no copy is in neither; padding bits are 0.
    """

    diploid: NDArray[np.uint8]
    haploid: NDArray[np.uint8]


class CohortCounts(NamedTuple):
    """What a cohort has of each allele, each array of shape (n_alleles,).

    n_called, hom_alt, het and hemi count people, ac and an alleles. Where nobody was called, all
    are 0.
    """

    n_called: NDArray[np.int32]
    an: NDArray[np.int32]
    ac: NDArray[np.int32]
    hom_alt: NDArray[np.int32]
    het: NDArray[np.int32]
    hemi: NDArray[np.int32]


def count_cohort(
    genotypes: GenotypeColumns,
    region: NDArray[np.int8],
    ploidy: PloidyMasks,
    cohort: NDArray[np.uint8],
) -> CohortCounts:
    """Return the counts of some people of a call set, allele by allele.

    region
        Place of each allele in genome.REGION_CLASSES, shape (n_alleles,).
    cohort
        Whose genotypes are counted: bits packed as by numpy.packbits, shape (n_bytes,).

    Raises ValueError, naming the row, where a plane is not as long as the masks or a list names a
    sample beyond them.
    """
    diploid = np.ascontiguousarray(ploidy.diploid & cohort)
    haploid = np.ascontiguousarray(ploidy.haploid & cohort)
    people = np.zeros((region.size, 5), np.int32)
    unfit = _count(
        *genotypes.plane_1, *genotypes.plane_2, *genotypes.carriers, *genotypes.missing,
        *genotypes.missing_samples, region, diploid, haploid, people,
    )  # fmt: skip
    if unfit >= 0:
        raise ValueError(
            f"the genotypes of row {unfit} do not fit masks of {cohort.size} bytes: a plane of "
            "another length, or a sample that is not in the call set"
        )
    hom_alt, het, haploid_alt, missing_diploid, missing_haploid = people.T
    n_diploid = _n_people(diploid)[region] - missing_diploid
    n_haploid = _n_people(haploid)[region] - missing_haploid
    return CohortCounts(
        n_called=n_diploid + n_haploid,
        an=2 * n_diploid + n_haploid,
        ac=2 * hom_alt + het + haploid_alt,
        hom_alt=hom_alt.copy(),
        het=het.copy(),
        hemi=np.where(_IS_SEX_CHROMOSOME[region], haploid_alt, 0).astype(np.int32),
    )


def _n_people(masks: NDArray[np.uint8]) -> NDArray[np.int32]:
    n_people: NDArray[np.int32] = np.bitwise_count(masks).sum(axis=1, dtype=np.int32)
    return n_people


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
def _people_in_planes(one, start_1, two, start_2, mask):
    """Count those in plane 1, in plane 2 and in both."""
    n_bytes = mask.shape[0]
    n_whole = n_bytes // 8 * 8
    one_at, two_at = one.ctypes.data + start_1, two.ctypes.data + start_2
    mask_at = mask.ctypes.data
    n_one = n_two = n_both = 0
    for byte in range(0, n_whole, 8):
        people = load_8(np.uint64(mask_at + byte))
        word_1 = load_8(np.uint64(one_at + byte)) & people
        word_2 = load_8(np.uint64(two_at + byte)) & people
        n_one += bit_count(word_1)
        n_two += bit_count(word_2)
        n_both += bit_count(word_1 & word_2)
    for byte in range(n_whole, n_bytes):
        word_1 = np.uint64(one[start_1 + byte] & mask[byte])
        word_2 = np.uint64(two[start_2 + byte] & mask[byte])
        n_one += bit_count(word_1)
        n_two += bit_count(word_2)
        n_both += bit_count(word_1 & word_2)
    return n_one, n_two, n_both


@compiled
def _count(
    one_starts, one_stops, one, two_starts, two_stops, two, carrier_starts, carrier_stops, carriers,
    missing_starts, missing_stops, missing, listed_starts, listed_stops, listed, region, diploid,
    haploid, people,
):  # fmt: skip
    """Fill `people`, shape (n_alleles, 5); return the first row that does not fit, or -1."""
    n_bytes = diploid.shape[1]
    n_samples = n_bytes * 8
    has_haploid = np.zeros(haploid.shape[0], np.bool_)
    for klass in range(haploid.shape[0]):
        has_haploid[klass] = haploid[klass].any()
    for row in range(region.shape[0]):
        klass = region[row]
        two_copies, one_copy, counts = diploid[klass], haploid[klass], people[row]
        in_one = one_stops[row] - one_starts[row]
        in_two = two_stops[row] - two_starts[row]
        in_missing = missing_stops[row] - missing_starts[row]
        for length in (in_one, in_two, in_missing):
            if length != 0 and length != n_bytes:
                return row
        if in_one and in_two:
            n_one, n_two, n_both = _people_in_planes(
                one, one_starts[row], two, two_starts[row], two_copies
            )
            counts[_HOM_ALT] = n_both
            counts[_HET] = n_one + n_two - 2 * n_both
        elif in_one:
            counts[_HET] = _people_in_plane(one, one_starts[row], two_copies)
        elif in_two:
            counts[_HET] = _people_in_plane(two, two_starts[row], two_copies)
        if in_one and has_haploid[klass]:
            counts[_HAPLOID_ALT] = _people_in_plane(one, one_starts[row], one_copy)
        for at in range(carrier_starts[row], carrier_stops[row]):
            sample = carriers[at] >> 2
            if sample < 0 or sample >= n_samples:
                return row
            if _has(two_copies, sample):
                counts[_HOM_ALT if carriers[at] & 3 == 3 else _HET] += 1
            elif _has(one_copy, sample):
                counts[_HAPLOID_ALT] += 1
        if in_missing:
            start = missing_starts[row]
            counts[_MISSING_DIPLOID] = _people_in_plane(missing, start, two_copies)
            if has_haploid[klass]:
                counts[_MISSING_HAPLOID] = _people_in_plane(missing, start, one_copy)
        for at in range(listed_starts[row], listed_stops[row]):
            sample = listed[at]
            if sample < 0 or sample >= n_samples:
                return row
            if _has(two_copies, sample):
                counts[_MISSING_DIPLOID] += 1
            elif _has(one_copy, sample):
                counts[_MISSING_HAPLOID] += 1
    return -1
