"""Counts of a VCF or BCF as htslib reads its genotypes, by the rules that docs/study.md states.

Nobody's sex is known here, so that nothing is counted on X and Y outside the regions that pair.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pysam

from straits import genome
from tests.oracles.trimming import shortest

Key = tuple[str, int, str, str]
Alleles = dict[Key, list["Counts"]]


class Counts(NamedTuple):
    """What one record says of one allele of it."""

    n_called: int
    ac: int
    hom_alt: int
    het: int
    hemi: int
    is_pass: bool


def allele_counts(path: Path, build: str) -> Alleles:
    """Return the counts of every sequence allele, one for each record that has it, in file order.

    Raises OSError or ValueError where htslib cannot read the file.
    """
    counts: Alleles = {}
    with pysam.VariantFile(str(path), threads=1) as records:
        for record in records:
            for key, told in _of_record(record, build):
                counts.setdefault(key, []).append(told)
    return counts


def _of_record(record: pysam.VariantRecord, build: str) -> Iterator[tuple[Key, Counts]]:
    try:
        contig = genome.normalise_contig(record.chrom)
    except ValueError:
        return
    ref = str(record.ref).upper()
    if record.pos < 1 or "GT" not in record.format or re.fullmatch("[ACGTN]+", ref) is None:
        return
    copies = _copies(contig, record.pos, build)
    calls = [_call(sample["GT"], copies) for sample in record.samples.values()]
    called = [call for call in calls if call is not None]
    first = {}
    for number, alt in enumerate(record.alts or (), start=1):
        upper = alt.upper()
        if re.fullmatch("[ACGT]+", upper) is None or upper == ref:
            continue
        # One allele written twice is one allele.
        first.setdefault(upper, []).append(number)
    for alt, numbers in first.items():
        carried = [sum(allele in numbers for allele in call) for call in called]
        hom_alt = sum(n == 2 for n in carried)
        het = sum(n == 1 and len(call) == 2 for n, call in zip(carried, called, strict=True))
        # Nobody is hemizygous on the mitochondrion, and X and Y are not counted here.
        hemi = 0
        is_pass = list(record.filter.keys()) == ["PASS"]
        told = Counts(len(called), sum(carried), hom_alt, het, hemi, is_pass)
        yield (contig, *shortest(record.pos, ref, alt)), told


def _call(alleles: tuple[int | None, ...] | None, copies: int) -> tuple[int, ...] | None:
    """Return a call as its alleles, one for each copy; None where it is missing."""
    if not alleles or None in alleles or copies == 0:
        return None
    if copies == 2:
        return alleles if len(alleles) == 2 else None
    return alleles[:1] if len(alleles) <= 2 and len(set(alleles)) == 1 else None


def _copies(contig: str, pos: int, build: str) -> int:
    if contig == "chrM":
        return 1
    if contig not in ("chrX", "chrY"):
        return 2
    regions = genome.PSEUDO_AUTOSOMAL[build][contig]
    return 2 if any(start <= pos <= end for start, end in regions) else 0


def chosen(told: list[Counts]) -> list[Counts]:
    """Return which of several records of an allele may count: PASS first, then most called."""
    passing = [each for each in told if each.is_pass] or told
    most = max(each.n_called for each in passing)
    return [each for each in passing if each.n_called == most]
