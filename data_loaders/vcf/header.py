"""The header of a VCF file: its samples and its contigs."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_loaders.study.plain_names import plain
from straits import genome
from straits.errors import InputError

_FIXED = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
_LENGTH_OF_HG19_MT = 16571
_STRUCTURED = re.compile(r"##(\w+)=<(.*)>\s*$")


@dataclass(frozen=True)
class Header:
    """What a VCF says of itself before its first record.

    samples
        Names of the genotype columns, in order, each in the one spelling of all that look like it.
    contigs
        Names and lengths (None where not given) of the ##contig lines, in order.
    filters
        Ids of the ##FILTER lines, in order.
    lines
        The ## lines as they are.
    """

    path: Path
    samples: tuple[str, ...]
    contigs: tuple[tuple[str, int | None], ...]
    filters: tuple[str, ...]
    lines: tuple[str, ...]


def parse_header(path: Path, text: str) -> Header:
    """Read the ## lines and the #CHROM line of a VCF with genotypes.

    Raises InputError for text that is no VCF header, and for genotype columns that are missing or
    share a name.
    """
    header = parse_site_header(path, text)
    if not header.samples:
        raise InputError(
            f"{path} has no samples: its #CHROM line ends after {text.split()[-1]}. Straits counts "
            "genotypes itself, so name a file with genotype columns; a sites-only file will not do."
        )
    return header


def parse_site_header(path: Path, text: str) -> Header:
    """Read the ## lines and the #CHROM line of a VCF, with genotypes or without.

    Raises InputError for text that is no VCF header, and for genotype columns that share a name.
    """
    lines = text.splitlines()
    if not lines or not lines[0].startswith("##fileformat=VCF"):
        start = lines[0][:40] if lines else ""
        raise InputError(
            f"{path} is not a VCF file: expected ##fileformat=VCFv4.x on its first line, got "
            f"{start!r}. Name the file of genotypes (.vcf, .vcf.gz or .bcf) in the study file."
        )
    if not lines[-1].startswith("#CHROM"):
        raise InputError(
            f"{path} has no #CHROM line, so its columns are not known. Was it cut short?"
        )
    columns = lines[-1].split("\t")
    if columns[:8] != _FIXED:
        raise InputError(
            f"{path}, line {len(lines)}: expected the columns {' '.join(_FIXED)} separated by "
            f"tabs, got {' '.join(columns[:8])[:120]!r}."
        )
    samples = columns[9:]
    # Most headers are plain as they are, and some name many people.
    if not (lines[-1].isascii() and len(lines[-1].split()) == len(columns)):
        samples = [plain(name) for name in samples]
    seen: dict[str, int] = {}
    for order, sample in enumerate(samples, start=10):
        if sample in seen:
            raise InputError(
                f"{path}: columns {seen[sample]} and {order} of the #CHROM line are both named "
                f"{sample!r}. Give every sample a name of its own, for example with bcftools "
                "reheader."
            )
        seen[sample] = order
    contigs, filters = [], []
    for line in lines:
        match = _STRUCTURED.match(line)
        if match is None:
            continue
        name = re.search(r"(?:^|,)ID=([^,>]+)", match[2])
        if name is None:
            continue
        if match[1] == "contig":
            length = attribute(match[2], "length") or ""
            contigs.append((name[1], int(length) if length.isdecimal() else None))
        elif match[1] == "FILTER":
            filters.append(name[1])
    return Header(path, tuple(samples), tuple(contigs), tuple(filters), tuple(lines[:-1]))


def attribute(text: str, key: str) -> str | None:
    """Return the value of a key of a structured line; None where it does not have the key.

    >>> attribute('ID=chr1, assembly="GRCh38.p14",length=9', "assembly")
    'GRCh38.p14'
    """
    match = re.search(rf'(?:^|,)\s*{key}="?([^",>]*)', text, re.IGNORECASE)
    return match[1] if match else None


def contig_names(header: Header) -> tuple[list[str], tuple[NDArray[np.uint8], NDArray[np.int64]]]:
    """Return the contig that each spelling stands for, and the spellings as the kernels want them.

    Returns (contigs, (bytes, offsets)): spelling i lies in bytes[offsets[i]:offsets[i + 1]] and
    means contigs[i].
    """
    # The chrM of UCSC's hg19 is another sequence than the one here, with other positions.
    other = {name for name, length in header.contigs if length == _LENGTH_OF_HG19_MT}
    usual = genome.contig_spellings()
    known: dict[str, str] = {}
    for name, _ in header.contigs:
        try:
            known[name] = usual.get(name) or genome.normalise_contig(name)
        except ValueError:
            continue
    spellings = {name: contig for name, contig in (known | usual).items() if name not in other}
    encoded = [name.encode() for name in spellings]
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.int64)
    return [*spellings.values()], (np.frombuffer(b"".join(encoded), np.uint8), offsets)
