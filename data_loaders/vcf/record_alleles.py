"""The alleles of VCF lines: split, told apart by kind, and trimmed."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf.record_lines import ALT, QUAL, REF, Lines
from straits.genotypes.compiled import compiled, inlined

# What an allele is; only SEQUENCE is counted.
KINDS = (
    "sequence",
    "overlapping_deletion",
    "symbolic_allele",
    "breakend",
    "ambiguous_allele",
    "ambiguous_reference",
    "same_as_reference",
    "reference_block",
    "invalid_allele",
    "invalid_reference",
    "written_twice",
    "low_r2",
)
(
    SEQUENCE,
    OVERLAPPING_DELETION,
    SYMBOLIC,
    BREAKEND,
    AMBIGUOUS,
    AMBIGUOUS_REFERENCE,
    SAME_AS_REFERENCE,
    REFERENCE_BLOCK,
    INVALID,
    INVALID_REFERENCE,
    WRITTEN_TWICE,
    LOW_R2,
) = range(len(KINDS))


class Alleles(NamedTuple):
    """The alternate alleles of a block, record after record.

    record, number
        Record of the block and allele number (1 for the first), shape (n_alleles,).
    kind
        One of the constants above, shape (n_alleles,).
    pos, ref_start, ref_end, alt_start, alt_end
        The trimmed allele: its 1-based position, and where its bases lie in the text of the lines
        (0-based, half-open).
    alt_field_start, alt_field_end
        Where the allele as written lies in the text.
    stands_for
        The number as which a copy is counted: that of the same allele where the record has it
        before, 0 where it is the reference, else its own; shape (n_alleles,).
    """

    record: NDArray[np.int32]
    number: NDArray[np.int32]
    kind: NDArray[np.int8]
    pos: NDArray[np.int64]
    ref_start: NDArray[np.int64]
    ref_end: NDArray[np.int64]
    alt_start: NDArray[np.int64]
    alt_end: NDArray[np.int64]
    alt_field_start: NDArray[np.int64]
    alt_field_end: NDArray[np.int64]
    stands_for: NDArray[np.int32]

    def take(self, rows: NDArray[np.int64]) -> "Alleles":
        """Return some of the alleles, in the order asked for."""
        return Alleles._make(column[rows] for column in self)


def split_alleles(lines: Lines) -> Alleles:
    """Split ALT at its commas, and trim each sequence (Tan 2015, Bioinformatics 31:2202)."""
    return Alleles(*_split_alleles(lines))


@compiled
def _split_alleles(lines):
    block, fields, pos, n_alts = lines.text, lines.fields, lines.pos, lines.n_alts
    n_alleles = 0
    for row in range(fields.shape[0]):
        n_alleles += n_alts[row]
    record = np.empty(n_alleles, np.int32)
    number = np.empty(n_alleles, np.int32)
    stands_for = np.empty(n_alleles, np.int32)
    kind = np.empty(n_alleles, np.int8)
    places = np.empty((7, n_alleles), np.int64)
    allele = 0
    for row in range(fields.shape[0]):
        if n_alts[row] == 0:
            continue
        ref_start, ref_end = fields[row, REF], fields[row, ALT] - 1
        alt_end = fields[row, QUAL] - 1
        ref_kind = _spelling(block, ref_start, ref_end, np.bool_(True))
        at = fields[row, ALT]
        for order in range(n_alts[row]):
            stop = at
            while stop < alt_end and block[stop] != 44:
                stop += 1
            record[allele], number[allele] = row, order + 1
            places[5, allele], places[6, allele] = at, stop
            kind[allele] = _kind(block, at, stop)
            if ref_kind == INVALID:
                kind[allele] = INVALID_REFERENCE
            elif kind[allele] == SEQUENCE and ref_kind == AMBIGUOUS:
                kind[allele] = AMBIGUOUS_REFERENCE
            first, ref_last, begin, alt_last = ref_start, ref_end, at, stop
            start = pos[row]
            if kind[allele] == SEQUENCE:
                while (
                    ref_last - first > 1
                    and alt_last - begin > 1
                    and _upper(block[ref_last - 1]) == _upper(block[alt_last - 1])
                ):
                    ref_last -= 1
                    alt_last -= 1
                while (
                    ref_last - first > 1
                    and alt_last - begin > 1
                    and _upper(block[first]) == _upper(block[begin])
                ):
                    first += 1
                    begin += 1
                    start += 1
                if (
                    ref_last - first == 1
                    and alt_last - begin == 1
                    and _upper(block[first]) == _upper(block[begin])
                ):
                    kind[allele] = SAME_AS_REFERENCE
            places[0, allele] = start
            places[1, allele], places[2, allele] = first, ref_last
            places[3, allele], places[4, allele] = begin, alt_last
            stands_for[allele] = 0 if kind[allele] == SAME_AS_REFERENCE else order + 1
            if kind[allele] == SEQUENCE:
                for before in range(allele - order, allele):
                    if kind[before] == SEQUENCE and _is_same_text(
                        block, places[5, before], places[6, before], at, stop
                    ):
                        kind[allele], stands_for[allele] = WRITTEN_TWICE, number[before]
                        break
            allele += 1
            at = stop + 1
    return (
        record, number, kind, places[0], places[1], places[2], places[3], places[4], places[5],
        places[6], stands_for,
    )  # fmt: skip


@compiled
def _is_same_text(block, start, end, other_start, other_end):
    if end - start != other_end - other_start:
        return False
    for index in range(end - start):
        if _upper(block[start + index]) != _upper(block[other_start + index]):
            return False
    return True


@inlined
def _upper(byte):
    return byte & 0xDF  # ASCII letters differ from their capitals in one bit


# may_be_n is given as a value, since it would be compiled anew for each literal.
@compiled
def _spelling(block, start, end, may_be_n):
    """Return SEQUENCE for bases, AMBIGUOUS with an IUPAC code among them, else INVALID."""
    spelling = SEQUENCE if end > start else INVALID
    for index in range(start, end):
        letter = block[index]
        base = _upper(letter)
        if letter < 65:
            return INVALID
        if base == 65 or base == 67 or base == 71 or base == 84 or (may_be_n and base == 78):
            continue
        # R Y S W K M B D H V N
        if (
            base == 82 or base == 89 or base == 83 or base == 87 or base == 75 or base == 77
            or base == 66 or base == 68 or base == 72 or base == 86 or base == 78
        ):  # fmt: skip
            spelling = AMBIGUOUS
        else:
            return INVALID
    return spelling


@compiled
def _kind(block, start, end):
    if end - start == 1 and block[start] == 42:
        return OVERLAPPING_DELETION
    if end > start and block[start] == 60:  # <
        # <*> and <NON_REF> stand for "any other allele" in gVCF.
        if end - start == 3 and block[start + 1] == 42:
            return REFERENCE_BLOCK
        if end - start == 9 and block[start + 1] == 78 and block[start + 5] == 82:
            return REFERENCE_BLOCK
        return SYMBOLIC
    for index in range(start, end):
        if block[index] == 91 or block[index] == 93:
            return BREAKEND
    if end > start and (block[start] == 46 or block[end - 1] == 46):
        return BREAKEND  # a single breakend, G. or .G
    return _spelling(block, start, end, np.bool_(False))


@compiled
def first_mismatch(block, starts, ends, pos, sequence):
    """Return, per piece of the block, whether it differs from a reference sequence, shape (n,).

    pos
        1-based position of the first base of each piece on the sequence. Reference bases other than
        A, C, G and T agree with everything, and so does an N in the piece.
    """
    differs = np.zeros(starts.shape[0], np.bool_)
    for piece in range(starts.shape[0]):
        for index in range(ends[piece] - starts[piece]):
            at = pos[piece] - 1 + index  # from 1-based to the 0-based places of an array
            if at >= sequence.shape[0]:
                differs[piece] = True
                break
            expected, written = _upper(sequence[at]), _upper(block[starts[piece] + index])
            known = expected == 65 or expected == 67 or expected == 71 or expected == 84
            if known and written != 78 and expected != written:
                differs[piece] = True
                break
    return differs
