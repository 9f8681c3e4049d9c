"""Contigs, sex-chromosome regions and the identity of an allele.

Positions are 1-based and regions are closed, as in VCF.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

CONTIGS = (*(f"chr{number}" for number in range(1, 23)), "chrX", "chrY", "chrM")
CONTIG_ORDER = {contig: order for order, contig in enumerate(CONTIGS)}

# Lengths of the primary assemblies: GRCh37 (GCF_000001405.13) and GRCh38 (GCF_000001405.26).
# chrM is the revised Cambridge Reference Sequence (NC_012920.1) in both.
_LENGTHS_37 = (
    249250621, 243199373, 198022430, 191154276, 180915260, 171115067, 159138663, 146364022,
    141213431, 135534747, 135006516, 133851895, 115169878, 107349540, 102531392, 90354753,
    81195210, 78077248, 59128983, 63025520, 48129895, 51304566, 155270560, 59373566, 16569,
)  # fmt: skip
_LENGTHS_38 = (
    248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636,
    138394717, 133797422, 135086622, 133275309, 114364328, 107043718, 101991189, 90338345,
    83257441, 80373285, 58617616, 64444167, 46709983, 50818468, 156040895, 57227415, 16569,
)  # fmt: skip
CONTIG_LENGTHS = {
    "GRCh37": dict(zip(CONTIGS, _LENGTHS_37, strict=True)),
    "GRCh38": dict(zip(CONTIGS, _LENGTHS_38, strict=True)),
}
BUILDS = tuple(CONTIG_LENGTHS)

# Pseudo-autosomal regions, 1-based and closed, from the Genome Reference Consortium.
PSEUDO_AUTOSOMAL = {
    "GRCh37": {
        "chrX": ((60001, 2699520), (154931044, 155260560)),
        "chrY": ((10001, 2649520), (59034050, 59363566)),
    },
    "GRCh38": {
        "chrX": ((10001, 2781479), (155701383, 156030895)),
        "chrY": ((10001, 2781479), (56887903, 57217415)),
    },
}

# Where ploidy depends on sex. "autosome" stands for the autosomes and the pseudo-autosomal regions.
REGION_CLASSES = ("autosome", "x", "y", "mt")

_ALIASES = {contig.removeprefix("chr").lower(): contig for contig in CONTIGS}
_ALIASES |= {
    "mt": "chrM", "rcrs": "chrM", "nc_012920.1": "chrM", "j01415.2": "chrM", "mito": "chrM",
    "mtdna": "chrM", "mitochondrion": "chrM", "23": "chrX", "24": "chrY", "25": "chrX",
    "26": "chrM", "xy": "chrX", "par1": "chrX", "par2": "chrX",
}  # fmt: skip
# 25, XY, PAR1 and PAR2 are PLINK's codes for the pseudo-autosomal part of X, at positions of X.

_WRITTEN = {"rcrs": "rCRS", "mtdna": "mtDNA"}

# RefSeq's accessions of chr1 to chrY are NC_000001 to NC_000024; their versions tell the build.
_ACCESSION_VERSIONS = {
    "GRCh37": "10 11 11 11 9 11 13 10 11 10 9 11 10 8 9 9 10 9 9 10 8 10 10 9",
    "GRCh38": "11 12 12 12 10 12 14 11 12 11 10 12 11 9 10 10 11 10 10 11 9 11 11 10",
}
_BUILD_OF_ACCESSION = {
    f"nc_{number:06}.{version}": build
    for build, versions in _ACCESSION_VERSIONS.items()
    for number, version in enumerate(versions.split(), start=1)
}
_ALIASES |= {name: CONTIGS[int(name[3:9]) - 1] for name in _BUILD_OF_ACCESSION}


@dataclass(frozen=True)
class Region:
    """A stretch of one contig; start and end are 1-based and both belong to it."""

    contig: str
    start: int
    end: int

    def __str__(self) -> str:
        """Write the region as people do, with thousands separators."""
        return f"{self.contig}:{self.start:,}-{self.end:,}"


def normalise_contig(name: str) -> str:
    """Return the one name that Straits uses for a contig: chr1 to chr22, chrX, chrY or chrM.

    Raises ValueError for any other sequence (decoys, patches, unplaced contigs).

    >>> normalise_contig("7"), normalise_contig("chrMT"), normalise_contig("CHRX")
    ('chr7', 'chrM', 'chrX')
    >>> normalise_contig("chr07"), normalise_contig("NC_000007.14")
    ('chr7', 'chr7')
    """
    bare = name.strip().lower().removeprefix("chr").removeprefix("0")
    if bare not in _ALIASES:
        raise ValueError(f"expected one of chr1 to chr22, chrX, chrY or chrM, got {name!r}")
    return _ALIASES[bare]


@cache
def contig_spellings() -> dict[str, str]:
    """Return every usual way to write a contig, and the contig that it stands for.

    >>> spellings = contig_spellings()
    >>> spellings["Chr7"], spellings["chr07"], spellings["23"], spellings["chrMT"]
    ('chr7', 'chr7', 'chrX', 'chrM')
    """
    accessions = {name: contig for name, contig in _ALIASES.items() if "." in name}
    padded = {f"0{alias}": contig for alias, contig in _ALIASES.items() if len(alias) == 1}
    return {
        prefix + spelling: contig
        for alias, contig in (_ALIASES | padded).items()
        if alias not in accessions
        for prefix in ("", "chr", "Chr", "CHR")
        for spelling in dict.fromkeys(
            (alias, alias.upper(), alias.capitalize(), _WRITTEN.get(alias, alias))
        )
    } | {name.upper(): contig for name, contig in accessions.items()}


def build_of_contig(name: str) -> str | None:
    """Return the one of BUILDS whose RefSeq accession a contig's name is; None for other names.

    >>> build_of_contig("NC_000007.14"), build_of_contig("chr7")
    ('GRCh38', None)
    """
    return _BUILD_OF_ACCESSION.get(name.strip().lower())


def region_class(build: str, contig: str, pos: int) -> str:
    """Return which of REGION_CLASSES a position is in; ploidy follows from it and from sex.

    >>> region_class("GRCh38", "chrX", 2_781_479), region_class("GRCh38", "chrX", 2_781_480)
    ('autosome', 'x')
    """
    if contig == "chrM":
        return "mt"
    regions = PSEUDO_AUTOSOMAL[build].get(contig)
    if regions is None or any(start <= pos <= end for start, end in regions):
        return "autosome"
    return "x" if contig == "chrX" else "y"


def variant_id(contig: str, pos: int, ref: str, alt: str) -> str:
    """Return contig-pos-ref-alt, the key that people read, type and put in links.

    >>> variant_id("chr10", 94781859, "G", "A")
    'chr10-94781859-G-A'
    """
    return f"{contig}-{pos}-{ref}-{alt}"


def parse_variant_id(text: str) -> tuple[str, int, str, str]:
    """Read an allele in any of the usual spellings; the alleles come back in capitals.

    Raises ValueError, with what was expected, for anything else.

    >>> parse_variant_id("10:94,781,859 g>a")
    ('chr10', 94781859, 'G', 'A')
    >>> parse_variant_id("chr10-94781859-G-A") == parse_variant_id("chr10_94781859_G/A")
    True
    """
    match = re.fullmatch(
        r"\s*([A-Za-z0-9.]+?)[\s:_-]+([\d,]+)[\s:_-]*([ACGTN]+)[\s:_/>-]+([ACGTN]+)\s*",
        text.replace("_", "-"),
        re.IGNORECASE,
    )
    if match is None:
        raise ValueError(f"expected contig-pos-ref-alt such as chr10-94781859-G-A, got {text!r}")
    contig, pos, ref, alt = match.groups()
    return normalise_contig(contig), int(pos.replace(",", "")), ref.upper(), alt.upper()


def is_rsid(text: str) -> bool:
    """Tell whether a text is an rsID, in any case.

    >>> is_rsid("rs4244285"), is_rsid("RS334"), is_rsid("rs")
    (True, True, False)
    """
    return re.fullmatch(r"rs[0-9]{1,20}", text, re.IGNORECASE) is not None


def parse_region(text: str) -> Region:
    """Read contig:start-end, 1-based and closed; a lone position is a region of one base.

    Raises ValueError, with what was expected, for anything else.

    >>> parse_region("chr10:94,762,681-94,855,547")
    Region(contig='chr10', start=94762681, end=94855547)
    >>> parse_region("X:100")
    Region(contig='chrX', start=100, end=100)
    """
    match = re.fullmatch(
        r"\s*([A-Za-z0-9.]+)\s*[:\s]\s*([\d,]+)(?:\s*(?:-|\.\.)\s*([\d,]+))?\s*", text
    )
    if match is None:
        raise ValueError(f"expected contig:start-end such as chr10:94762681-94855547, got {text!r}")
    start = int(match[2].replace(",", ""))
    end = int(match[3].replace(",", "")) if match[3] else start
    if not 1 <= start <= end:
        raise ValueError(f"expected 1 <= start <= end, got {text!r}")
    return Region(normalise_contig(match[1]), start, end)


def trim(pos: int, ref: str, alt: str) -> tuple[int, str, str]:
    """Return the shortest way to write an allele: shared bases go from the right, then the left.

    One base stays on either side, as VCF asks (Tan 2015, Bioinformatics 31:2202).

    >>> trim(100, "CAT", "CGT")
    (101, 'A', 'G')
    >>> trim(100, "CAA", "CA")
    (100, 'CA', 'C')
    """
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        pos, ref, alt = pos + 1, ref[1:], alt[1:]
    return pos, ref, alt


def left_align(
    pos: int, ref: str, alt: str, base_before: Callable[[int], str]
) -> tuple[int, str, str]:
    """Return the leftmost way to write an insertion or deletion (Tan 2015, algorithm 1).

    base_before
        Gives the reference base at a 1-based position.

    >>> sequence = "GCACACAT"
    >>> left_align(6, "CA", "C", lambda at: sequence[at - 1])
    (6, 'CA', 'C')
    >>> left_align(5, "ACA", "A", lambda at: sequence[at - 1])
    (1, 'GCA', 'G')
    """
    while ref != alt:
        if ref and alt and ref[-1] == alt[-1] and (pos > 1 or min(len(ref), len(alt)) > 1):
            ref, alt = ref[:-1], alt[:-1]
        elif not ref or not alt:
            pos -= 1
            base = base_before(pos)
            ref, alt = base + ref, base + alt
        else:
            break
    return trim(pos, ref, alt)


def variant_type(ref: str, alt: str) -> str:
    """Name the kind of a trimmed allele: snv, mnv, insertion, deletion or complex.

    >>> variant_type("A", "G"), variant_type("AC", "GT"), variant_type("A", "AT")
    ('snv', 'mnv', 'insertion')
    """
    if len(ref) == len(alt):
        return "snv" if len(ref) == 1 else "mnv"
    if len(ref) == 1 and alt[0] == ref[0]:
        return "insertion"
    if len(alt) == 1 and alt[0] == ref[0]:
        return "deletion"
    return "complex"
