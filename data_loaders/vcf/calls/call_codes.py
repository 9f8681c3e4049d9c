"""Genotype calls, one at a time, after the rules of ploidy and quality.

A call arrives as two allele numbers, MISSING for a dot and ABSENT where only one allele is written.
What passes is noted among the carriers (of any allele but the reference) or the missing of its
record. Everyone else was called reference.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.compiled import inlined

MISSING, ABSENT = -1, -2

# Why a call became missing, or was left out where the person has no such chromosome.
REASONS = (
    "half_call",
    "haploid_where_diploid",
    "het_where_haploid",
    "heteroplasmic",
    "no_ploidy",
    "polyploid",
    "low_gq",
    "low_dp",
    "allele_balance",
    "no_quality_value",
    "ft_not_pass",
)
(
    HALF_CALL,
    HAPLOID_WHERE_DIPLOID,
    HET_WHERE_HAPLOID,
    HETEROPLASMIC,
    NO_PLOIDY,
    POLYPLOID,
    LOW_GQ,
    LOW_DP,
    ALLELE_BALANCE,
    NO_QUALITY_VALUE,
    FT_NOT_PASS,
) = range(len(REASONS))


class Columns(NamedTuple):
    """Who the genotype columns of a file are.

    sample
        sample_index of each column, -1 for one that is not in the call set, shape (n_columns,).
    ploidy
        Copies of the chromosome, by region class and sample_index: 0 where a person has none, so
        that a call there is left out; shape (n_region_classes, n_samples).
    n_without
        How many have none, by region class.
    """

    sample: NDArray[np.int32]
    ploidy: NDArray[np.int8]
    n_without: NDArray[np.int64]


FINE, TOO_FEW_CALLS, TOO_MANY_CALLS, BAD_GENOTYPE, NO_RULE_FIELD = range(5)


class Calls(NamedTuple):
    """The calls of a block that are not reference, record after record.

    carriers
        Sample, first and second allele (ABSENT if haploid), shape (n, 3); in order of sample.
    carrier_offsets, missing_offsets
        Where the carriers and the missing of each record begin, shape (n_records + 1,).
    missing
        Samples, shape (m,).
    n_unphased_hets, n_without_ploidy
        Per record: unphased diploid heterozygotes, or 1 where a phase-set field stands beside GT;
        calls left out because the person has no such chromosome, -1 for a record without GT. Shape
        (n_records,).
    reasons
        How many calls became missing, by REASONS.
    x_calls
        Per sample, of calls on X outside the pseudo-autosomal regions: those with two alleles that
        are not both reference, the heterozygous of them, and those with one allele, reference or
        not; shape (n_samples, 3).
    problem, problem_record, problem_column
        FINE, or what is wrong with which record of the block, in which genotype column.
    """

    carriers: NDArray[np.int32]
    carrier_offsets: NDArray[np.int64]
    missing: NDArray[np.int32]
    missing_offsets: NDArray[np.int64]
    n_unphased_hets: NDArray[np.int64]
    n_without_ploidy: NDArray[np.int64]
    reasons: NDArray[np.int64]
    x_calls: NDArray[np.int64]
    problem: int
    problem_record: int
    problem_column: int


def empty_calls(n_records: int, n_samples: int, n_used: int) -> Calls:
    """Return room for the calls of a block, should nobody be homozygous reference in any record.

    n_used
        Records that will be read. What is not written to costs no memory.
    """
    return Calls(
        np.empty((n_used * n_samples, 3), np.int32),
        np.zeros(n_records + 1, np.int64),
        np.empty(n_used * n_samples, np.int32),
        np.zeros(n_records + 1, np.int64),
        np.zeros(n_records, np.int64),
        np.zeros(n_records, np.int64),
        np.zeros(len(REASONS), np.int64),
        np.zeros((n_samples, 3), np.int64),
        FINE,
        0,
        0,
    )


def sorted_by_sample(calls: Calls) -> Calls:
    """Return the calls with each record's carriers and missing in order of sample."""
    record = np.repeat(np.arange(calls.carrier_offsets.size - 1), np.diff(calls.carrier_offsets))
    carriers = calls.carriers[np.lexsort((calls.carriers[:, 0], record))]
    record = np.repeat(np.arange(calls.missing_offsets.size - 1), np.diff(calls.missing_offsets))
    missing = calls.missing[np.lexsort((calls.missing, record))]
    return calls._replace(carriers=carriers, missing=missing)


# Slots of the running state of a block.
N_CARRIERS, N_MISSING, N_UNPHASED_HETS, N_MISSING_WITHOUT_PLOIDY = range(4)
N_SLOTS = 4

# Region classes, as straits.genome.REGION_CLASSES numbers them.
X_CLASS, MT_CLASS = 1, 3


@inlined
def take_call(sample, genotype, region, ploidy, state, carriers, missing, reasons, x_calls):
    """Apply the ploidy rules to one call and note it.

    One row each in tests/data_loaders/vcf/test_ingest_rules.py.

    ploidy
        2, 1 or 0 for the sample in this region class.
    carriers, missing, reasons, x_calls
        As in Calls; state holds how much of them is filled.
    """
    first, second = genotype.first, genotype.second
    if second == ABSENT:
        if first == MISSING:
            _note_missing(sample, ploidy, state, missing)
            return
        if region == X_CLASS:
            x_calls[sample, 2] += 1
        if ploidy == 2:
            reasons[HAPLOID_WHERE_DIPLOID] += 1
            _note_missing(sample, ploidy, state, missing)
        elif ploidy == 1:
            _note_carrier(sample, first, ABSENT, state, carriers)
        return
    if first == MISSING and second == MISSING:
        _note_missing(sample, ploidy, state, missing)
        return
    if first == MISSING or second == MISSING:
        if ploidy > 0:
            reasons[HALF_CALL] += 1
        _note_missing(sample, ploidy, state, missing)
        return
    if region == X_CLASS and first + second > 0:
        x_calls[sample, 0] += 1
        x_calls[sample, 1] += first != second
    if ploidy == 2:
        if first != second and not genotype.is_phased:
            state[N_UNPHASED_HETS] += 1
        _note_carrier(sample, first, second, state, carriers)
    elif ploidy == 1:
        # Callers that know no sex write a man's one allele twice: 1/1 is one copy.
        if first == second:
            _note_carrier(sample, first, ABSENT, state, carriers)
        else:
            reasons[HETEROPLASMIC if region == MT_CLASS else HET_WHERE_HAPLOID] += 1
            _note_missing(sample, ploidy, state, missing)


@inlined
def refuse_call(sample, reason, ploidy, state, missing, reasons):
    """Make a call missing for a reason of the genotype rule or of its form."""
    if ploidy > 0:
        reasons[reason] += 1
    _note_missing(sample, ploidy, state, missing)


@inlined
def _note_carrier(sample, first, second, state, carriers):
    if first > 0 or second > 0:
        at = state[N_CARRIERS]
        carriers[at, 0] = sample
        carriers[at, 1] = first
        carriers[at, 2] = second
        state[N_CARRIERS] = at + 1


@inlined
def _note_missing(sample, ploidy, state, missing):
    if ploidy == 0:
        state[N_MISSING_WITHOUT_PLOIDY] += 1
    else:
        missing[state[N_MISSING]] = sample
        state[N_MISSING] += 1
