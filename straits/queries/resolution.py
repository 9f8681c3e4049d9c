"""What a reader means by the text typed into the search box."""

from dataclasses import dataclass
from typing import Literal

from straits.genome import Region
from straits.store import Store


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
    """Resolve a gene symbol, alias or id, a variant, an rsID or a region, tried in that order.

    Never raises for what a reader types.
    """
    raise NotImplementedError
