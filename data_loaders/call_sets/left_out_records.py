"""Records and alleles that are not counted: passed over, and noted with the reason.

Each step takes the records that the one before returned.
"""

import numpy as np
from numpy.typing import NDArray

from data_loaders.vcf import record_alleles as allele_parts
from data_loaders.vcf.called_records import Called, Records
from data_loaders.vcf.drops import Drops
from data_loaders.vcf.problems import BlockError, field_text, piece_text
from data_loaders.vcf.record_alleles import first_mismatch
from data_loaders.vcf.record_lines import ALT, CHROM, INFO, REF
from data_loaders.vcf.reference import Reference
from straits import genome

_REASONS = (
    "", "no_alternate_allele", "position_zero", "unknown_contig", "ref_mismatch", "no_genotypes"
)  # fmt: skip
_NO_ALTERNATE, _POSITION_ZERO, _UNKNOWN_CONTIG, _REF_MISMATCH, _NO_GENOTYPES = range(1, 6)


def without_unusable(
    records: Records,
    reference: Reference | None,
    file: int,
    drops: Drops,
    is_kept: NDArray[np.bool_],
) -> Records:
    """Return the records without those that say nothing of an allele at a known place.

    is_kept
        Records that are wanted without an alternate allele, shape (n_records,).
    """
    lines, contig = records.lines, records.contig
    reasons = np.zeros(lines.pos.size, np.int8)
    reasons[(lines.n_alts == 0) & ~is_kept] = _NO_ALTERNATE
    reasons[lines.pos == 0] = _POSITION_ZERO
    reasons[contig < 0] = _UNKNOWN_CONTIG
    if reference is not None:
        for code in np.unique(contig[reasons == 0]):
            rows = np.flatnonzero((contig == code) & (reasons == 0))
            sequence = reference.sequence(genome.CONTIGS[code])
            starts, ends = lines.fields[rows, REF], lines.fields[rows, ALT] - 1
            differs = first_mismatch(lines.text, starts, ends, lines.pos[rows], sequence)
            reasons[rows[differs]] = _REF_MISMATCH
    return _without(records, reasons, file, drops)


def without_uncounted(
    records: Records, file: int, drops: Drops, is_kept: NDArray[np.bool_]
) -> Records:
    """Return the records without those that have no allele that is counted.

    is_kept
        Records that are wanted all the same, shape (n_records,).

    Raises BlockError for gVCF, whose records say what was not looked for.
    """
    lines, alleles = records.lines, records.alleles
    in_record = records.region[alleles.record] >= 0
    _refuse_reference_blocks(records, in_record)
    is_told = in_record & ~is_kept[alleles.record]
    for row in np.flatnonzero(is_told & (alleles.kind != allele_parts.SEQUENCE)):
        record = int(alleles.record[row])
        drops.add(
            "allele", allele_parts.KINDS[alleles.kind[row]], file,
            genome.CONTIGS[records.contig[record]], int(lines.pos[record]),
            field_text(lines, record, REF),
            piece_text(lines, alleles.alt_field_start[row], alleles.alt_field_end[row]),
        )  # fmt: skip
    is_out = ~is_kept
    is_out[alleles.record[records.counted()]] = False
    return records.without(is_out)


def without_bare(called: Called, file: int, drops: Drops) -> Called:
    """Return the calls without the records whose FORMAT has no GT."""
    is_bare = called.calls.n_without_ploidy < 0
    if not is_bare.any():
        return called
    reasons = np.where(is_bare, _NO_GENOTYPES, 0).astype(np.int8)
    n_without = np.where(is_bare, 0, called.calls.n_without_ploidy)
    return called._replace(
        records=_without(called.records, reasons, file, drops),
        calls=called.calls._replace(n_without_ploidy=n_without),
    )


def _without(records: Records, reasons: NDArray[np.int8], file: int, drops: Drops) -> Records:
    """Pass over the records that have a reason, and note each."""
    lines = records.lines
    for row in np.flatnonzero(reasons):
        code = records.contig[row]
        name = genome.CONTIGS[code] if code >= 0 else field_text(lines, row, CHROM)
        drops.add(
            "record", _REASONS[reasons[row]], file, name, int(lines.pos[row]),
            field_text(lines, row, REF), field_text(lines, row, ALT),
        )  # fmt: skip
    return records.without(reasons > 0)


def _refuse_reference_blocks(records: Records, in_record: NDArray[np.bool_]) -> None:
    lines, alleles = records.lines, records.alleles
    is_block = in_record & (alleles.kind == allele_parts.REFERENCE_BLOCK)
    for row in alleles.record[is_block & (lines.n_alts[alleles.record] == 1)]:
        if "END=" in field_text(lines, row, INFO):
            raise BlockError(
                int(row),
                "it is a reference block of a gVCF (<NON_REF> or <*>, with END). Straits reads "
                "called genotypes: call the gVCFs jointly first, with GATK GenotypeGVCFs or "
                "GLnexus.",
            )
