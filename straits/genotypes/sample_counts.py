"""Calls counted by sample, in one compiled pass over those who are not homozygous reference."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.columns import GenotypeColumns
from straits.genotypes.compiled import compiled, inlined

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
    """
    counts.n_alleles += substitution.size
    counts.n_snvs += int((substitution > 0).sum())
    _count(
        *genotypes.plane_1, *genotypes.plane_2, *genotypes.carriers, *genotypes.missing,
        *genotypes.missing_samples, substitution, is_counted, counts.by_sample,
    )  # fmt: skip


@inlined
def _tally(sample, bits, kind, by_sample):
    if kind == 0:
        return
    if bits != 3:
        by_sample[HET, sample] += 1
    by_sample[TRANSITION if kind == 1 else TRANSVERSION, sample] += 1


@inlined
def _tally_missing(sample, kind, by_sample):
    by_sample[MISSING, sample] += 1
    if kind:
        by_sample[MISSING_SNV, sample] += 1


@compiled
def _count(
    one_starts, one_stops, one, two_starts, two_stops, two, carrier_starts, carrier_stops, carriers,
    missing_starts, missing_stops, missing, listed_starts, listed_stops, listed, substitution,
    is_counted, by_sample,
):  # fmt: skip
    for row in range(substitution.shape[0]):
        kind = substitution[row]
        n_copies, last = 0, -1
        n_bytes = max(one_stops[row] - one_starts[row], two_stops[row] - two_starts[row])
        for byte in range(n_bytes):
            bits_1 = one[one_starts[row] + byte] if one_stops[row] > one_starts[row] else 0
            bits_2 = two[two_starts[row] + byte] if two_stops[row] > two_starts[row] else 0
            if bits_1 | bits_2:
                for bit in range(8):
                    shift = 7 - bit
                    bits = ((bits_1 >> shift) & 1) + 2 * ((bits_2 >> shift) & 1)
                    if bits:
                        sample = byte * 8 + bit
                        _tally(sample, bits, kind, by_sample)
                        if is_counted[sample]:
                            n_copies += 2 if bits == 3 else 1
                            last = sample
        for at in range(carrier_starts[row], carrier_stops[row]):
            sample, bits = carriers[at] >> 2, carriers[at] & 3
            _tally(sample, bits, kind, by_sample)
            if is_counted[sample]:
                n_copies += 2 if bits == 3 else 1
                last = sample
        if n_copies == 1:
            by_sample[SINGLETON, last] += 1
        for byte in range(missing_stops[row] - missing_starts[row]):
            bits = missing[missing_starts[row] + byte]
            if bits:
                for bit in range(8):
                    if (bits >> (7 - bit)) & 1:
                        _tally_missing(byte * 8 + bit, kind, by_sample)
        for at in range(listed_starts[row], listed_stops[row]):
            _tally_missing(listed[at], kind, by_sample)
