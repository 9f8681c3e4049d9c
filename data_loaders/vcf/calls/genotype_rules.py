"""Genotype rules: which calls are good enough to be counted."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.bgzf import memory
from data_loaders.vcf.calls import call_codes
from data_loaders.vcf.calls.call_codes import Columns
from data_loaders.vcf.calls.genotype import field_start, read_genotype
from data_loaders.vcf.record_lines import END, FIRST_CALL, FORMAT, Lines
from straits.genotypes.compiled import compiled

_COLON, _COMMA, _MINUS, _POINT = 58, 44, 45, 46

_NO_RULE = -1


class Rule(NamedTuple):
    """A genotype rule as plain numbers; -1 where it asks for nothing.

    keep_absent
        Keep calls whose field is absent or a dot, instead of calling that an error or missing.
    ft
        Whether a call whose FT is neither PASS nor a dot fails.
    """

    min_gq: int
    min_dp: int
    min_dp_haploid: int
    het_ab_low: float
    het_ab_high: float
    keep_absent: bool
    ft: bool


NO_RULE = Rule(_NO_RULE, _NO_RULE, _NO_RULE, -1.0, -1.0, False, False)
_FT_ALONE = NO_RULE._replace(keep_absent=True, ft=True)


class Places(NamedTuple):
    """Where the fields that a rule asks for stand in FORMAT, from 0; -1 where absent."""

    gt: int
    gq: int
    dp: int
    ad: int
    ft: int


def n_not_passed(lines: Lines, region: NDArray[np.int8], columns: Columns) -> int:
    """Return how many calls have an FT that is neither PASS nor a dot."""
    failed, _ = failures(lines, region, columns, _FT_ALONE)
    return int((failed == call_codes.FT_NOT_PASS).sum())


def failures(
    lines: Lines,
    region: NDArray[np.int8],
    columns: Columns,
    rule: Rule,
    joined_row: NDArray[np.int32] | None = None,
) -> tuple[NDArray[np.int8], int]:
    """Return why each call fails a rule, by REASONS, or -1, shape (n_records, n_columns).

    joined_row
        As in Joined: where it is not -1, a call that is written as missing may be none.

    Also returns the first record whose FORMAT lacks a field that the rule needs, or -1. What is
    wrong with a line otherwise is for read_calls to say.
    """
    failed = np.full((lines.pos.size, columns.sample.size), -1, np.int8)
    if joined_row is None:
        joined_row = np.full(lines.pos.size, -1, np.int32)
    record = _failures(lines, region, columns, rule, joined_row, failed)
    return failed, record


@compiled
def _failures(lines, region, columns, rule, joined_row, failed):
    block, fields = lines.text, lines.fields
    sample_of_column, ploidy = columns.sample, columns.ploidy
    base = np.int64(block.ctypes.data)
    for record in range(fields.shape[0]):
        if region[record] < 0:
            continue
        at, end = fields[record, FIRST_CALL], fields[record, END]
        places = rule_fields(block, fields[record, FORMAT], at - 1)
        if places.gt < 0:
            continue
        if not (rule.ft and places.ft >= 0) and not limits_values(rule):
            continue
        has_alternate = lines.n_alts[record] > 0
        if lacks_field(rule, places, has_alternate):
            if has_alternate:
                return record
            failed[record, :] = call_codes.NO_QUALITY_VALUE
            continue
        for column in range(sample_of_column.shape[0]):
            if at > end:
                break
            stop = memory.find_tab(base, at, end)
            sample = sample_of_column[column]
            if sample >= 0:
                start = field_start(block, at, stop, places.gt)
                genotype = read_genotype(block, start, stop)
                is_called = genotype.first >= 0 or genotype.second >= 0 or joined_row[record] >= 0
                if genotype.n_alleles > 0 and is_called:
                    copies = ploidy[region[record], sample]
                    failed[record, column] = rule_breach(
                        block, at, stop, rule, places, genotype, copies
                    )
            at = stop + 1
    return -1


@compiled
def rule_fields(block, start, end):
    """Return the places of GT, GQ, DP, AD and FT among the FORMAT fields.

    GATK calls GQ RGQ where a record has no alternate allele.
    """
    gt, gq, dp, ad, ft, rgq = -1, -1, -1, -1, -1, -1
    field, at = 0, start
    while at < end:
        stop = at
        while stop < end and block[stop] != _COLON:
            stop += 1
        if stop - at == 2:
            first, second = block[at], block[at + 1]
            if first == 71 and second == 84:
                gt = field
            elif first == 71 and second == 81:
                gq = field
            elif first == 68 and second == 80:
                dp = field
            elif first == 65 and second == 68:
                ad = field
            elif first == 70 and second == 84:
                ft = field
        elif stop - at == 3 and block[at] == 82 and block[at + 1] == 71 and block[at + 2] == 81:
            rgq = field
        field += 1
        at = stop + 1
    return Places(gt, rgq if gq < 0 else gq, dp, ad, ft)


@compiled
def limits_values(rule):
    """Return whether a rule asks for more than FT."""
    limits_dp = rule.min_dp >= 0 or rule.min_dp_haploid >= 0
    return rule.min_gq >= 0 or limits_dp or rule.het_ab_low >= 0


@compiled
def lacks_field(rule, places, has_alternate):
    """Return whether FORMAT lacks a field that the rule needs and must not do without."""
    if rule.keep_absent:
        return False
    wants_dp = rule.min_dp >= 0 or rule.min_dp_haploid >= 0
    return (
        (rule.min_gq >= 0 and places.gq < 0)
        or (wants_dp and places.dp < 0)
        or (rule.het_ab_low >= 0 and has_alternate and places.ad < 0)
    )


@compiled
def rule_breach(block, start, stop, rule, places, genotype, copies):
    """Return the reason for which a call fails the genotype rule, or -1.

    Depth and allele balance are those of gnomAD's "adj": AD of each alternate of a heterozygote
    over DP (gnomad_methods, utils/annotations.py). Without DP the sum of AD stands for it.
    """
    first, second = genotype.first, genotype.second
    gq_value, dp_value = np.nan, np.nan
    ad_first, ad_second, ad_sum = np.nan, np.nan, 0.0
    field, at = 0, start
    while at < stop:
        if field == places.ft and rule.ft and not _is_pass(block, at, stop):
            return call_codes.FT_NOT_PASS
        if field == places.gq:
            gq_value, at = _number(block, at, stop)
        elif field == places.dp:
            dp_value, at = _number(block, at, stop)
        elif field == places.ad:
            allele = 0
            while True:
                depth, at = _number(block, at, stop)
                if allele == first:
                    ad_first = depth
                if allele == second:
                    ad_second = depth
                if depth > 0:
                    ad_sum += depth
                allele += 1
                if at >= stop or block[at] != _COMMA:
                    break
                at += 1
        while at < stop and block[at] != _COLON:
            at += 1
        field += 1
        at += 1
    # A value that is not there compares with nothing.
    if rule.min_gq >= 0 and not gq_value >= rule.min_gq:
        if not np.isnan(gq_value):
            return call_codes.LOW_GQ
        if not rule.keep_absent:
            return call_codes.NO_QUALITY_VALUE
    least = rule.min_dp_haploid if copies == 1 and rule.min_dp_haploid >= 0 else rule.min_dp
    if least >= 0 and not dp_value >= least:
        if not np.isnan(dp_value):
            return call_codes.LOW_DP
        if not rule.keep_absent:
            return call_codes.NO_QUALITY_VALUE
    if rule.het_ab_low >= 0 and first != second and first >= 0 and second >= 0:
        depth = ad_sum if np.isnan(dp_value) else dp_value
        if (first > 0 and np.isnan(ad_first)) or (second > 0 and np.isnan(ad_second)):
            return -1 if rule.keep_absent else call_codes.NO_QUALITY_VALUE
        for allele, reads in ((first, ad_first), (second, ad_second)):
            if allele > 0 and (
                depth == 0 or reads / depth < rule.het_ab_low or reads / depth > rule.het_ab_high
            ):
                return call_codes.ALLELE_BALANCE
    return -1


@compiled
def _is_pass(block, at, stop):
    """Return whether FT is PASS, a dot or nothing."""
    end = at
    while end < stop and block[end] != _COLON:
        end += 1
    if end - at == 4:
        return block[at] == 80 and block[at + 1] == 65 and block[at + 2] == 83
    return end == at or (end - at == 1 and block[at] == 46)


@compiled
def _number(block, at, stop):
    """Return a number as VCF writes it (30, 19.9, 1.6e+02, -1), NaN for what is none; its end."""
    end = at
    while end < stop and block[end] != _COLON and block[end] != _COMMA:
        end += 1
    is_negative = at < end and block[at] == _MINUS
    at += is_negative
    digits, n_digits, n_behind = 0.0, 0, 0
    is_behind = False
    while at < end and (48 <= block[at] <= 57 or (block[at] == _POINT and not is_behind)):
        if block[at] == _POINT:
            is_behind = True
        else:
            digits = digits * 10 + np.int64(block[at]) - 48
            n_digits += 1
            n_behind += is_behind
        at += 1
    power = 0
    if n_digits > 0 and at < end and block[at] & 0xDF == 69:  # E
        sign = -1 if at + 1 < end and block[at + 1] == _MINUS else 1
        at += 1 + (at + 1 < end and (block[at + 1] == _MINUS or block[at + 1] == 43))
        if at == end:
            return np.nan, end
        while at < end and 48 <= block[at] <= 57 and power < 1000:
            power = power * 10 + np.int64(block[at]) - 48
            at += 1
        power *= sign
    if n_digits == 0 or at < end:
        return np.nan, end
    power -= n_behind
    # Divided, not multiplied by a tenth, so that 19.9 is what any other reader takes it for.
    value = digits * 10.0**power if power >= 0 else digits / 10.0**-power
    return -value if is_negative else value, end
