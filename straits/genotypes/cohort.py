"""Counts of any cohort straight from genotypes, for one mask of people.

One compiled pass, a word of 64 people at a time. The SQL macros in sql/macros say the same; this is
what answers while somebody changes a cohort (benchmarks/README.md has the times of both).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.genome import REGION_CLASSES
from straits.genotypes.columns import GenotypeColumns
from straits.genotypes.decoding import people_in
from straits.genotypes.masks import PloidyMasks

# By place in genome.REGION_CLASSES: who has one copy there is said to be hemizygous.
_IS_SEX_CHROMOSOME = np.isin(REGION_CLASSES, ["x", "y"])


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
    carriers, missing = people_in(genotypes, region, PloidyMasks(diploid, haploid))
    (hom_alt, het, haploid_alt), (_, missing_diploid, missing_haploid) = carriers.T, missing.T
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
