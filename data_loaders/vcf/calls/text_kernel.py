"""Genotypes of VCF lines: the second pass over a block of whole lines."""

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.bgzf import memory
from data_loaders.vcf.calls import call_codes, genotype_rules
from data_loaders.vcf.calls.call_codes import Calls, Columns
from data_loaders.vcf.calls.genotype import (
    NO_CALL,
    Genotype,
    field_start,
    read_genotype,
    renumbered,
)
from data_loaders.vcf.calls.genotype_rules import NO_RULE, Rule
from data_loaders.vcf.calls.split_records import Joined, not_joined
from data_loaders.vcf.record_lines import END, FIRST_CALL, FORMAT, Lines
from straits.genotypes.compiled import compiled
from straits.genotypes.words import load_8

# "0|0" and "0/0" with a tab behind, as little-endian words, once and twice.
_PHASED_4, _UNPHASED_4 = np.uint32(0x09307C30), np.uint32(0x09302F30)
_PHASED_8, _UNPHASED_8 = np.uint64(0x09307C3009307C30), np.uint64(0x09302F3009302F30)
# The same with a colon behind, for lines with more fields.
_PHASED_COLON, _UNPHASED_COLON = np.uint32(0x3A307C30), np.uint32(0x3A302F30)
_COLON = 58


def read_calls(
    lines: Lines,
    region: NDArray[np.int8],
    columns: Columns,
    rule: Rule = NO_RULE,
    stands_for: NDArray[np.int32] | None = None,
    joined: Joined | None = None,
) -> Calls:
    """Decode every genotype of a block.

    region
        Region class of each record, -1 for a record to pass over, shape (n_records,).
    stands_for
        As in Alleles, shape (n_alleles,); None where every allele is written once.
    joined
        Calls that other records complete; None where each record is read by itself.
    """
    n_read = int((region >= 0).sum())
    room = call_codes.empty_calls(lines.pos.size, columns.ploidy.shape[1], n_read)
    if not n_read:
        return room
    failed = np.empty((0, 0), np.int8)
    if joined is None:
        joined = not_joined(lines.pos.size)
    if rule != NO_RULE:
        failed, record = genotype_rules.failures(lines, region, columns, rule, joined.row)
        if record >= 0:
            return room._replace(problem=call_codes.NO_RULE_FIELD, problem_record=record)
    state = np.zeros(call_codes.N_SLOTS, np.int64)
    numbers = _allele_numbers(lines, stands_for)
    problem, record, column = _read_calls(
        lines, region, columns, failed, numbers, joined, state, room
    )
    read = room._replace(
        carriers=room.carriers[: state[call_codes.N_CARRIERS]],
        missing=room.missing[: state[call_codes.N_MISSING]],
        problem=problem,
        problem_record=record,
        problem_column=column,
    )
    in_order = columns.sample[columns.sample >= 0]
    return read if (np.diff(in_order) > 0).all() else call_codes.sorted_by_sample(read)


def _allele_numbers(lines: Lines, stands_for: NDArray[np.int32] | None) -> NDArray[np.int32]:
    """Return what each allele number of each record stands for, shape (n_records, most + 1).

    It has no rows where all stand for themselves.
    """
    own = np.arange(lines.n_alts.max(initial=0) + 1, dtype=np.int32)
    if stands_for is None:
        return np.empty((0, own.size), np.int32)
    is_allele = (own > 0) & (own <= lines.n_alts[:, np.newaxis])
    numbers = np.where(is_allele, own, 0).astype(np.int32)
    numbers[is_allele] = stands_for
    return numbers


@compiled
def _read_calls(lines, region, columns, failed, numbers, joined, state, room):
    """Fill the room of empty_calls; returns FINE or a problem, its record and its column."""
    block, fields, n_alts = lines.text, lines.fields, lines.n_alts
    sample_of_column, ploidy, n_zero = columns
    # Taken out of the record once: each use within the loop would count references.
    carriers, carrier_offsets, missing, missing_offsets = room[:4]
    n_unphased_hets, n_without_ploidy, reasons, x_calls = room[4:8]
    joined_row, joined_first, joined_second, _ = joined
    base = np.int64(block.ctypes.data)
    n_columns = sample_of_column.shape[0]
    has_rule, has_repeats = failed.shape[0] > 0, numbers.shape[0] > 0
    for record in range(fields.shape[0]):
        klass = region[record]
        if klass >= 0:
            state[call_codes.N_UNPHASED_HETS] = 0
            state[call_codes.N_MISSING_WITHOUT_PLOIDY] = 0
            at, end = fields[record, FIRST_CALL], fields[record, END]
            only_gt, gt, has_phase_set = _format(block, fields[record, FORMAT], at - 1)
            if gt < 0:
                # A line without GT may be one that lost a column before FORMAT.
                column = 0
                while at <= end:
                    at = memory.find_tab(base, at, end) + 1
                    column += 1
                if column < n_columns:
                    return call_codes.TOO_FEW_CALLS, record, column
                if column > n_columns:
                    return call_codes.TOO_MANY_CALLS, record, 0
                n_without_ploidy[record] = -1
                carrier_offsets[record + 1] = state[call_codes.N_CARRIERS]
                missing_offsets[record + 1] = state[call_codes.N_MISSING]
                continue
            column = 0
            while column < n_columns:
                if at > end:
                    return call_codes.TOO_FEW_CALLS, record, column
                if not only_gt and gt == 0 and not has_rule:
                    word_4 = memory.load_4(np.uint64(base + at))
                    if (word_4 == _PHASED_COLON or word_4 == _UNPHASED_COLON) and at + 3 < end:
                        at = memory.find_tab(base, at + 4, end) + 1
                        column += 1
                        continue
                elif not has_rule and only_gt:
                    # Most calls are homozygous reference: step over eight of them at a time.
                    while column + 8 < n_columns:
                        word = load_8(np.uint64(base + at))
                        if word != _PHASED_8 and word != _UNPHASED_8:
                            break
                        if (
                            load_8(np.uint64(base + at + 8)) != word
                            or load_8(np.uint64(base + at + 16)) != word
                            or load_8(np.uint64(base + at + 24)) != word
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
                if gt > 0:
                    at = field_start(block, at, stop, gt)
                genotype = read_genotype(block, at, stop)
                if gt > 0 and at == stop:
                    genotype = NO_CALL
                highest = max(genotype.first, genotype.second)
                if genotype.n_alleles == 0 or highest > n_alts[record]:
                    return call_codes.BAD_GENOTYPE, record, column
                if has_repeats:
                    genotype = renumbered(genotype, numbers[record])
                row = joined_row[record]
                if row >= 0:
                    genotype = Genotype(
                        np.int64(joined_first[row, column]),
                        np.int64(joined_second[row, column]),
                        genotype.is_phased,
                        genotype.n_alleles,
                    )
                copies = ploidy[klass, sample]
                reason = -1
                if genotype.n_alleles > 2:
                    reason = call_codes.POLYPLOID
                elif has_rule and (genotype.first >= 0 or genotype.second >= 0):
                    reason = failed[record, column]
                if reason >= 0:
                    call_codes.refuse_call(sample, reason, copies, state, missing, reasons)
                else:
                    call_codes.take_call(
                        sample, genotype, klass, copies, state, carriers, missing, reasons, x_calls
                    )
                at = stop + 1
                column += 1
            if at <= end:
                return call_codes.TOO_MANY_CALLS, record, 0
            n_missing_without = state[call_codes.N_MISSING_WITHOUT_PLOIDY]
            n_without_ploidy[record] = n_zero[klass] - n_missing_without
            n_hets = state[call_codes.N_UNPHASED_HETS]
            n_unphased_hets[record] = max(n_hets, np.int64(has_phase_set))
        carrier_offsets[record + 1] = state[call_codes.N_CARRIERS]
        missing_offsets[record + 1] = state[call_codes.N_MISSING]
    return call_codes.FINE, 0, 0


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
