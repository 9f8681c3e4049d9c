"""One sample's column of a VCF line: where its fields begin, and what its GT says."""

import numpy as np

from data_loaders.vcf import call_codes
from straits.genotypes.compiled import compiled

_COLON, _DOT, _SLASH, _BAR = 58, 46, 47, 124


@compiled
def field_start(block, at, stop, field):
    """Return where a colon-separated field of one sample's column begins, or its end."""
    while field > 0 and at < stop:
        field -= block[at] == _COLON
        at += 1
    return at


@compiled
def read_genotype(block, at, stop):
    """Read GT; returns (first, second, is_phased, number of alleles or 0 if unreadable)."""
    first, second = call_codes.MISSING, call_codes.ABSENT
    is_phased = True
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
            return first, second, is_phased, 0
        n_alleles += 1
        if n_alleles == 1:
            first = allele
        elif n_alleles == 2:
            second = allele
        if at == stop or block[at] == _COLON:
            return first, second, is_phased, n_alleles
        if block[at] == _SLASH:
            is_phased = False
        elif block[at] != _BAR:
            return first, second, is_phased, 0
        at += 1
    return first, second, is_phased, 0
