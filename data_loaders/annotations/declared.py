"""Which annotations a VCF carries, and in which columns, as its header declares them.

VEP writes CSQ (or another name that its user chose), SnpEff ANN, bcftools csq BCSQ. What a field
holds is told by its description, never by its name alone.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from data_loaders.annotations import bcftools_csq, snpeff, vep
from data_loaders.annotations.allele_spelling import RecordAlleles
from data_loaders.vcf.header import Header

_INFO = re.compile(r'##INFO=<ID=([^,>]+),.*?Description="(.*)"', re.DOTALL)


@dataclass(frozen=True)
class Dialect:
    """How one annotator writes.

    marker
        Finds the list of columns in the description of the INFO field, as group 1.
    version
        Finds the annotator's version in a line of the header, as group 1.
    columns
        Our name of a column -> what annotators call it, in lower case; the first that is there.
    match
        Gives each entry the `row` of the allele it names, null where its record has none such.
    tidy
        Leaves out what is not about a transcript, and brings the columns to entries.SCHEMA.
    """

    name: str
    marker: re.Pattern[str]
    version: re.Pattern[str]
    columns: Mapping[str, tuple[str, ...]]
    match: Callable[[pl.DataFrame, RecordAlleles], pl.DataFrame]
    tidy: Callable[[pl.DataFrame], pl.DataFrame]


DIALECTS = (
    Dialect(
        "VEP",
        re.compile(r"Ensembl VEP.*?Format: *([^ '\"]+)", re.DOTALL),
        re.compile(r'##VEP="?(v[^" ]+)'),
        vep.COLUMNS,
        vep.match,
        vep.tidy,
    ),
    Dialect(
        "SnpEff",
        re.compile(r"Functional annotations: *'([^']+)'"),
        re.compile(r'##SnpEffVersion="?([^" ]+)'),
        snpeff.COLUMNS,
        snpeff.match,
        snpeff.tidy,
    ),
    Dialect(
        "bcftools csq",
        re.compile(r"BCFtools/csq.*?Format: *([^ '\"]+)", re.DOTALL | re.IGNORECASE),
        re.compile(r"##bcftools/csqVersion=([^+ ]+)"),
        bcftools_csq.COLUMNS,
        bcftools_csq.match,
        bcftools_csq.tidy,
    ),
)


@dataclass(frozen=True)
class Declared:
    """An INFO field with annotations.

    columns
        Our name of a column -> its place in an entry.
    source
        The annotator and its version, as tables show it.
    """

    key: str
    dialect: Dialect
    columns: dict[str, int]
    source: str


def declared(header: Header) -> tuple[Declared, ...]:
    """Return the annotation fields that a header declares: VEP's first, then SnpEff's, BCSQ last.

    >>> from pathlib import Path
    >>> line = '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations: '
    >>> line += "'Allele | Annotation | Gene_Name'\\">"
    >>> fields = declared(Header(Path("a.vcf"), (), (), (), (line,)))
    >>> fields[0].key, fields[0].columns
    ('ANN', {'allele': 0, 'terms': 1, 'gene_symbol': 2})
    """
    fields = []
    for dialect in DIALECTS:
        for line in header.lines:
            match = _INFO.match(line)
            listed = dialect.marker.search(match[2]) if match else None
            if match and listed:
                places = _places(listed[1], dialect.columns)
                if "terms" in places:
                    fields.append(Declared(match[1], dialect, places, _source(header, dialect)))
                break
    return tuple(fields)


def _places(listed: str, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    names = [re.sub(r"[\[\]*]", "", name).strip().lower() for name in listed.split("|")]
    places = {}
    for column, spellings in wanted.items():
        there = [names.index(name) for name in spellings if name in names]
        if there:
            places[column] = there[0]
    return places


def _source(header: Header, dialect: Dialect) -> str:
    for line in header.lines:
        if match := dialect.version.match(line):
            return f"{dialect.name} {match[1]}"
    return dialect.name
