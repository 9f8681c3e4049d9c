"""Counts of any cohorts straight from genotypes, by masks of people.

One compiled pass, a word of 64 people at a time. The SQL macros in sql/macros say the same; this is
what answers while somebody changes a cohort (benchmarks/README.md has the times of both).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.columns import GenotypeColumns
from straits.genotypes.decoding import people_in, set_bits
from straits.genotypes.masks import PloidyMasks


class CohortPloidy(NamedTuple):
    """Who of some cohorts has two copies of a place, who has one, and how many they are.

    masks
        Each of shape (n_cohorts, n_region_classes, n_bytes).
    n_diploid, n_haploid
        Shape (n_cohorts, n_region_classes).
    """

    masks: PloidyMasks
    n_diploid: NDArray[np.int32]
    n_haploid: NDArray[np.int32]


class CohortCounts(NamedTuple):
    """What some cohorts have of each allele: tables.LEAF_COUNTS, shape (n_cohorts, n_alleles).

    n_called, hom_alt and haploid_alt count people, ac and an alleles. Where nobody was called, all
    are 0.
    """

    n_called: NDArray[np.int32]
    ac: NDArray[np.int32]
    an: NDArray[np.int32]
    hom_alt: NDArray[np.int32]
    haploid_alt: NDArray[np.int32]


def ploidy_of_cohorts(ploidy: PloidyMasks, cohorts: NDArray[np.uint8]) -> CohortPloidy:
    """Return who of some cohorts has how many copies of each region class.

    cohorts
        Whose genotypes are counted: bits packed as by numpy.packbits, shape (n_cohorts, n_bytes).
    """
    masks = PloidyMasks(*(copies & cohorts[:, np.newaxis] for copies in ploidy))
    return CohortPloidy(masks, set_bits(masks.diploid), set_bits(masks.haploid))


def count_cohorts(
    genotypes: GenotypeColumns, region: NDArray[np.int8], of: CohortPloidy
) -> CohortCounts:
    """Return the counts of some cohorts of a call set, allele by allele, from one reading.

    region
        Place of each allele in genome.REGION_CLASSES, shape (n_alleles,).

    Raises ValueError, naming the row, where a plane is not as long as the masks or a list names a
    sample beyond them.
    """
    carriers, missing = people_in(genotypes, region, of.masks)
    hom_alt, het, haploid_alt = np.ascontiguousarray(np.moveaxis(carriers, -1, 0))
    n_diploid = of.n_diploid[:, region] - missing[..., 1]
    n_haploid = of.n_haploid[:, region] - missing[..., 2]
    return CohortCounts(
        n_called=n_diploid + n_haploid,
        ac=2 * hom_alt + het + haploid_alt,
        an=2 * n_diploid + n_haploid,
        hom_alt=hom_alt,
        haploid_alt=haploid_alt,
    )
