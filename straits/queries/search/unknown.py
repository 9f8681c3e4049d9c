"""What to say of a text that is no gene, variant or region: what it is, and what to do instead."""

import re

import polars as pl

from straits.queries.gene.gene_models import genes, names_apart
from straits.queries.search import name_spelling
from straits.store import Store

_MOST_NAMED = 3

# Names that other databases give, and whose they are.
_ACCESSIONS = {
    r"[RV]CV\d+(\.\d+)?": "an accession of ClinVar",
    r"CA\d+": "an id of the ClinGen Allele Registry",
    r"COS[MNV]\d+": "an id of COSMIC",
    r"[en]?ss\w?\d+": "a submission to dbSNP or dbVar",
    r"HGNC:?\d+": "an id of HGNC",
    r"OMIM:?\d+": "a number of OMIM",
    r"PA\d+": "an id of PharmGKB",
    r"E?NSP\d+(\.\d+)?|NP_\d+(\.\d+)?|[OPQ]\d[A-Z0-9]{3}\d": "the name of a protein",
    r"(EN)?ST\d+(\.\d+)?|[NX][MR]_\d+(\.\d+)?": "a transcript that is not in this release",
    r"(EN)?SG\d+(\.\d+)?": "a gene that is not in this release",
}
_BAND = re.compile(r"(chr)?(\d\d?|[xy])(p|q)(\d\d?(\.\d+)?)?(-[pq]?\d+(\.\d+)?)?", re.IGNORECASE)
_STAR = re.compile(r"(?P<gene>[A-Za-z][\w-]*?)?[\s:_-]*\*\s?\d[\w:.]*(\s?/\s?\*\s?\d[\w:.]*)?")
_SYMBOLIC = re.compile(r".*[\s:_/>-](<[^>]+>|\*|\.|[A-Z]*[\[\]].*[\[\]][A-Z]*)", re.IGNORECASE)


# A sentence, and what could be searched for instead.
Said = tuple[str, tuple[str, ...]]


def why_unknown(store: Store, text: str, examples: str) -> Said:
    """Return what the text seems to be and why that is not found, and what to search for instead.

    examples
        What can be typed, for the end of the sentence.
    """
    named = f"“{text[:200]}”"
    expected = f"Expected {examples} (chr10:94762681-94855547)."
    sentence, offers = (
        _star(store, text, named)
        or _day(store, text, named)
        or _known(store, text, named)
        or ("", ())
    )
    if sentence:
        return sentence, offers
    similar = _like(store, text)
    meant = f"Did you mean {' or '.join(similar)}? " if similar else ""
    return (
        f"{named} is no gene of this release, and not written as a variant or a region. "
        f"{meant}{expected}",
        tuple(similar),
    )


def _known(store: Store, text: str, named: str) -> Said | None:
    """Say what the text is, where it is something that cannot be looked up here."""
    for pattern, whose in _ACCESSIONS.items():
        if re.fullmatch(pattern, text, re.IGNORECASE):
            return f"{named} is {whose}; search for the gene, the rsID or the position instead.", ()
    if _BAND.fullmatch(text):
        return (
            f"{named} is a band of a chromosome, which is not known here; name a region, such as "
            "chr10:94762681-94855547.",
            (),
        )
    if text.isdigit():
        return _number(store, text, named)
    if _is_placed(text) and _SYMBOLIC.fullmatch(text):
        return (
            f"{named} has an allele that is not written in bases, and this release holds those "
            "that are. Search for its position to see what is near.",
            (),
        )
    parts = [part for part in re.split(r"[;,|\s]+", text) if part]
    known = [part for part in parts if _is_one(store, part)][:_MOST_NAMED]
    if len(parts) > 1 and known:
        sentence = (
            f"{named} names more than one thing. Search for one at a time, such as {known[0]}."
        )
        return sentence, tuple(known)
    return None


def _star(store: Store, text: str, named: str) -> Said | None:
    match = _STAR.fullmatch(text)
    if match is None:
        return None
    symbols = names_apart(genes(store, match["gene"])) if match["gene"] else ()
    meant = f", {' or '.join(symbols)}," if symbols else ""
    return (
        f"{named} is a star allele: a name for several changes that lie on one chromosome. The "
        f"allele tables of this release do not have it so. Search for its gene{meant} or for the "
        "rsID of one of its changes.",
        symbols,
    )


def _day(store: Store, text: str, named: str) -> Said | None:
    """Say which genes a spreadsheet may have taken for a day of a month."""
    meant = {name: names_apart(genes(store, name)) for name in name_spelling.names_of_day(text)}
    known = {name: symbols for name, symbols in meant.items() if symbols}
    if not known:
        return None
    words = " or ".join(
        name if symbols == (name,) else f"{name}, now {' or '.join(symbols)}"
        for name, symbols in known.items()
    )
    offers = tuple(symbol for symbols in known.values() for symbol in symbols)
    return f"{named} is what a spreadsheet makes of the gene {words}.", offers


def _number(store: Store, text: str, named: str) -> Said:
    known = store.query("alleles_by_rsid", rsid=f"rs{text}").height > 0
    meant = f"Did you mean rs{text}? " if known else ""
    return (
        f"{named} is a number alone. {meant}An rsID begins with rs, a position with its contig.",
        (f"rs{text}",) if known else (),
    )


def _is_placed(text: str) -> bool:
    return bool(re.match(r"(chr)?(\d\d?|x|y|mt?)[\s:_-]+[\d,]+[\s:_-]", text, re.IGNORECASE))


def _is_one(store: Store, part: str) -> bool:
    if name_spelling.rsid(part) or genes(store, part):
        return True
    for read in (name_spelling.alleles, name_spelling.region):
        try:
            read(part)
        except ValueError:
            continue
        return True
    return False


def _like(store: Store, text: str) -> list[str]:
    """Return symbols of genes whose name is nearly the text, the likest first."""
    if not 3 <= len(text) <= 20:
        return []
    genes = store.query("genes_like", text=text, n_wanted=_MOST_NAMED)
    ending = genes.filter(pl.col("distance") == 0)
    return (genes if ending.is_empty() else ending)["gene_symbol"].to_list()
