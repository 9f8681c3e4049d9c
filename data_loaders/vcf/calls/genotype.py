"""One sample's column of a VCF line: where its fields begin, and what its GT says."""

from typing import NamedTuple

import numpy as np

from data_loaders.vcf.calls import call_codes
from straits.genotypes.compiled import compiled

_COLON, _DOT, _SLASH, _BAR = 58, 46, 47, 124


class Genotype(NamedTuple):
    """One GT.

    first, second
        Allele numbers, call_codes.MISSING for a dot, call_codes.ABSENT where only one is written.
    n_alleles
        How many are written; 0 if they cannot be read.
    """

    first: int
    second: int
    is_phased: bool
    n_alleles: int


# Of a column that ends before its GT, such as a lone dot where FORMAT has DP first.
NO_CALL = Genotype(call_codes.MISSING, call_codes.ABSENT, True, 1)


@compiled
def field_start(block, at, stop, field):
    """Return where a colon-separated field of one sample's column begins, or its end."""
    while field > 0 and at < stop:
        field -= block[at] == _COLON
        at += 1
    return at


@compiled
def read_genotype(block, at, stop):
    """Read GT, which ends at a colon or at stop."""
    first, second = call_codes.MISSING, call_codes.ABSENT
    is_phased, is_whole = True, False
    n_alleles = 0
    if at < stop and (block[at] == _SLASH or block[at] == _BAR):
        at += 1  # VCF 4.4 allows the phase of the first allele to be written before it
    while at < stop:
        byte = block[at]
        if byte == _DOT:
            allele = call_codes.MISSING
            at += 1
        elif 48 <= byte <= 57:
            allele = 0
            while at < stop and 48 <= block[at] <= 57 and allele < 100000:
                allele = allele * 10 + np.int64(block[at]) - 48
                at += 1
        else:
            break
        n_alleles += 1
        if n_alleles == 1:
            first = allele
        elif n_alleles == 2:
            second = allele
        if at == stop or block[at] == _COLON:
            is_whole = True
            break
        if block[at] == _SLASH:
            is_phased = False
        elif block[at] != _BAR:
            break
        at += 1
    return Genotype(first, second, is_phased, n_alleles if is_whole else 0)


@compiled
def renumbered(genotype, numbers):
    """Return the genotype with what its allele numbers stand for."""
    first, second = genotype.first, genotype.second
    return Genotype(
        numbers[first] if first > 0 else first,
        numbers[second] if second > 0 else second,
        genotype.is_phased,
        genotype.n_alleles,
    )
