"""Genotypes of VCF lines: the second pass over a block of whole lines."""

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf import calls, memory, rules
from data_loaders.vcf.lines import END, FIRST_CALL, FORMAT, Lines
from data_loaders.vcf.rules import NO_RULE, Rule
from straits.genotypes.compiled import compiled, inlined

# "0|0" and "0/0" with a tab behind, as little-endian words, once and twice.
_PHASED_4, _UNPHASED_4 = np.uint32(0x09307C30), np.uint32(0x09302F30)
_PHASED_8, _UNPHASED_8 = np.uint64(0x09307C3009307C30), np.uint64(0x09302F3009302F30)
# The same with a colon behind, for lines with more fields.
_PHASED_COLON, _UNPHASED_COLON = np.uint32(0x3A307C30), np.uint32(0x3A302F30)
_COLON, _DOT, _SLASH, _BAR = 58, 46, 47, 124


def read_calls(
    block: NDArray[np.uint8],
    lines: Lines,
    sample_of_column: NDArray[np.int32],
    region: NDArray[np.int8],
    ploidy: NDArray[np.int8],
    rule: Rule = NO_RULE,
) -> calls.Calls:
    """Decode every genotype of a block.

    sample_of_column
        Index of each column's sample, -1 for one that is not in the call set, shape (n_columns,).
    region
        Region class of each record, -1 for a record to pass over, shape (n_records,).
    ploidy
        Shape (n_region_classes, n_samples).
    """
    found = calls.Calls(
        *_read_calls(
            block, lines.fields, lines.n_alts, sample_of_column, region, ploidy, rule,
            rule != NO_RULE,
        )
    )  # fmt: skip
    in_order = sample_of_column[sample_of_column >= 0]
    return found if (np.diff(in_order) > 0).all() else calls.sorted_by_sample(found)


@compiled
def _read_calls(block, fields, n_alts, sample_of_column, region, ploidy, rule, has_rule):
    n_records, n_columns, n_samples = fields.shape[0], sample_of_column.shape[0], ploidy.shape[1]
    base = np.int64(block.ctypes.data)
    n_zero = np.zeros(ploidy.shape[0], np.int64)
    for klass in range(ploidy.shape[0]):
        for sample in range(n_samples):
            n_zero[klass] += ploidy[klass, sample] == 0
    # Room for the case that nobody is homozygous reference; what is not touched costs nothing.
    n_used = 0
    for record in range(n_records):
        n_used += region[record] >= 0
    carriers = np.empty((n_used * n_samples, 3), np.int32)
    missing = np.empty(n_used * n_samples, np.int32)
    carrier_offsets = np.zeros(n_records + 1, np.int64)
    missing_offsets = np.zeros(n_records + 1, np.int64)
    n_unphased_hets = np.zeros(n_records, np.int64)
    n_without_ploidy = np.zeros(n_records, np.int64)
    reasons = np.zeros(len(calls.REASONS), np.int64)
    x_calls = np.zeros((n_samples, 2), np.int64)
    state = np.zeros(calls.N_SLOTS, np.int64)
    problem, problem_record, problem_column = calls.FINE, 0, 0
    for record in range(n_records):
        klass = region[record]
        if klass >= 0:
            state[calls.N_UNPHASED_HETS] = 0
            state[calls.N_MISSING_WITHOUT_PLOIDY] = 0
            at, end = fields[record, FIRST_CALL], fields[record, END]
            only_gt, gt, has_phase_set = _format(block, fields[record, FORMAT], at - 1)
            if gt < 0:
                n_without_ploidy[record] = -1
                carrier_offsets[record + 1] = state[calls.N_CARRIERS]
                missing_offsets[record + 1] = state[calls.N_MISSING]
                continue
            if has_rule:
                gq, dp, ad = rules.rule_fields(block, fields[record, FORMAT], at - 1)
                if rules.lacks_field(rule, gq, dp, ad):
                    problem, problem_record = calls.NO_RULE_FIELD, record
                    break
            else:
                gq, dp, ad = -1, -1, -1
            column = 0
            while column < n_columns:
                if at > end:
                    problem, problem_record, problem_column = calls.TOO_FEW_CALLS, record, column
                    break
                if not only_gt and gt == 0 and not has_rule:
                    word_4 = memory.load_4(np.uint64(base + at))
                    if (word_4 == _PHASED_COLON or word_4 == _UNPHASED_COLON) and at + 3 < end:
                        at = memory.find_tab(base, at + 4, end) + 1
                        column += 1
                        continue
                elif not has_rule and only_gt:
                    # Most calls are homozygous reference: step over eight of them at a time.
                    while column + 8 < n_columns:
                        word = memory.load_8(np.uint64(base + at))
                        if word != _PHASED_8 and word != _UNPHASED_8:
                            break
                        if (
                            memory.load_8(np.uint64(base + at + 8)) != word
                            or memory.load_8(np.uint64(base + at + 16)) != word
                            or memory.load_8(np.uint64(base + at + 24)) != word
                        ):
                            break
                        at += 32
                        column += 8
                    word_4 = memory.load_4(np.uint64(base + at))
                    if (word_4 == _PHASED_4 or word_4 == _UNPHASED_4) and at + 3 < end:
                        at += 4
                        column += 1
                        continue
                sample = sample_of_column[column]
                stop = memory.find_tab(base, at, end)
                if sample < 0:
                    at = stop + 1
                    column += 1
                    continue
                start = at
                if gt > 0:
                    at = _field(block, at, stop, gt)
                first, second, is_phased, n_alleles = _genotype(block, at, stop)
                if n_alleles == 0 or max(first, second) > n_alts[record]:
                    problem, problem_record, problem_column = calls.BAD_GENOTYPE, record, column
                    break
                copies = ploidy[klass, sample]
                reason = -1
                if n_alleles > 2:
                    reason = calls.POLYPLOID
                elif has_rule and (first >= 0 or second >= 0):
                    reason = rules.rule_breach(
                        block, start, stop, rule, gq, dp, ad, first, second, copies
                    )
                if reason >= 0:
                    calls.refuse_call(sample, reason, copies, state, missing, reasons)
                else:
                    calls.take_call(
                        sample, first, second, is_phased, klass, copies, state, carriers,
                        missing, reasons, x_calls,
                    )  # fmt: skip
                at = stop + 1
                column += 1
            if problem != calls.FINE:
                break
            if at <= end:
                problem, problem_record = calls.TOO_MANY_CALLS, record
                break
            n_without_ploidy[record] = n_zero[klass] - state[calls.N_MISSING_WITHOUT_PLOIDY]
            n_unphased_hets[record] = max(state[calls.N_UNPHASED_HETS], np.int64(has_phase_set))
        carrier_offsets[record + 1] = state[calls.N_CARRIERS]
        missing_offsets[record + 1] = state[calls.N_MISSING]
    return (
        carriers[: state[calls.N_CARRIERS]], carrier_offsets,
        missing[: state[calls.N_MISSING]], missing_offsets,
        n_unphased_hets, n_without_ploidy, reasons, x_calls,
        problem, problem_record, problem_column,
    )  # fmt: skip


@compiled
def _format(block, start, end):
    """Return whether FORMAT is just GT, GT's place or -1, and whether it has PS, PGT or PID."""
    has_phase_set = False
    gt, field, at = -1, 0, start
    while at < end:
        stop = at
        while stop < end and block[stop] != _COLON:
            stop += 1
        if stop - at == 2:
            if block[at] == 71 and block[at + 1] == 84:
                gt = field
            has_phase_set |= block[at] == 80 and block[at + 1] == 83
        elif stop - at == 3 and block[at] == 80:
            second, third = block[at + 1], block[at + 2]
            has_phase_set |= (second == 71 and third == 84) or (second == 73 and third == 68)
        field += 1
        at = stop + 1
    return gt == 0 and field == 1, gt, has_phase_set


@compiled
def _field(block, at, stop, field):
    """Return where a colon-separated field of one sample's column begins, or its end."""
    while field > 0 and at < stop:
        field -= block[at] == _COLON
        at += 1
    return at


@inlined
def _genotype(block, at, stop):
    """Read GT; returns (first, second, is_phased, number of alleles or 0 if unreadable)."""
    first, second = calls.MISSING, calls.ABSENT
    is_phased = True
    n_alleles = 0
    if at < stop and (block[at] == _SLASH or block[at] == _BAR):
        at += 1  # VCF 4.4 allows the phase of the first allele to be written before it
    while at < stop:
        byte = block[at]
        if byte == _DOT:
            allele = calls.MISSING
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
