"""Calls counted by sample, in one compiled pass over those who are not homozygous reference."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.columns import GenotypeColumns
from straits.genotypes.compiled import compiled
from straits.genotypes.decoding import people_of

# What is counted by sample: at single-base alleles, but for singletons and missing calls.
HET, TRANSITION, TRANSVERSION, SINGLETON, MISSING, MISSING_SNV = range(6)


@dataclass
class SampleCounts:
    """What was counted so far of the samples of a call set, at autosomal alleles.

    n_alleles, n_snvs
        How many alleles were gone through, and how many of them are of a single base.
    by_sample
        Shape (6, n_samples). HET: alleles with one copy; TRANSITION, TRANSVERSION: alleles carried;
        SINGLETON: alleles of which the sample has the only copy among those who are counted.
    """

    by_sample: NDArray[np.int64]
    n_alleles: int = 0
    n_snvs: int = 0


def count_by_sample(
    genotypes: GenotypeColumns,
    substitution: NDArray[np.int8],
    is_counted: NDArray[np.bool_],
    counts: SampleCounts,
) -> None:
    """Add the genotypes of some autosomal alleles to the counts.

    substitution
        1 for a transition, 2 for a transversion, 0 for what is no single base; shape (n_alleles,).
    is_counted
        Shape (n_samples,).

    Raises ValueError, naming the row, where a plane is not as long as the samples or a list names a
    sample beyond them.
    """
    counts.n_alleles += substitution.size
    counts.n_snvs += int((substitution > 0).sum())
    for part, people in people_of(genotypes, is_counted.size):
        _count(people, substitution[part], is_counted, counts.by_sample)


@compiled
def _count(people, substitution, is_counted, by_sample):
    offsets, samples, copies = people
    for row in range(substitution.shape[0]):
        kind = substitution[row]
        n_copies, last = 0, -1
        for at in range(offsets[row], offsets[row + 1]):
            sample = samples[at]
            if copies[at] == 0:
                by_sample[MISSING, sample] += 1
                by_sample[MISSING_SNV, sample] += kind > 0
                continue
            if kind:
                by_sample[HET, sample] += copies[at] == 1
                by_sample[TRANSITION if kind == 1 else TRANSVERSION, sample] += 1
            if is_counted[sample]:
                n_copies += copies[at]
                last = sample
        if n_copies == 1:
            by_sample[SINGLETON, last] += 1
