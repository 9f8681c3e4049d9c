"""Of which genome build a VCF is, as its header says."""

import re
from collections.abc import Iterable, Iterator

from data_loaders.vcf.header import Header, attribute
from straits import genome
from straits.errors import InputError

_WAY_OUT = "Set `build` in the study file, or lift the file over first; one study has one build."
# What reference sequences of a build are called; the last two are read by nobody here.
_NAMES = {
    "GRCh37": r"GRCh37|hg19|hs37|assembly19|NCBI37|\b(?:human_)?(?:b|g1k_v)37|build[ _.]?37"
    r"|\b(?:assembly|AS)=37(?![\w.])|GCA_000001405\.(?:[1-9]|1[0-4])|GCF_000001405\.(?:1[3-9]|2[0-5])",
    "GRCh38": r"GRCh38|hg38|hs38|assembly38|NCBI38|\bb38|build[ _.]?38"
    r"|\b(?:assembly|AS)=38(?![\w.])|GCA_000001405\.(?:1[5-9]|2\d)|GCF_000001405\.(?:2[6-9]|3\d|40)",
    "NCBI36 (hg18)": r"hg18|NCBI36|\bb36|build[ _.]?36|\b(?:assembly|AS)=36(?![\w.])",
    "T2T-CHM13": r"CHM13|\bT2T",
}
_PATTERNS = {
    build: re.compile(rf"(?:{names})(?!\d)", re.IGNORECASE) for build, names in _NAMES.items()
}
# Keys of lines that say what the positions refer to, and lines that only describe fields.
_OF_REFERENCE = re.compile(r"##\w*(?:reference|assembly|genome|build)\w*=", re.IGNORECASE)
_CONTIG = re.compile(r"##contig=<(.*)>\s*$")
_DESCRIPTIONS = ("##INFO", "##FORMAT", "##FILTER", "##ALT", "##contig", "##SAMPLE", "##PEDIGREE")
# No chromosome of an animal is so long: 2147483647 and the like stand for "not known".
_NO_LENGTH = 900_000_000


def check_build(header: Header, build: str) -> None:
    """Raise InputError if a header says that it is of another genome build.

    RefSeq's accessions and the lengths of contigs are certain. Without either, what the contigs and
    other lines say of the reference counts, then the commands of programs; each where it names
    other builds and not this one.
    """
    if _fits_for_certain(header, build):
        return
    for statements in (_of_reference(header), _commands(header)):
        naming = {line: names for line in statements if (names := builds_named([line]))}
        if not naming:
            continue
        if not any(build in names for names in naming.values()):
            line, names = next(iter(naming.items()))
            raise InputError(
                f"{header.path} was not called on {build}: its header says {line[:120]}, which is "
                f"{' and '.join(sorted(names))}. {_WAY_OUT} If it was lifted over and kept the "
                "line of the old build, correct the line with bcftools reheader."
            )
        return


def builds_named(lines: Iterable[str]) -> set[str]:
    """Return the builds that texts name, of GRCh37, GRCh38 and two that Straits does not read.

    >>> sorted(builds_named(["hg19ToHg38.over.chain", "/ref/Homo_sapiens_assembly38.fasta"]))
    ['GRCh37', 'GRCh38']
    >>> builds_named(["/data/lab37/dbSNP_b151.vcf"])
    set()
    """
    return {build for line in lines for build, pattern in _PATTERNS.items() if pattern.search(line)}


def _fits_for_certain(header: Header, build: str) -> bool:
    """Return whether a contig tells that it is of the build; raises InputError if of another."""
    is_certain = False
    # PLINK 1.9 writes as length where its last variant lies.
    is_of_plink = any(line.startswith("##source=PLINK") for line in header.lines)
    for name, length in header.contigs:
        try:
            contig = genome.normalise_contig(name)
        except ValueError:
            continue
        of = genome.build_of_contig(name)
        if of not in (None, build):
            raise InputError(
                f"{header.path} was not called on {build}: its contig {name} is of {of}. {_WAY_OUT}"
            )
        is_certain |= of == build
        if length is None or not 1 < length < _NO_LENGTH or contig == "chrM":
            continue
        expected = genome.CONTIG_LENGTHS[build][contig]
        if length == expected:
            is_certain = True
            continue
        fitting = [b for b in genome.BUILDS if genome.CONTIG_LENGTHS[b][contig] == length]
        if fitting:
            raise InputError(
                f"{header.path} was not called on {build}: its header gives {name} {length:,} "
                f"bases, the length in {fitting[0]}, where {build} has {expected:,}. {_WAY_OUT}"
            )
        if not (is_of_plink and length < expected):
            raise InputError(
                f"{header.path} does not say that it is of {build}: its header gives {name} "
                f"{length:,} bases, which no build has that is known here; {build} has "
                f"{expected:,}. If the file was called on {build} all the same, take the length "
                f"out of its header with bcftools reheader; else name a file of {build}."
            )
    return is_certain


def _of_reference(header: Header) -> Iterator[str]:
    for line in header.lines:
        if _OF_REFERENCE.match(line):
            yield line
        elif contig := _CONTIG.match(line):
            told = [f"{key}={said}" for key in ("assembly", "AS", "URL", "UR")
                    if (said := attribute(contig[1], key))]  # fmt: skip
            if told:
                yield f"##contig=<ID={attribute(contig[1], 'ID')},{','.join(told)}>"


def _commands(header: Header) -> Iterator[str]:
    for line in header.lines:
        if not line.startswith(_DESCRIPTIONS):
            yield line
