"""What can be wrong with a record, said for a person."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data_loaders.vcf import record_lines as line_parts
from data_loaders.vcf.calls import call_codes as call_parts
from data_loaders.vcf.record_lines import Lines
from straits.errors import InputError


class BlockError(Exception):
    """A block cannot be read: what is wrong, and with which of its records (from 0)."""

    def __init__(self, record: int, message: str) -> None:
        """Keep the place, so that the reader can name the record's number in the file."""
        super().__init__(message)
        self.record = record


def call_problem(lines: Lines, calls: call_parts.Calls, samples: Sequence[str]) -> str:
    """Say what is wrong with the record at which read_calls stopped."""
    row = calls.problem_record
    place = f"at {field_text(lines, row, line_parts.CHROM)}:{lines.pos[row]}"
    n_columns = len(samples)
    if calls.problem == call_parts.TOO_FEW_CALLS:
        return (
            f"{place} it has {calls.problem_column} genotype columns where the header names "
            f"{n_columns}, the last of them {samples[-1]}. Was the line cut short?"
        )
    if calls.problem == call_parts.TOO_MANY_CALLS:
        return f"{place} it has more genotype columns than the {n_columns} that the header names."
    if calls.problem == call_parts.NO_RULE_FIELD:
        return (
            f"{place} its FORMAT lacks a field that the genotype rule needs (GQ, DP or AD). "
            "Set `genotype_rule: none`, or `when_absent: keep` within the rule, in the study "
            "file."
        )
    sample = samples[calls.problem_column]
    call = _column_text(lines, row, calls.problem_column)
    return (
        f"{place} sample {sample} has the genotype {call!r}; expected allele numbers from 0 to "
        f"{lines.n_alts[row]} or dots, joined by / or |. The file is damaged or was edited by "
        "hand."
    )


def line_problem(lines: Lines, n_bytes: int) -> str:
    """Say what is wrong with the line at which index_lines stopped."""
    text = bytes(lines.text[:n_bytes]).decode("utf-8", "replace")
    records = [line for line in text.split("\n") if line.strip("\r") and line[0] != "#"]
    line = records[lines.problem_record]
    if lines.problem == line_parts.BAD_POS:
        return f"its POS is {line.split(chr(9))[1]!r}; expected a whole number, 1 or above."
    if lines.problem == line_parts.TOO_MANY_ALTS:
        return (
            f"it has more than {line_parts.MOST_ALTS:,} alternate alleles, as no place of a genome "
            "has. Split the record, or take it out: bcftools view --max-alleles "
            f"{line_parts.MOST_ALTS}."
        )
    return (
        f"its line begins {line[:60]!r} and has fewer than ten columns between tabs, so it has "
        "no genotypes. Was the line cut short, or written with spaces?"
    )


def field_text(lines: Lines, row: Any, field: int) -> str:
    """Return a field of a record, at most 200 characters of it."""
    start, end = lines.fields[row, field], lines.fields[row, field + 1] - 1
    return piece_text(lines, start, min(end, start + 200))


def piece_text(lines: Lines, start: int, end: int) -> str:
    """Return a piece of a block's text; bytes that are not UTF-8 are replaced."""
    return bytes(lines.text[start:end]).decode("utf-8", "replace")


def _column_text(lines: Lines, row: int, column: int) -> str:
    start, end = lines.fields[row, line_parts.FIRST_CALL], lines.fields[row, line_parts.END]
    cells = bytes(lines.text[start:end]).split(b"\t")
    return cells[column].split(b":")[0].decode("utf-8", "replace")[:40]


def open_error(path: Path, record: int, problem: str) -> InputError:
    """Return the error for a person: file, record number (from 1) and what is wrong with it."""
    return InputError(f"{path}, record {record:,}: {problem}")
