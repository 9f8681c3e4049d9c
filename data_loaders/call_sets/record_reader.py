"""One VCF file of a call set: each block of lines becomes a batch of alleles with genotypes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_loaders.annotations.declared import declared
from data_loaders.annotations.entries import read_entries
from data_loaders.vcf import call_codes as call_parts
from data_loaders.vcf import record_alleles as allele_parts
from data_loaders.vcf import record_lines as line_parts
from data_loaders.vcf.bcf import bcf_file
from data_loaders.vcf.drops import Drops
from data_loaders.vcf.fixed_width import read_planes
from data_loaders.vcf.genotype_rules import NO_RULE
from data_loaders.vcf.header import Header, contig_names
from data_loaders.vcf.pack import pack
from data_loaders.vcf.plan import Plan, region_classes
from data_loaders.vcf.problems import BlockError, call_problem, field_text, line_problem
from data_loaders.vcf.record_alleles import Alleles, first_mismatch, split_alleles
from data_loaders.vcf.record_batch import build_batch, text_column
from data_loaders.vcf.record_lines import ALT, INFO, REF, Lines, index_lines
from data_loaders.vcf.reference import Reference, left_aligned
from data_loaders.vcf.text_kernel import read_calls
from straits import genome


@dataclass
class BlockResult:
    """What came of one block.

    batch
        Rows of batch.SCHEMA, in file order.
    annotations
        Rows of annotations.entries.SCHEMA, or None where the header declares none.
    n_records, n_calls, n_missing
        Data lines; calls kept, reference ones included; calls missing.
    x_calls
        As in calls.Calls.
    """

    batch: pa.RecordBatch
    annotations: pa.RecordBatch | None
    n_records: int
    n_calls: int
    n_missing: int
    drops: Drops
    x_calls: NDArray[np.int64]


class TextReader:
    """Reads blocks of one VCF file; its methods may run in several threads at once."""

    def __init__(self, plan: Plan, number: int, header: Header) -> None:
        """Prepare for the file with this number in the plan."""
        self._plan, self._number, self._header = plan, number, header
        self._sample_of_column = plan.sample_of_column(header.samples)
        self._ploidy = plan.ploidy
        self._n_ploid = (self._ploidy > 0).sum(axis=1)
        spelled, self._names = contig_names(header)
        self._code = np.array([genome.CONTIG_ORDER[contig] for contig in spelled], np.int8)
        self._length = np.array(
            [genome.CONTIG_LENGTHS[plan.build][contig] for contig in genome.CONTIGS], np.int64
        )
        # Where everybody has two copies, and the file has the samples of the call set in order.
        is_whole = np.array_equal(self._sample_of_column, np.arange(len(plan.sample_ids)))
        is_diploid = (self._ploidy == 2).all(axis=1)
        self._may_be_plain = is_diploid & is_whole & (plan.rule == NO_RULE)
        self._reference = Reference(plan.reference) if plan.reference else None
        self._annotations = declared(header)

    @property
    def path(self) -> Path:
        """The file that is read."""
        return self._header.path

    def read(self, block: NDArray[np.uint8], n_bytes: int) -> BlockResult:
        """Read one block of whole lines; raises BlockError for a record that cannot be read."""
        lines = index_lines(block, n_bytes, self._names)
        if lines.problem != line_parts.FINE:
            raise BlockError(lines.problem_record, line_problem(block, n_bytes, lines))
        drops = Drops()
        known = lines.contig >= 0
        contig = np.where(known, self._code[lines.contig], -1).astype(np.int8)
        self._check_positions(lines, contig)
        region = region_classes(self._plan.build, contig, lines.pos)
        alleles = split_alleles(block, lines)
        self._drop_records(block, lines, contig, region, drops)
        kept = self._kept_alleles(block, lines, alleles, contig, region, drops)
        has_kept = np.zeros(lines.pos.size, bool)
        has_kept[alleles.record[kept]] = True
        region[~has_kept] = -1
        planes = read_planes(
            block, lines, self._may_be_plain[region] & (region >= 0), len(self._header.samples)
        )
        others = np.where(planes.is_read, -1, region).astype(np.int8)
        calls = read_calls(
            block, lines, self._sample_of_column, others, self._ploidy, self._plan.rule
        )
        if calls.problem != call_parts.FINE:
            raise BlockError(
                calls.problem_record, call_problem(block, lines, calls, self._header.samples)
            )
        kept = self._with_genotypes(block, lines, alleles, kept, region, calls, drops)
        drops.count_calls(calls.reasons.tolist())
        if n_without := int(calls.n_without_ploidy.sum()):
            drops.counts["call", "no_ploidy"] += n_without
        absent = np.bitwise_count(planes.missing).sum(axis=1, dtype=np.int64)
        n_missing = np.where(planes.is_read, absent, np.diff(calls.missing_offsets))
        n_called = np.where(region >= 0, self._n_ploid[region] - n_missing, 0).astype(np.int32)
        genotypes = pack(
            calls,
            planes,
            len(self._plan.sample_ids),
            alleles.record[kept],
            alleles.number[kept],
        )
        is_phased = (calls.n_unphased_hets == 0) & ~(planes.is_read & planes.has_unphased_het)
        batch = build_batch(
            block,
            lines,
            alleles,
            kept,
            genotypes,
            is_phased,
            contig,
            region,
            n_called,
            self._number,
        )
        if self._reference is not None:
            batch = left_aligned(batch, self._reference)
        annotations = (
            read_entries(block, lines, alleles, kept, batch, self._annotations, drops)
            if self._annotations
            else None
        )
        return BlockResult(
            batch, annotations, lines.pos.size, int(n_called.sum()), int(n_missing.sum()), drops,
            calls.x_calls,
        )  # fmt: skip

    def _check_positions(self, lines: Lines, contig: NDArray[np.int8]) -> None:
        beyond = (contig >= 0) & (lines.pos > self._length[contig])
        if beyond.any():
            row = int(np.flatnonzero(beyond)[0])
            name = genome.CONTIGS[contig[row]]
            raise BlockError(
                row,
                f"its position {name}:{lines.pos[row]:,} lies beyond the end of {name} in "
                f"{self._plan.build} ({self._length[contig[row]]:,}). The file is probably of "
                "another build: set `build` in the study file, or lift the file over first.",
            )

    def _drop_records(
        self, block: NDArray[np.uint8], lines: Lines, contig: NDArray[np.int8],
        region: NDArray[np.int8], drops: Drops,
    ) -> None:  # fmt: skip
        """Mark the records that are left out whole with region -1, and count them."""
        reasons = np.zeros(lines.pos.size, np.int8)
        reasons[lines.n_alts == 0] = 1
        reasons[lines.pos == 0] = 2
        reasons[contig < 0] = 3
        if self._reference is not None:
            for code in np.unique(contig[reasons == 0]):
                rows = np.flatnonzero((contig == code) & (reasons == 0))
                sequence = self._reference.sequence(genome.CONTIGS[code])
                starts, ends = lines.fields[rows, REF], lines.fields[rows, ALT] - 1
                reasons[rows[first_mismatch(block, starts, ends, lines.pos[rows], sequence)]] = 4
        for row in np.flatnonzero(reasons):
            name = (
                genome.CONTIGS[contig[row]]
                if contig[row] >= 0
                else field_text(block, lines, row, 0)
            )
            drops.add(
                "record", _RECORD_REASONS[reasons[row]], self._number, name, int(lines.pos[row]),
                field_text(block, lines, row, REF), field_text(block, lines, row, ALT),
            )  # fmt: skip
        region[reasons > 0] = -1

    def _kept_alleles(
        self, block: NDArray[np.uint8], lines: Lines, alleles: Alleles, contig: NDArray[np.int8],
        region: NDArray[np.int8], drops: Drops,
    ) -> NDArray[np.int64]:  # fmt: skip
        """Return the rows of the alleles that are counted; the others are counted as left out."""
        in_record = region[alleles.record] >= 0
        self._refuse_reference_blocks(block, lines, alleles, in_record)
        for row in np.flatnonzero(in_record & (alleles.kind != allele_parts.SEQUENCE)):
            record = int(alleles.record[row])
            alt = text_column(
                block, alleles.alt_field_start[row : row + 1], alleles.alt_field_end[row : row + 1]
            )[0].as_py()
            drops.add(
                "allele", allele_parts.KINDS[alleles.kind[row]], self._number,
                genome.CONTIGS[contig[record]], int(lines.pos[record]),
                field_text(block, lines, record, REF), alt,
            )  # fmt: skip
        return np.flatnonzero(in_record & (alleles.kind == allele_parts.SEQUENCE))

    def _with_genotypes(
        self,
        block: NDArray[np.uint8],
        lines: Lines,
        alleles: Alleles,
        kept: NDArray[np.int64],
        region: NDArray[np.int8],
        calls: call_parts.Calls,
        drops: Drops,
    ) -> NDArray[np.int64]:
        """Leave out the records whose FORMAT has no GT; returns the rows of the other alleles."""
        bare = np.flatnonzero(calls.n_without_ploidy < 0)
        for row in bare:
            drops.add(
                "record", "no_genotypes", self._number, field_text(block, lines, row, 0),
                int(lines.pos[row]), field_text(block, lines, row, REF),
                field_text(block, lines, row, ALT),
            )  # fmt: skip
        region[bare] = -1
        calls.n_without_ploidy[bare] = 0
        return kept[region[alleles.record[kept]] >= 0] if bare.size else kept

    def _refuse_reference_blocks(
        self,
        block: NDArray[np.uint8],
        lines: Lines,
        alleles: Alleles,
        in_record: NDArray[np.bool_],
    ) -> None:
        """Raise BlockError for gVCF, whose records say what was not looked for."""
        is_block = in_record & (alleles.kind == allele_parts.REFERENCE_BLOCK)
        for row in alleles.record[is_block & (lines.n_alts[alleles.record] == 1)]:
            if "END=" in field_text(block, lines, row, INFO):
                raise BlockError(
                    int(row),
                    "it is a reference block of a gVCF (<NON_REF> or <*>, with END). Straits reads "
                    "called genotypes: call the gVCFs jointly first, with GATK GenotypeGVCFs or "
                    "GLnexus.",
                )


class BinaryReader:
    """Reads blocks of one BCF file, as VCF lines."""

    def __init__(self, plan: Plan, number: int, header: Header) -> None:
        """Prepare for the file with this number in the plan."""
        self._text = TextReader(plan, number, header)
        self._names = bcf_file.read_dictionary(header)
        self._n_columns = len(header.samples)
        self._with_depths = plan.rule != NO_RULE
        self._infos = tuple(field.key for field in declared(header))

    def read(self, block: NDArray[np.uint8], n_bytes: int) -> BlockResult:
        """Read one block of whole records; raises BlockError for a record that cannot be read."""
        try:
            text, length = bcf_file.to_lines(
                block, n_bytes, self._n_columns, self._names, self._with_depths, self._infos
            )
        except ValueError as error:
            raise BlockError(
                int(error.args[0]),
                "it names a contig, a filter or a number of samples that the header does not have. "
                "The file is damaged; make it again, for example with bcftools view -Ob.",
            ) from error
        return self._text.read(text, length)


Reader = TextReader | BinaryReader

_RECORD_REASONS = ("", "no_alternate_allele", "position_zero", "unknown_contig", "ref_mismatch")
