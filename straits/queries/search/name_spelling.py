"""The spellings of alleles, regions and rsIDs that people type or paste."""

import re
import unicodedata
from dataclasses import dataclass

from straits import genome
from straits.genome import Region

# Digits of other scripts are no positions.
_FLAGS = re.IGNORECASE | re.ASCII

# Dashes and arrows of word processors.
_PLAIN = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), "→": ">", "×": "x", "\ufeff": ""})
_BUILDS = {"grch37": "GRCh37", "hg19": "GRCh37", "grch38": "GRCh38", "hg38": "GRCh38"}
_NAMED_BUILD = re.compile(rf"[(\[]?\b({'|'.join(_BUILDS)})(\.p\d+)?\b[)\]]?\s*:?", _FLAGS)
_AROUND = " \"'`“”‘’«»,;|"
# What somebody may write around a name, as in "gene: CYP2C19".
_WORDS = re.compile(
    r"^(?:gene|variant|snp|snv|rsid|region|position)\s*(?:[:=]\s*|\s(?=\S))|\s+gene$", _FLAGS
)
_UNITS = {"": 1, "k": 1_000, "kb": 1_000, "m": 1_000_000, "mb": 1_000_000, "bp": 1}

_NUMBER = r"(\d[\d,]*(?:\.\d+)?)\s*(kb?|mb?|bp)?"
_PLACE = r"(?P<contig>(?:chr)?(?:\d\d?|x|y|m|mt)|NC_\d{6}\.\d+)"
_REGION = re.compile(
    rf"{_PLACE}[\s:_-]+{_NUMBER}(?:\s*(-|\.\.|:|\+|\bto\b|\s)\s*{_NUMBER})?", _FLAGS
)
_WHOLE = re.compile(r"(?:chr(?:omosome)?\s*)?(\d\d?|x|y|m|mt)", _FLAGS)
_ACCESSION = re.compile(r"NC_\d{6}\.\d+", _FLAGS)
_SPDI = re.compile(r"(NC_\d{6}\.\d+):(\d+):([ACGT]*|\d+):([ACGT]*)", _FLAGS)
_BASES = r"[ACGTN]+"
_LINE = re.compile(  # of a VCF: contig, position, ID, REF, ALT and more
    rf"({_PLACE})\s+(\d+)\s+(\S+)\s+({_BASES})\s+({_BASES}(?:,{_BASES})*)(?:\s.*)?", _FLAGS
)
_TWICE = re.compile(  # the position as a stretch: chr10:5-5 G/A
    rf"{_PLACE}:(?P<pos>[\d,]+)-(?P<end>[\d,]+)[\s:]+(?P<ref>{_BASES})[/>](?P<alt>{_BASES})", _FLAGS
)
_LIST = re.compile(rf"(.+[\s:_/>-])({_BASES}(?:,{_BASES})+)", _FLAGS)
_ADDRESS = re.compile(r"https?://\S*?/(?:variant|variation|gene|snp|rs)/([\w.-]+)", _FLAGS)

_STAR = re.compile(
    r"(?P<gene>[A-Za-z][\w-]*?)[\s:_]*(?P<allele>\*\s?\d+[A-Za-z]?)(?:\.\d+)?", _FLAGS
)
_PHARMACOGENE = re.compile(r"pharmacogene\s*:?\s+(?P<named>\S.*)", _FLAGS)
_DAY = re.compile(
    r"(?:(\d{1,2})[-/ ]?(?P<month>[A-Za-z]{3,4})|([A-Za-z]{3,4})[-/ ]?(\d{1,2}))", _FLAGS
)
# What genes were called that a spreadsheet takes for a day of a month.
_MONTHS = {
    "mar": ("MARCH", "MARC"), "sep": ("SEPT",), "sept": ("SEPT",), "dec": ("DEC",), "oct": ("OCT",),
    "nov": ("NOV",), "feb": ("FEB",), "apr": ("APR",),
}  # fmt: skip

Allele = tuple[str, int, str, str]


@dataclass(frozen=True)
class Typed:
    """What was typed, without what does not matter.

    text
        No quotes, brackets or punctuation around it, plain dashes, single blanks.
    build
        The build that it names, "GRCh37" or "GRCh38"; None if it names none.
    """

    text: str
    build: str | None


def tidy(text: str) -> Typed:
    """Return a text as it was meant, whatever it was copied from.

    >>> tidy(' “rs4244285”, ').text
    'rs4244285'
    >>> tidy("hg19 chr10:96,541,616")
    Typed(text='chr10:96,541,616', build='GRCh37')
    >>> tidy("https://gnomad.broadinstitute.org/variant/10-94781859-G-A?dataset=gnomad_r4").text
    '10-94781859-G-A'
    """
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    plain = "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in plain)
    if match := _ADDRESS.search(plain):
        plain = match[1]
    named = _NAMED_BUILD.search(plain)
    if named:
        plain = f"{plain[: named.start()]} {plain[named.end() :]}"
    plain = " ".join(plain.split())
    bare = plain.strip(_AROUND)
    while bare[:1] + bare[-1:] in ("()", "[]") and len(bare) > 1:
        bare = bare[1:-1].strip(_AROUND)
    bare = _WORDS.sub("", bare).strip(_AROUND)
    build = _BUILDS[named[1].lower()] if named else None
    if accession := _ACCESSION.match(bare):
        build = genome.build_of_contig(accession[0]) or build
    return Typed(bare, build)


def rsid(text: str) -> str | None:
    """Return an rsID in small letters; None if the text is none.

    >>> rsid("RS 4244285"), rsid("rs4244285-A"), rsid("rs")
    ('rs4244285', 'rs4244285', None)
    """
    match = re.fullmatch(r"(?:dbsnp:?\s*)?rs\s?#?(\d{1,20})(?:[-_ :][ACGT]+)?", text, _FLAGS)
    return f"rs{match[1]}" if match else None


def star_allele(text: str) -> tuple[str, str] | None:
    """Return gene and allele of a star allele; None if the text is none, or names two.

    >>> star_allele("cyp2c19 *2"), star_allele("DPYD*2A"), star_allele("CYP2C19*1/*2")
    (('cyp2c19', '*2'), ('DPYD', '*2A'), None)
    """
    match = _STAR.fullmatch(text)
    return (match["gene"], match["allele"].replace(" ", "")) if match else None


def of_pharmacogene(text: str) -> tuple[str, str] | None:
    """Return gene and allele of which the pharmacogene is asked for; None where none is.

    The allele is empty where the whole gene is asked for.

    >>> of_pharmacogene("pharmacogene CYP2C19*2"), of_pharmacogene("Pharmacogene: DPYD")
    (('CYP2C19', '*2'), ('DPYD', ''))
    >>> of_pharmacogene("CYP2C19*2")
    """
    match = _PHARMACOGENE.fullmatch(text)
    return (star_allele(match["named"]) or (match["named"], "")) if match else None


def names_of_day(text: str) -> tuple[str, ...]:
    """Return what a gene may have been called before a spreadsheet took its name for a day.

    >>> names_of_day("2-Sep"), names_of_day("Mar-01"), names_of_day("CYP2C19")
    (('SEPT2',), ('MARCH1', 'MARC1'), ())
    """
    match = _DAY.fullmatch(text)
    if match is None:
        return ()
    day, month = match[1] or match[4], match["month"] or match[3]
    return tuple(f"{name}{int(day)}" for name in _MONTHS.get(month.lower(), ()))


def alleles(text: str) -> list[Allele]:
    """Return the alleles that a text writes with their position; several of a list of ALT.

    Raises ValueError for anything else.

    >>> alleles("NC_000010.11:94781858:G:A"), alleles("10 94781859 rs4244285 G A 50 PASS")
    ([('chr10', 94781859, 'G', 'A')], [('chr10', 94781859, 'G', 'A')])
    >>> alleles("chr10-94781859-G-A,T")
    [('chr10', 94781859, 'G', 'A'), ('chr10', 94781859, 'G', 'T')]
    """
    if match := _SPDI.fullmatch(text):
        return [_of_spdi(match[1], int(match[2]), match[3].upper(), match[4].upper())]
    if match := _LINE.fullmatch(text):
        contig, pos, ref, alts = match[1], match[3], match[5], match[6]
        return [(*_place(contig, pos), ref.upper(), alt.upper()) for alt in alts.split(",")]
    if match := _TWICE.fullmatch(text):
        ref, alt = match["ref"].upper(), match["alt"].upper()
        return [(*_place(match["contig"], match["pos"].replace(",", "")), ref, alt)]
    if match := _ACCESSION.match(text):
        text = genome.normalise_contig(match[0]) + text[match.end() :]
    if match := _LIST.fullmatch(text):
        return [genome.parse_variant_id(match[1] + alt) for alt in match[2].split(",")]
    return [genome.parse_variant_id(text)]


def region(text: str) -> Region:
    """Return the region that a text means, 1-based and closed; a position is one of one base.

    k, kb, M and Mb count in thousands and millions, for both ends if they stand behind the second.
    `+` is followed by a length. Ends the wrong way round are turned. Raises ValueError otherwise.

    >>> str(region("10:94.7-94.9Mb")), str(region("chr10 94762681 94855547"))
    ('chr10:94,700,000-94,900,000', 'chr10:94,762,681-94,855,547')
    """
    match = _REGION.fullmatch(text)
    if match is None:
        raise ValueError(f"expected contig:start-end such as chr10:94762681-94855547, got {text!r}")
    contig = genome.normalise_contig(match["contig"])
    first, unit, between, second, unit_of_end = match.group(2, 3, 4, 5, 6)
    if second is None:
        start = end = _bases(first, unit)
    elif between == "+":
        start = _bases(first, unit)
        end = start + max(_bases(second, unit_of_end), 1) - 1
    else:
        end = _bases(second, unit_of_end)
        # 94.7-94.9Mb: the unit stands for both ends, unless it cannot.
        shared = unit or unit_of_end
        fits = shared is not None and _bases(first, shared) <= end
        start = _bases(first, shared if fits else unit)
    start, end = sorted((start, end))
    if start < 1:
        raise ValueError(f"positions count from 1, got {text!r}")
    return Region(contig, start, end)


def chromosome(text: str) -> str | None:
    """Return the contig that a text names alone; None if it names none.

    >>> chromosome("chr10"), chromosome("x"), chromosome("Chromosome MT"), chromosome("99")
    ('chr10', 'chrX', 'chrM', None)
    """
    match = _WHOLE.fullmatch(text)
    # 23 to 26 are numbers of PLINK, which no reader means.
    if match is None or (match[1].isdigit() and not 1 <= int(match[1]) <= 22):
        return None
    return genome.normalise_contig(match[1])


def _place(contig: str, pos: str) -> tuple[str, int]:
    return genome.normalise_contig(contig), int(pos)


def _of_spdi(contig: str, pos: int, deleted: str, inserted: str) -> Allele:
    """Return an allele of the NCBI's SPDI, which counts from 0."""
    if not deleted or not inserted or deleted.isdigit():
        raise ValueError("an insertion or deletion needs the base before it, as a VCF has it")
    return genome.normalise_contig(contig), pos + 1, deleted, inserted


def _bases(number: str, unit: str | None) -> int:
    value = number.replace(",", "")
    if "." in value and not unit:
        raise ValueError(f"{number!r} is no whole number of bases")
    return round(float(value) * _UNITS[unit.lower()]) if unit else int(value)
