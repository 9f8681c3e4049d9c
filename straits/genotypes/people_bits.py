"""Genotypes unpacked: one row per allele, one column per person."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.columns import GenotypeColumns, Ragged


class PeopleBits(NamedTuple):
    """Who has what of some alleles, each of shape (n_alleles, n_samples).

    first, second
        Whether the first and the second copy, as written, is the allele; one copy is the first.
    is_missing
        Whether the genotype is missing.
    """

    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    is_missing: NDArray[np.bool_]


def people_bits(genotypes: GenotypeColumns, rows: NDArray[np.int64], n_samples: int) -> PeopleBits:
    """Return some alleles of genotypes, person by person.

    rows
        Which alleles, counted from 0, shape (n_alleles,).
    """
    shape = (rows.size, n_samples)
    first, second, is_missing = (np.zeros(shape, np.bool_) for _ in range(3))
    for place, row in enumerate(rows):
        for plane, found in (
            (genotypes.plane_1, first),
            (genotypes.plane_2, second),
            (genotypes.missing, is_missing),
        ):
            packed = _value(plane, row)
            if packed.size:
                found[place] = np.unpackbits(packed.astype(np.uint8), count=n_samples)
        carriers = _value(genotypes.carriers, row)
        # sample_index * 4 + bits: 1 = first allele, 2 = second, 3 = both.
        first[place, carriers >> 2] |= (carriers & 1).astype(np.bool_)
        second[place, carriers >> 2] |= (carriers & 2).astype(np.bool_)
        is_missing[place, _value(genotypes.missing_samples, row)] = True
    return PeopleBits(first, second, is_missing)


def _value(column: Ragged, row: int) -> NDArray[np.int32]:
    found: NDArray[np.int32] = column.values[column.starts[row] : column.stops[row]]  # type: ignore[assignment]
    return found
