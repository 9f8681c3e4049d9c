"""What a reader means by the text typed into the search box."""

import re
from dataclasses import dataclass
from typing import Literal

from straits import genome
from straits.genome import Region
from straits.queries import absent, alleles, hgvs
from straits.queries.genes import gene
from straits.queries.variants import variant
from straits.store import Store

_RSID = re.compile(r"rs\d+", re.IGNORECASE)
_EXAMPLES = (
    "a gene (CYP2C19), a variant (chr10-94781859-G-A), an rsID (rs4244285), HGVS "
    "(CYP2C19:c.681G>A) or a region"
)


@dataclass(frozen=True)
class Resolution:
    """What a text was taken for.

    kind
        "gene": gene_id is set. "variant": variant_id is set, and variant_ids has one or more (a
        change of a protein may come from several alleles). "rsid": variant_ids has one or more.
        "region": region is set, cut at the end of its contig, and reason says why where it holds no
        allele. "nothing": reason says why, and what can be typed.
    """

    kind: Literal["gene", "variant", "region", "rsid", "nothing"]
    text: str
    gene_id: str | None = None
    gene_symbol: str | None = None
    variant_id: str | None = None
    variant_ids: tuple[str, ...] = ()
    region: Region | None = None
    reason: str = ""


def search(store: Store, text: str) -> Resolution:
    """Resolve a gene, an rsID, an HGVS description, a variant or a region, tried in that order.

    Never raises for what a reader types.
    """
    asked = text.strip()
    if not asked:
        return _nothing(asked, f"Type {_EXAMPLES} (chr10:94762681-94855547).")
    if found := gene(store, asked):
        return Resolution("gene", asked, gene_id=found.gene_id, gene_symbol=found.gene_symbol)
    if _RSID.fullmatch(asked):
        return _rsid(store, asked)
    if hgvs.is_hgvs(asked):
        return _hgvs(store, asked)
    for read in (_variant, _region):
        try:
            return read(store, asked)
        except ValueError:
            continue
    like = absent.like(store, asked)
    meant = f"Did you mean {' or '.join(like)}? " if like else ""
    return _nothing(
        asked,
        f"{asked[:200]!r} is no gene of this release, and not written as a variant or a region. "
        f"{meant}Expected {_EXAMPLES} (chr10:94762681-94855547).",
    )


def _rsid(store: Store, text: str) -> Resolution:
    ids = tuple(store.query("alleles_by_rsid", rsid=text.lower())["variant_id"])
    if not ids:
        return _nothing(
            text,
            f"No allele of this release is known as {text}. It may not have been seen, or its "
            "file may not name it: try its position, such as chr10-94781859-G-A.",
        )
    return Resolution("rsid", text, variant_id=ids[0], variant_ids=ids)


def _hgvs(store: Store, text: str) -> Resolution:
    try:
        described = hgvs.parse(text)
        if described.level in "gm":
            ids = _on_chromosome(store, hgvs.place(described, store.study.build))
        else:
            ids = _on_transcript(store, described)
    except ValueError as error:
        return _nothing(text, f"{text!r} cannot be looked up: {error}.")
    if not ids:
        return _nothing(
            text,
            f"No allele of this release is described as {described.text} there. It may not have "
            "been seen, or the annotations of its files may say it otherwise: try its position, "
            "such as chr10-94781859-G-A.",
        )
    return Resolution("variant", text, variant_id=ids[0], variant_ids=ids)


def _on_transcript(store: Store, described: hgvs.Description) -> tuple[str, ...]:
    """Return the alleles that annotators describe so, those of MANE Select first."""
    if not described.reference:
        raise ValueError(f"name the gene or the transcript too, such as CYP2C19:{described.text}")
    found = gene(store, described.reference)
    named = store.query("transcripts_by_name", text=described.reference)
    if found is None and named.is_empty():
        raise ValueError(
            f"{described.reference} is no gene or transcript of this release; name the gene, such "
            f"as CYP2C19:{described.text}"
        )
    names = [*named["transcript_id"], *named["refseq_id"].drop_nulls()]
    rows = store.query(
        "alleles_by_hgvs",
        level="p" if described.level == "p" else "c",
        description=described.pattern,
        transcripts=[name.split(".")[0] for name in names],
        genes=[found.gene_id] if found else [],
    )
    return tuple(rows["variant_id"])


def _on_chromosome(store: Store, place: hgvs.Place) -> tuple[str, ...]:
    """Return the alleles that are written where a description on a chromosome says."""
    around = Region(
        place.contig, max(min(place.start, place.end) - 1, 1), max(place.start, place.end)
    )
    near = alleles.alleles_in(store, alleles.allele_range(store, [around]))
    return tuple(
        variant_id
        for variant_id, *written in near.select("variant_id", "pos", "ref", "alt").iter_rows()
        if place.is_allele(*written)
    )


def _variant(store: Store, text: str) -> Resolution:
    contig, pos, ref, alt = genome.parse_variant_id(text)
    found = variant(store, text)
    if found is None:
        pos, ref, alt = genome.trim(pos, ref, alt)
        return _nothing(text, absent.why_absent(store, contig, pos, ref, alt))
    return Resolution("variant", text, variant_id=found.variant_id, variant_ids=(found.variant_id,))


def _region(store: Store, text: str) -> Resolution:
    bare = text.strip().lower()
    if bare.startswith("chr") and ":" not in bare and len(bare.split()) == 1:
        contig = genome.normalise_contig(bare)
        region = Region(contig, 1, genome.CONTIG_LENGTHS[store.study.build][contig])
    else:
        region = genome.parse_region(text)
    length = genome.CONTIG_LENGTHS[store.study.build][region.contig]
    if region.start > length:
        return _nothing(
            text,
            f"{region} lies beyond the end of {region.contig} ({length:,} bases in "
            f"{store.study.build}).",
        )
    whole = Region(region.contig, region.start, min(region.end, length))
    return Resolution("region", text, region=whole, reason=absent.why_empty(store, whole))


def _nothing(text: str, reason: str) -> Resolution:
    return Resolution("nothing", text, reason=reason)
