"""The columns INFO and FORMAT of a BCF record, written as the text of a VCF line."""

from data_loaders.vcf import bcf_values
from straits.genotypes.compiled import compiled


@compiled
def info_column(text, at, block, place, end, n_infos, name_bytes, name_offsets, is_wanted):
    """Write the INFO fields that are wanted, or a dot; returns the offset behind them.

    Returns -1 where a field does not end before `end`, as in a damaged record.
    """
    start = at
    if is_wanted.any():
        for _ in range(n_infos):
            if place >= end:
                return -1
            kind, length, place = bcf_values.typed_value(block, place)
            key = bcf_values.whole_number(block, place, kind)
            kind, length, place = bcf_values.typed_value(block, place + bcf_values.width_of(kind))
            following = place + length * bcf_values.width_of(kind)
            if length < 0 or following > end:
                return -1
            if kind == bcf_values.TEXT and 0 <= key < is_wanted.shape[0] and is_wanted[key]:
                if at > start:
                    text[at] = 59
                    at += 1
                at = bcf_values.copy_bytes(
                    text, at, name_bytes, name_offsets[key], name_offsets[key + 1]
                )
                text[at] = 61
                at = bcf_values.copy_bytes(text, at + 1, block, place, place + length)
            place = following
    if at == start:
        text[at] = 46
        at += 1
    return at


@compiled
def format_column(text, at, found, with_depths):
    """Write FORMAT: GT if the record has it, the depths asked for, and PS for a phase set."""
    letters = ((71, 84), (71, 81), (68, 80), (65, 68))
    n_written = 0
    for field in range(4):
        if found[field, 2] < 0 or (
            field and (not with_depths or found[field, 0] > bcf_values.INT32)
        ):
            continue
        if n_written:
            text[at] = 58
            at += 1
        text[at], text[at + 1] = letters[field]
        at += 2
        n_written += 1
    if found[4, 2] >= 0 or found[5, 2] >= 0 or found[6, 2] >= 0:
        if n_written:
            text[at] = 58
            at += 1
        text[at], text[at + 1] = 80, 83
        at += 2
        n_written += 1
    if n_written == 0:
        text[at] = 46
        at += 1
    return at
