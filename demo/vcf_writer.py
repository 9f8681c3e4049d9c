"""Write calls as VCF, fast enough for a study that is made in seconds."""

from pathlib import Path
from types import TracebackType

import numpy as np
import polars as pl
import pysam
from numpy.typing import NDArray

from demo import consequences
from demo.call_sets import N_LEVELS, CallSet
from demo.calls import Calls, Record
from demo.loci import BUILD, Locus
from straits import genome

# Alleles of a site are numbered 0, 1 and 2.
_N_ALLELES = 3
# The forms of a call: two alleles, one allele, none of two, none of one, half of two.
_HAPLOID = _N_ALLELES**2
_NO_CALL = _HAPLOID + _N_ALLELES
_NO_HAPLOID_CALL = _NO_CALL + 1
_HALF = _NO_CALL + 2


class VcfWriter:
    """A block-compressed VCF of one call set, open for records in order of position."""

    def __init__(self, path: Path, call_set: CallSet, sample_ids: list[str], seed: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._call_set = call_set
        self._cells = _cells(call_set)
        # Level 1 of deflate, which pysam takes though its types do not say so: four times as fast.
        self._file = pysam.BGZFile(str(path), "wb1")  # type: ignore[call-arg]
        self._file.write(_header(call_set, sample_ids, seed).encode())

    def write(
        self, rng: np.random.Generator, locus: Locus, variants: pl.DataFrame, calls: Calls
    ) -> None:
        """Write the records of one locus."""
        forms = _forms(self._call_set, calls)
        named = ("pos", "ref", "alt", "rsid", *consequences.COLUMNS)
        rows = variants.select(named).rows()
        quality = rng.integers(60, 4000, len(calls.records))
        for at, record in enumerate(calls.records):
            cells = self._cells[forms[at].astype(np.int32) * N_LEVELS + calls.level[at]]
            # Shorter calls are padded with zero bytes.
            line = cells.tobytes().translate(None, b"\0")
            fixed = self._fixed(locus, rows, record, int(quality[at]))
            self._file.write(fixed.encode() + line + b"\n")

    def write_line(self, locus: Locus, fields: str, n_samples: int) -> None:
        """Write a record in which everybody is heterozygous, with the fixed fields after CHROM."""
        separator = "|" if self._call_set.is_phased else "/"
        call = f"\t0{separator}1{self._call_set.suffixes[-1]}"
        line = f"{self._contig(locus)}\t{fields}\t{self._call_set.format_field}{call * n_samples}\n"
        self._file.write(line.encode())

    def _contig(self, locus: Locus) -> str:
        return self._call_set.contig_prefix + locus.contig.removeprefix("chr")

    def _fixed(
        self, locus: Locus, rows: list[tuple[object, ...]], record: Record, quality: int
    ) -> str:
        alleles = [
            tuple("" if field is None else str(field) for field in rows[row]) for row in record.rows
        ]
        pos, ref, _, rsid, *_ = alleles[0]
        joined = ",".join(alt for _, _, alt, *_ in alleles)
        if self._call_set.annotation == "CSQ":
            info = "CSQ=" + ",".join(
                consequences.csq(locus, ref, alt, *does) for _, ref, alt, _, *does in alleles
            )
        else:
            info = "ANN=" + ",".join(
                consequences.ann(locus, alt, *does) for _, _, alt, _, *does in alleles
            )
        # Denmark's caller looks rsIDs up; Singapore's does not.
        name = rsid if self._call_set.annotation == "CSQ" and rsid else "."
        return (
            f"{self._contig(locus)}\t{pos}\t{name}\t{ref}\t{joined}\t{quality}\t{record.filter}"
            f"\t{info}\t{self._call_set.format_field}"
        )

    def __enter__(self) -> "VcfWriter":
        """Return the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file and index it."""
        self._file.close()
        if error is None:
            pysam.tabix_index(str(self._path), preset="vcf", force=True)


def _header(call_set: CallSet, sample_ids: list[str], seed: int) -> str:
    lines = [
        "##fileformat=VCFv4.2",
        f"##source=Straits synthetic demo, seed {seed}: nobody in this file exists",
        f"##assembly={BUILD}",
        '##FILTER=<ID=PASS,Description="All filters passed">',
        f'##FILTER=<ID={call_set.filters[0]},Description="{call_set.filters[1]}">',
    ]
    for contig, length in genome.CONTIG_LENGTHS[BUILD].items():
        name = call_set.contig_prefix + contig.removeprefix("chr")
        lines.append(f"##contig=<ID={name},length={length},assembly={BUILD}>")
    if call_set.annotation == "CSQ":
        text = f"Consequence annotations from Ensembl VEP. Format: {consequences.CSQ_FIELDS}"
    else:
        text = f"Functional annotations: '{consequences.ANN_FIELDS}'"
    lines += [
        f'##INFO=<ID={call_set.annotation},Number=.,Type=String,Description="{text}">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    ]
    described = {"DP": "Read depth", "GQ": "Genotype quality"}
    for key in call_set.format_field.split(":")[1:]:
        lines.append(f'##FORMAT=<ID={key},Number=1,Type=Integer,Description="{described[key]}">')
    if not call_set.is_joined and not call_set.is_exome:
        lines.append('##ALT=<ID=DEL,Description="Deletion">')
        lines.append('##INFO=<ID=END,Number=1,Type=Integer,Description="Last position">')
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".split()
    return "\n".join([*lines, "\t".join([*columns, *sample_ids])]) + "\n"


def _cells(call_set: CallSet) -> NDArray[np.bytes_]:
    """Return the text of every form of a call at every level, form by form."""
    sign = "|" if call_set.is_phased else "/"
    numbers = range(_N_ALLELES)
    forms = [
        *(f"{first}{sign}{second}" for first in numbers for second in numbers),
        *(str(number) for number in numbers),
        f".{sign}.",
        ".",
        *(f".{sign}{number}" for number in numbers),
    ]
    return np.array([f"\t{form}{end}".encode() for form in forms for end in call_set.suffixes])


def _forms(call_set: CallSet, calls: Calls) -> NDArray[np.uint8]:
    """Return which form each call has, shape (n_records, n_samples)."""
    form = calls.first * np.uint8(_N_ALLELES) + calls.second
    form = np.where(calls.is_haploid, calls.first + np.uint8(_HAPLOID), form)
    form = np.where(calls.is_half, calls.second + np.uint8(_HALF), form)
    nothing = np.where(calls.is_haploid, _NO_HAPLOID_CALL, _NO_CALL).astype(np.uint8)
    return np.where(call_set.is_missing[calls.level], nothing, form).astype(np.uint8)
