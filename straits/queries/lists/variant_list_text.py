"""The variants that a list writes: rsIDs, alleles, regions, lines of a VCF or of a BED file."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from straits import genome
from straits.errors import QueryError
from straits.genome import Region
from straits.queries.search import name_spelling
from straits.queries.search.name_spelling import Allele

# An rsID, an allele, or a region in which every allele counts.
Entry = str | Allele | Region

_BETWEEN = re.compile(r"[\s,;]+")
_RSID = re.compile(r"rs\d{1,20}", re.IGNORECASE | re.ASCII)
_ALLELE = re.compile(r"(?:chr)?([\dXYM]T?\d?)-(\d+)-([ACGTN]+)-([ACGTN]+)", re.ASCII)
_BASES = re.compile(r"[ACGTN]+", re.IGNORECASE)
_ACCESSION = re.compile(r"NC_\d{6}\.\d+", re.IGNORECASE | re.ASCII)
_CONTIG_LINE = re.compile(r"##contig=<.*\bID=([^,>]+).*\blength=(\d+)", re.ASCII)
# A line longer than this holds several entries, or a record of a VCF.
_LONGEST_ENTRY = 200
_GZIP, _BCF = b"\x1f\x8b", b"BCF"


@dataclass(frozen=True)
class WrittenVariants:
    """What a list says.

    entries
        Each once, in the order of the list.
    unreadable
        What is none of these, as it is written, each once.
    build
        The build that the list names, by its contigs or its accessions; None if it names none.
    """

    entries: tuple[Entry, ...]
    unreadable: tuple[str, ...]
    build: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The entries as they can be written and read again: the short form of the list."""
        return tuple(map(name_of, self.entries))


def name_of(entry: Entry) -> str:
    """Return an entry in words that `variants_in` takes for the same.

    >>> name_of("rs671"), name_of(("chr1", 5, "A", "G")), name_of(Region("chr1", 5, 1_000))
    ('rs671', 'chr1-5-A-G', 'chr1:5-1000')
    """
    if isinstance(entry, Region):
        return f"{entry.contig}:{entry.start}-{entry.end}"
    return entry if isinstance(entry, str) else genome.variant_id(*entry)


def variants_in(text: str) -> WrittenVariants:
    """Return the variants of a text: a list with commas, blanks or lines between, a VCF or a BED.

    Lines that begin with # are remarks or the header of a VCF. A line of three columns or more that
    begins with a contig and two numbers is of a BED file, which counts from 0 and leaves the end
    out; a region that is written contig:start-end counts from 1 and holds both ends. Alleles of a
    VCF are trimmed, one for each of ALT.

    >>> variants_in("rs671, chr1-100-A-G;chr2:5-9").names
    ('rs671', 'chr1-100-A-G', 'chr2:5-9')
    >>> variants_in("1\\t99\\t110\\n1\\t200\\t.\\tCAT\\tCGT,<DEL>\\t.\\tPASS").names
    ('chr1:100-110', 'chr1-201-A-G')
    """
    entries: dict[Entry, None] = {}
    unreadable: dict[str, None] = {}
    builds: dict[str, None] = {}
    for line in text.splitlines():
        if line.startswith("##contig"):
            builds.update(dict.fromkeys(_builds_of_header(line)))
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        for written, entry in _of_line(line):
            if entry is None or not _is_place(entry):
                unreadable.setdefault(written)
            else:
                entries.setdefault(entry)
        if accession := _ACCESSION.match(line):
            builds.update(dict.fromkeys(filter(None, [genome.build_of_contig(accession[0])])))
    # Contigs of one length in both builds tell none.
    return WrittenVariants(
        tuple(entries), tuple(unreadable), next(iter(builds)) if len(builds) == 1 else None
    )


def decoded(data: bytes, most: int) -> str:
    """Return the text of a file, inflated if it is compressed by gzip or bgzip.

    most
        Bytes of text; a longer one is refused.
    Raises QueryError for that, for a BCF file, and for one that cannot be inflated.
    """
    text = _inflated(data, most) if data.startswith(_GZIP) else data[: most + 1]
    if text.startswith(_BCF):
        raise QueryError("The list is a BCF file. Write it as a VCF first: bcftools view FILE.")
    if len(text) > most:
        raise QueryError(
            f"The list has more than {most:,} bytes of text. Make it shorter, or name its genes or "
            "regions."
        )
    return text.decode("utf-8-sig", errors="replace")


def _inflated(data: bytes, most: int) -> bytes:
    parts, n_bytes = [], 0
    try:
        # bgzip writes many streams, one after the other.
        while data and n_bytes <= most:
            stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            parts.append(stream.decompress(data, most + 1 - n_bytes))
            n_bytes += len(parts[-1])
            data = stream.unused_data
    except zlib.error as error:
        raise QueryError(f"The list is compressed and cannot be inflated: {error}.") from error
    return b"".join(parts)


def _builds_of_header(line: str) -> Iterator[str]:
    """Yield the builds whose contig has the length that a header of a VCF gives."""
    match = _CONTIG_LINE.match(line)
    if match is None:
        return
    for build, lengths in genome.CONTIG_LENGTHS.items():
        contig = genome.contig_spellings().get(match[1], "")
        if contig != "chrM" and lengths.get(contig) == int(match[2]):
            yield build


def _is_place(entry: Entry) -> bool:
    """Tell whether an entry may be somewhere: no contig has 2 ** 31 bases."""
    end = entry.end if isinstance(entry, Region) else 0 if isinstance(entry, str) else entry[1]
    return end < 2**31


def _of_line(line: str) -> Iterator[tuple[str, Entry | None]]:
    """Yield the entries of a line as they are written, and None for what is none."""
    fields = line.split("\t") if "\t" in line else line.split()
    contig = genome.contig_spellings().get(fields[0].strip()) if len(fields) > 2 else None
    if fields[0] in ("track", "browser"):
        return
    if contig is not None and fields[1].isdecimal():
        if len(fields) > 4 and _BASES.fullmatch(fields[3]):
            yield from _of_record(contig, int(fields[1]), fields[3].upper(), fields[4])
            return
        if fields[2].isdecimal():
            start, end = int(fields[1]) + 1, int(fields[2])
            yield line, Region(contig, start, end) if start <= end else None
            return
    if len(line) <= _LONGEST_ENTRY and (whole := _entries(line)):
        yield from ((line, entry) for entry in whole)
        return
    for part in _BETWEEN.split(line):
        if word := part.strip("\"'"):
            entries = _entries(word)
            yield from ((word, entry) for entry in entries or (None,))


def _of_record(contig: str, pos: int, ref: str, alts: str) -> Iterator[tuple[str, Entry | None]]:
    for alt in alts.split(","):
        written = f"{contig}-{pos}-{ref}-{alt}"
        is_plain = _BASES.fullmatch(alt) is not None and alt.upper() != ref
        yield written, (contig, *genome.trim(pos, ref, alt.upper())) if is_plain else None


def _entries(written: str) -> tuple[Entry, ...]:
    """Return the entries that a piece of text is as a whole; none if it is not."""
    if _RSID.fullmatch(written):
        return (written.lower(),)
    if match := _ALLELE.fullmatch(written):
        contig = genome.contig_spellings().get(match[1])
        return ((contig, *genome.trim(int(match[2]), match[3], match[4])),) if contig else ()
    text = name_spelling.tidy(written).text
    if rsid := name_spelling.rsid(text):
        return (rsid,)
    try:
        alleles = name_spelling.alleles(text)
    except ValueError:
        try:
            return (name_spelling.region(text),)
        except ValueError:
            return ()
    return tuple((contig, *genome.trim(pos, ref, alt)) for contig, pos, ref, alt in alleles)
