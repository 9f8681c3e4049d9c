"""The parts of a BCF record: whether they are whole; INFO and FORMAT as the text of a VCF line."""

from data_loaders.vcf.bcf import bcf_values
from straits.genotypes.compiled import compiled


@compiled
def is_whole(block, start, genotypes, end):
    """Tell whether all that a record holds ends where the record says that it ends.

    start, genotypes, end
        Where its shared part, its genotypes and the next record begin.
    """
    if genotypes - start < 24:
        return False
    n_alleles = bcf_values.unsigned(block, start + 16) >> 16
    n_infos = bcf_values.unsigned(block, start + 16) & 0xFFFF
    n_formats, n_samples = block[start + 23], bcf_values.unsigned(block, start + 20) & 0xFFFFFF
    place = start + 24
    # ID, the alleles and FILTER, then a key and a value for each INFO field.
    for _ in range(2 + n_alleles + 2 * n_infos):
        if place >= genotypes:
            return False
        kind, length, place = bcf_values.typed_value(block, place)
        place += length * bcf_values.width_of(kind)
        if length < 0 or place > genotypes:
            return False
    place = genotypes
    for _ in range(n_formats):
        if place >= end:
            return False
        kind, length, place = bcf_values.typed_value(block, place)
        place += length * bcf_values.width_of(kind)
        if length < 0 or place >= end:
            return False
        kind, length, place = bcf_values.typed_value(block, place)
        place += n_samples * length * bcf_values.width_of(kind)
        if length < 0 or place > end:
            return False
    return True


@compiled
def info_column(text, at, block, place, n_infos, name_bytes, name_offsets, is_wanted):
    """Write the INFO fields that are wanted, or a dot; returns the offset behind them."""
    start = at
    if is_wanted.any():
        for _ in range(n_infos):
            kind, length, place = bcf_values.typed_value(block, place)
            key = bcf_values.whole_number(block, place, kind)
            kind, length, place = bcf_values.typed_value(block, place + bcf_values.width_of(kind))
            if kind == bcf_values.TEXT and 0 <= key < is_wanted.shape[0] and is_wanted[key]:
                if at > start:
                    text[at] = 59
                    at += 1
                at = bcf_values.copy_bytes(
                    text, at, name_bytes, name_offsets[key], name_offsets[key + 1]
                )
                text[at] = 61
                at = bcf_values.copy_bytes(text, at + 1, block, place, place + length)
            place += length * bcf_values.width_of(kind)
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
