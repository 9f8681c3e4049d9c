"""What a reader means by the text typed into the search box."""

import re
from dataclasses import dataclass
from typing import Literal

from straits import genome
from straits.genome import Region
from straits.queries.genes import gene
from straits.queries.variants import variant
from straits.store import Store

_RSID = re.compile(r"rs\d+", re.IGNORECASE)
_EXAMPLES = "a gene (CYP2C19), a variant (chr10-94781859-G-A), an rsID (rs4244285) or a region"


@dataclass(frozen=True)
class Resolution:
    """What a text was taken for.

    kind
        "gene": gene_id is set. "variant": variant_id is set. "rsid": variant_ids has one or more.
        "region": region is set. "nothing": reason says why, and what can be typed.
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
    """Resolve a gene symbol, alias or id, an rsID, a variant or a region, tried in that order.

    Never raises for what a reader types.
    """
    asked = text.strip()
    if not asked:
        return _nothing(asked, f"Type {_EXAMPLES} (chr10:94762681-94855547).")
    if found := gene(store, asked):
        return Resolution("gene", asked, gene_id=found.gene_id, gene_symbol=found.gene_symbol)
    if _RSID.fullmatch(asked):
        return _rsid(store, asked)
    for read in (_variant, _region):
        try:
            return read(store, asked)
        except ValueError:
            continue
    return _nothing(
        asked,
        f"{asked!r} is no gene of this release, and not written as a variant or a region. "
        f"Expected {_EXAMPLES} (chr10:94762681-94855547).",
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


def _variant(store: Store, text: str) -> Resolution:
    contig, pos, ref, alt = genome.parse_variant_id(text)
    found = variant(store, text)
    if found is None:
        return _nothing(
            text,
            f"{genome.variant_id(contig, pos, ref, alt)} was seen by no call set of this release "
            f"({store.study.build}). Look at its surroundings: {contig}:{max(pos - 500, 1)}-"
            f"{pos + 500}.",
        )
    return Resolution("variant", text, variant_id=found.variant_id, variant_ids=(found.variant_id,))


def _region(store: Store, text: str) -> Resolution:
    region = genome.parse_region(text)
    length = genome.CONTIG_LENGTHS[store.study.build][region.contig]
    if region.start > length:
        return _nothing(
            text,
            f"{region} lies beyond the end of {region.contig} ({length:,} bases in "
            f"{store.study.build}).",
        )
    return Resolution("region", text, region=region)


def _nothing(text: str, reason: str) -> Resolution:
    return Resolution("nothing", text, reason=reason)
