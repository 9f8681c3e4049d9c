"""One VCF file of a call set: each block of lines becomes a batch of alleles with genotypes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_loaders.annotations.declared import declared
from data_loaders.annotations.entries import read_entries
from data_loaders.call_sets import reference_records
from data_loaders.call_sets.left_out_records import (
    without_bare,
    without_uncounted,
    without_unusable,
)
from data_loaders.vcf import quality_marks
from data_loaders.vcf import record_lines as line_parts
from data_loaders.vcf.called_records import Called, Records, with_calls
from data_loaders.vcf.calls import call_codes as call_parts
from data_loaders.vcf.calls import split_records
from data_loaders.vcf.calls.fixed_width import read_planes
from data_loaders.vcf.calls.genotype_rules import NO_RULE, n_not_passed
from data_loaders.vcf.calls.pack import pack
from data_loaders.vcf.calls.text_kernel import read_calls
from data_loaders.vcf.drops import Drops
from data_loaders.vcf.header import Header, contig_names
from data_loaders.vcf.plan import Plan, region_classes
from data_loaders.vcf.problems import BlockError, call_problem, line_problem
from data_loaders.vcf.record_alleles import split_alleles
from data_loaders.vcf.record_batch import build_batch
from data_loaders.vcf.record_lines import Lines, index_lines
from data_loaders.vcf.reference import Reference, left_aligned
from straits import genome


@dataclass
class BlockResult:
    """What came of one block.

    batch
        Rows of batch.SCHEMA, in file order.
    annotations
        Rows of annotations.entries.SCHEMA, or None where the header declares none.
    references
        Rows of reference_records.REFERENCE_SCHEMA, or None where nobody asks for them.
    n_records, n_calls, n_missing
        Data lines; calls kept, reference ones included; calls missing.
    x_calls
        As in calls.Calls.
    """

    batch: pa.RecordBatch
    annotations: pa.RecordBatch | None
    references: pa.RecordBatch | None
    n_records: int
    n_calls: int
    n_missing: int
    drops: Drops
    x_calls: NDArray[np.int64]


class TextReader:
    """Reads blocks of one VCF file; its methods may run in several threads at once."""

    def __init__(
        self, plan: Plan, number: int, header: Header, keeps_references: bool = False
    ) -> None:
        """Prepare for the file with this number in the plan.

        keeps_references
            Whether records without an alternate allele are wanted.
        """
        self._keeps_references = keeps_references
        self._plan, self._number, self._header = plan, number, header
        self._columns = plan.columns(header.samples)
        ploidy = self._columns.ploidy
        self._n_ploid = (ploidy > 0).sum(axis=1)
        spelled, self._names = contig_names(header)
        self._code = np.array([genome.CONTIG_ORDER[contig] for contig in spelled], np.int8)
        self._length = np.array(
            [genome.CONTIG_LENGTHS[plan.build][contig] for contig in genome.CONTIGS], np.int64
        )
        # Where everybody has two copies, and the file has the samples of the call set in order.
        is_whole = np.array_equal(self._columns.sample, np.arange(len(plan.sample_ids)))
        self._may_be_plain = (ploidy == 2).all(axis=1) & is_whole & (plan.rule == NO_RULE)
        self._reference = Reference(plan.reference) if plan.reference else None
        self._annotations = declared(header)
        self._marks = quality_marks.marks_of(header)

    @property
    def path(self) -> Path:
        """The file that is read."""
        return self._header.path

    def read(self, block: NDArray[np.uint8], n_bytes: int) -> BlockResult:
        """Read one block of whole lines; raises BlockError for a record that cannot be read."""
        drops = Drops()
        located = self._located(self._lines(block, n_bytes))
        is_kept = np.zeros(located.lines.pos.size, np.bool_)
        if self._keeps_references:
            is_kept = reference_records.is_reference(located)
        r2 = self._r2(located)
        if r2 is not None and self._plan.min_r2 is not None:
            alleles = quality_marks.without_low_r2(located.alleles, r2, self._plan.min_r2)
            located = located._replace(alleles=alleles)
        usable = without_unusable(located, self._reference, self._number, drops, is_kept)
        counted = without_uncounted(usable, self._number, drops, is_kept)
        called = without_bare(self._called(counted, is_kept, drops), self._number, drops)
        self._note_marks(called.records, r2, drops)
        return self._result(called, is_kept, drops)

    def _lines(self, block: NDArray[np.uint8], n_bytes: int) -> Lines:
        lines = index_lines(block, n_bytes, self._names)
        if lines.problem != line_parts.FINE:
            raise BlockError(lines.problem_record, line_problem(lines, n_bytes))
        return lines

    def _located(self, lines: Lines) -> Records:
        """Return the records with their places; raises BlockError for one beyond its contig."""
        contig = np.where(lines.contig >= 0, self._code[lines.contig], -1).astype(np.int8)
        beyond = (contig >= 0) & (lines.pos > self._length[contig])
        if beyond.any():
            row = int(np.flatnonzero(beyond)[0])
            name = genome.CONTIGS[contig[row]]
            raise BlockError(row, self._beyond(name, int(lines.pos[row])))
        region = region_classes(self._plan.build, contig, lines.pos)
        return Records(lines, contig, region, split_alleles(lines))

    def _beyond(self, name: str, pos: int) -> str:
        build = self._plan.build
        end = genome.CONTIG_LENGTHS[build][name]
        other = [of for of, lengths in genome.CONTIG_LENGTHS.items() if pos <= lengths[name]]
        way_out = (
            f"The file is probably of another build: set `build: {other[0]}` in the study file, or "
            "lift the file over first."
            if other
            else f"No build that is known here has so long a {name}: correct the record, or name a "
            "file of people."
        )
        place = f"{name}:{pos:,} lies beyond the end of {name} in {build} ({end:,})"
        return f"its position {place}. {way_out}"

    def _r2(self, records: Records) -> NDArray[np.float64] | None:
        """Return R2 of each allele, NaN where its record has none; None where no record has."""
        if self._marks.r2 is None:
            return None
        return quality_marks.r2_values(records.lines, records.alleles, self._marks.r2)

    def _note_marks(self, records: Records, r2: NDArray[np.float64] | None, drops: Drops) -> None:
        """Count what is counted though it is marked as poor."""
        n_poor = n_provisional = n_failed = 0
        if r2 is not None:
            n_poor = int((r2[records.counted()] < quality_marks.POOR_R2).sum())
        if self._marks.has_provisional and self._reference is None:
            is_marked = quality_marks.is_provisional(records.lines) & (records.region >= 0)
            n_provisional = int(is_marked.sum())
        if self._marks.has_ft and not self._plan.rule.ft:
            n_failed = n_not_passed(records.lines, records.region, self._columns)
        for kind, reason, number in (
            ("allele", "poor_r2", n_poor),
            ("record", "provisional_reference", n_provisional),
            ("call", "ft_not_pass_kept", n_failed),
        ):
            if number:
                drops.counts[kind, reason] += number

    def _called(self, records: Records, is_reference: NDArray[np.bool_], drops: Drops) -> Called:
        """Return the records with their calls; raises BlockError for one that cannot be read."""
        lines, region = records.lines, records.region
        may_be_plain = self._may_be_plain[region] & (region >= 0) & ~is_reference
        planes = read_planes(lines, may_be_plain, len(self._header.samples))
        others = np.where(planes.is_read, -1, region).astype(np.int8)
        alleles = records.alleles
        has_repeats = bool((alleles.stands_for != alleles.number).any())
        stands_for = alleles.stands_for if has_repeats else None
        calls = self._read(lines, others, stands_for)
        if calls.reasons[call_parts.HALF_CALL] or self._may_be_split(lines):
            joined = split_records.joined(lines, region, self._columns.sample)
            if joined.n_calls:
                planes.is_read[joined.row >= 0] = False
                others = np.where(planes.is_read, -1, region).astype(np.int8)
                calls = self._read(lines, others, stands_for, joined)
                drops.counts["call", "joined_half_call"] += joined.n_calls
        if is_reference.any():
            calls = reference_records.without_carriers(calls, is_reference)
        return with_calls(records, planes, calls)

    def _read(
        self,
        lines: Lines,
        region: NDArray[np.int8],
        stands_for: NDArray[np.int32] | None,
        joined: split_records.Joined | None = None,
    ) -> call_parts.Calls:
        calls = read_calls(lines, region, self._columns, self._plan.rule, stands_for, joined)
        if calls.problem != call_parts.FINE:
            raise BlockError(calls.problem_record, call_problem(lines, calls, self._header.samples))
        return calls

    def _may_be_split(self, lines: Lines) -> bool:
        return bool(self._marks.parts) and split_records.has_marks(lines)

    def _result(self, called: Called, is_reference: NDArray[np.bool_], drops: Drops) -> BlockResult:
        records, calls = called.records, called.calls
        drops.count_calls(calls.reasons.tolist())
        if n_without := int(calls.n_without_ploidy.sum()):
            drops.counts["call", "no_ploidy"] += n_without
        n_called = called.n_called(self._n_ploid)
        alleles = records.alleles.take(records.counted())
        genotypes = pack(called, alleles, len(self._plan.sample_ids))
        batch = build_batch(called, alleles, genotypes, n_called, self._number)
        if self._reference is not None:
            batch = left_aligned(batch, self._reference)
        annotations = (
            read_entries(records, batch, self._annotations, drops) if self._annotations else None
        )
        references = None
        is_reference &= records.region >= 0
        if n_references := int(is_reference.sum()):
            drops.counts["record", "says_who_was_called"] += n_references
            references = reference_records.reference_batch(
                called, is_reference, genotypes, n_called, self._number
            )
        return BlockResult(
            batch, annotations, references, records.lines.pos.size,
            int(n_called[~is_reference].sum()), int(called.n_missing[~is_reference].sum()), drops,
            calls.x_calls,
        )  # fmt: skip
