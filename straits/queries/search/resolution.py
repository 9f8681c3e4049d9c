"""What a reader means by the text typed into the search box."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from straits import genome
from straits.genome import Region
from straits.queries.allele import allele_ranges
from straits.queries.allele.variant_answers import variant
from straits.queries.gene.gene_models import genes, names_apart, which_gene
from straits.queries.search import absent, hgvs, name_spelling, unknown
from straits.queries.search.name_spelling import Typed
from straits.store import Store

# The longest text that is looked at; a longer one is no gene, variant or region.
LONGEST = 2_000

# The beginning of an rsID that may have more digits, and as many as dbSNP has given out.
_BEGINNING = re.compile(r"rs(?P<digits>[1-9]\d{0,17})", re.IGNORECASE | re.ASCII)
_MOST_DIGITS = 10

_EXAMPLES = (
    "a gene (CYP2C19), a variant (chr10-94781859-G-A), an rsID (rs4244285), HGVS "
    "(CYP2C19:c.681G>A) or a region"
)


@dataclass(frozen=True)
class Resolution:
    """What a text was taken for.

    kind
        "gene": gene_id is set. "variant": variant_id is set, and variant_ids has one or more (a
        change of a protein may come from several alleles, a star allele may need several, which
        reason then says). "rsid": variant_ids has one or more.
        "region": region is set, cut at the end of its contig, and reason says why where it holds no
        allele. "nothing": reason says why, and what can be typed; offers are what could be searched
        for instead.
    star
        Gene and allele, by its star, where the allele tables have what was typed as a star allele,
        whatever the call sets have of its changes; else None.
    """

    kind: Literal["gene", "variant", "region", "rsid", "nothing"]
    text: str
    gene_id: str | None = None
    gene_symbol: str | None = None
    variant_id: str | None = None
    variant_ids: tuple[str, ...] = ()
    region: Region | None = None
    reason: str = ""
    offers: tuple[str, ...] = ()
    star: tuple[str, str] | None = None


def search(store: Store, text: str) -> Resolution:
    """Resolve HGVS, a star allele, a chromosome, a gene, an rsID, a variant or a region, in turn.

    Never raises for what a reader types.
    """
    typed = name_spelling.tidy(text[:LONGEST])
    asked = typed.text
    if not asked:
        return _nothing(asked, f"Type {_EXAMPLES} (chr10:94762681-94855547).")
    if hgvs.is_hgvs(asked):
        return _hgvs(store, typed)
    star = name_spelling.star_allele(asked)
    if star and (defined := _star(store, asked, *star)):
        return defined
    # Before genes, of which some were called MT or X once.
    is_chromosome = name_spelling.chromosome(asked) is not None
    if not is_chromosome and (named := genes(store, asked)):
        if len(named) > 1:
            return _nothing(asked, which_gene(asked, named), names_apart(named))
        return Resolution("gene", asked, gene_id=named[0].gene_id, gene_symbol=named[0].gene_symbol)
    if rsid := name_spelling.rsid(asked):
        return _rsid(store, rsid)
    for read in (_variant, _region):
        try:
            return read(store, typed)
        except ValueError:
            continue
    return _nothing(asked, *unknown.why_unknown(store, asked, _EXAMPLES))


def alleles_named(store: Store, text: str, limit: int = 10) -> pl.DataFrame:
    """Return one row per allele whose rsID begins with the text, in any case; short rsIDs first.

    Columns: those of sql/queries/search/alleles_by_rsid_range.sql.
    """
    found = store.query("alleles_by_rsid_range", first_number=0, last_number=-1, n_wanted=0)
    for first, last in _numbers_beginning(text.strip()):
        if found.height == limit:
            break
        more = store.query(
            "alleles_by_rsid_range",
            first_number=first,
            last_number=last,
            n_wanted=limit - found.height,
        )
        found = found.vstack(more)
    return found


def _numbers_beginning(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of numbers of rsIDs that begin with a text, those of few digits first.

    >>> list(_numbers_beginning("RS9"))[:3], list(_numbers_beginning("x"))
    ([(9, 9), (90, 99), (900, 999)], [])
    """
    written = _BEGINNING.fullmatch(text)
    if written is None:
        return
    low, high = int(written["digits"]), int(written["digits"])
    for _ in range(len(written["digits"]), max(_MOST_DIGITS, len(written["digits"])) + 1):
        yield low, high
        low, high = 10 * low, 10 * high + 9


def _rsid(store: Store, text: str) -> Resolution:
    ids = tuple(store.query("alleles_by_rsid", rsid=text.lower())["variant_id"])
    if not ids:
        return _nothing(
            text,
            f"No allele of this release is known as {text}. It may not have been seen, or its "
            "file may not name it: try its position, such as chr10-94781859-G-A.",
        )
    return Resolution("rsid", text, variant_id=ids[0], variant_ids=ids)


def _star(store: Store, text: str, gene: str, allele: str) -> Resolution | None:
    """Resolve a star allele to the changes that it needs; None where no allele table has it."""
    symbols = [each.gene_symbol for each in genes(store, gene)]
    changes = store.query("changes_of_named_allele", genes=symbols, allele=allele)
    if changes.is_empty():
        return None
    first = changes.row(0, named=True)
    named = f"{first['gene_symbol']}{allele} ({first['function']})"
    star = (first["gene_symbol"], allele.upper())
    ids = tuple(changes["variant_id"].drop_nulls())
    if ids:
        several = f"{named} needs {changes.height} changes on one chromosome. Here are"
        reason = several if len(ids) > 1 else ""
        return Resolution(
            "variant", text, variant_id=ids[0], variant_ids=ids, reason=reason, star=star
        )
    if first["is_structural"]:
        why = "is a deletion, duplication or hybrid of the gene, which is not read here"
    elif first["change"] is None:
        why = "is the reference of its gene, so no change stands for it"
    else:
        why = f"needs {', '.join(changes['change'])}, which no call set of this release has"
    return replace(_nothing(text, f"{named} {why}.", (first["gene_symbol"],)), star=star)


def _hgvs(store: Store, typed: Typed) -> Resolution:
    text, build = typed.text, store.study.build
    try:
        described = hgvs.parse(text)
        if described.level not in "gm":
            ids = _on_transcript(store, described)
        elif typed.build in (None, build):
            ids = _on_chromosome(store, hgvs.place(described, build))
        else:
            place = hgvs.place(described, typed.build)
            written = (place.contig, place.start, place.ref or "", place.alt)
            there = written if place.ref and place.alt else Region(place.contig, *place.ends)
            return _nothing(text, *absent.why_other_build(store, typed.build, there))
    except ValueError as error:
        return _nothing(text, f"“{text[:200]}” cannot be looked up: {error}.")
    if not ids:
        return _nothing(text, _undescribed(store, described))
    return Resolution("variant", text, variant_id=ids[0], variant_ids=ids)


def _undescribed(store: Store, described: hgvs.Description) -> str:
    sentence = f"No allele of this release is described as {described.text} there."
    way_on = "try its position, such as chr10-94781859-G-A, or its rsID."
    if described.level not in "gm" and not store.query("has_hgvs")["is_so"][0]:
        return (
            f"{sentence} The files of this study describe none of their alleles on transcripts or "
            f"proteins: {way_on}"
        )
    return (
        f"{sentence} It may not have been seen, or the annotations of its files may say it "
        f"otherwise: {way_on}"
    )


def _on_transcript(store: Store, described: hgvs.Description) -> tuple[str, ...]:
    """Return the alleles that annotators describe so, those of MANE Select first."""
    if not described.reference:
        raise ValueError(f"name the gene or the transcript too, such as CYP2C19:{described.text}")
    of_genes = genes(store, described.reference)
    if len(of_genes) > 1:
        raise ValueError(which_gene(described.reference, of_genes).rstrip("."))
    named = store.query("transcripts_by_name", text=described.reference)
    if not of_genes and named.is_empty():
        raise ValueError(
            f"{described.reference} is no gene or transcript of this release; name the gene, such "
            f"as CYP2C19:{described.text}"
        )
    names = [*named["transcript_id"], *named["refseq_id"].drop_nulls()]
    named_so = {
        "transcripts": [name.split(".")[0] for name in names],
        "genes": [each.gene_id for each in of_genes],
    }
    first, last = store.query("span_of_described", **named_so).row(0)
    if first is None:
        return ()
    rows = store.query(
        "alleles_by_hgvs",
        level="p" if described.level == "p" else "c",
        description=described.pattern,
        first_allele=first,
        last_allele=last,
        **named_so,
    )
    return tuple(rows["variant_id"])


def _on_chromosome(store: Store, place: hgvs.Place) -> tuple[str, ...]:
    """Return the alleles that are written where a description on a chromosome says."""
    start, end = place.ends
    around = Region(place.contig, max(start - 1, 1), end)
    near = allele_ranges.alleles_in(store, allele_ranges.allele_range(store, [around]))
    return tuple(
        variant_id
        for variant_id, *written in near.select("variant_id", "pos", "ref", "alt").iter_rows()
        if place.is_allele(*written)
    )


def _variant(store: Store, typed: Typed) -> Resolution:
    """Resolve an allele, or the several of a line of a VCF, of which those that are here count."""
    written = name_spelling.alleles(typed.text)
    contig, pos, ref, alt = written[0]
    if typed.build not in (None, store.study.build):
        return _nothing(typed.text, *absent.why_other_build(store, typed.build, written[0]))
    alleles = [variant(store, genome.variant_id(*allele)) for allele in written]
    ids = tuple(allele.variant_id for allele in alleles if allele is not None)
    if not ids:
        return _nothing(typed.text, absent.why_absent(store, contig, *genome.trim(pos, ref, alt)))
    return Resolution("variant", typed.text, variant_id=ids[0], variant_ids=ids)


def _region(store: Store, typed: Typed) -> Resolution:
    lengths = genome.CONTIG_LENGTHS[store.study.build]
    contig = name_spelling.chromosome(typed.text)
    region = Region(contig, 1, lengths[contig]) if contig else name_spelling.region(typed.text)
    if typed.build not in (None, store.study.build):
        return _nothing(typed.text, *absent.why_other_build(store, typed.build, region))
    length = lengths[region.contig]
    if region.start > length:
        return _nothing(
            typed.text,
            f"{region} lies beyond the end of {region.contig} ({length:,} bases in "
            f"{store.study.build}).",
        )
    whole = Region(region.contig, region.start, min(region.end, length))
    reason = absent.why_empty(store, whole)
    return Resolution("region", typed.text, region=whole, reason=reason)


def _nothing(text: str, reason: str, offers: tuple[str, ...] = ()) -> Resolution:
    return Resolution("nothing", text, reason=reason, offers=offers)
