"""What a reader may mean by the beginning of a word in the search box."""

import re
from typing import Any

import polars as pl
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from straits import queries, store
from straits.errors import StraitsError
from straits.store import Store
from straits.ui.access import sign_in_routes
from straits.ui.words import findings, numbers

# As many as fit under the box without scrolling.
MOST = 8

# Fewer digits begin too many.
_RSID = re.compile(r"rs\d{2,}", re.IGNORECASE)
# As many letters as a name of a drug needs, not to stand before the genes that are meant.
_LEAST_OF_DRUG = 4


@sign_in_routes.asks_who(None)
async def answer(request: Request) -> JSONResponse:
    """Return {"suggestions": [{text, label, detail}]} for the text q in the release r, if named.

    text is what to search for, label and detail what is shown of it. A server without a store, or
    without that release, suggests nothing.
    """
    typed = request.query_params.get("q", "")[: queries.search.LONGEST]
    release = request.query_params.get("r") or None
    suggested = await run_in_threadpool(_suggested, typed, release)
    return JSONResponse({"suggestions": suggested}, headers={"cache-control": "no-store"})


def suggestions(opened: Store, typed: str) -> list[dict[str, str]]:
    """Return what begins with the text: alleles where it is an rsID, else genes, by any name.

    A whole allele, written in any way, is suggested by its own name where the release has it; a
    star allele of a pharmacogene first as what it is, then by the changes that it needs.
    """
    typed = queries.search.tidy(typed).text
    typed = queries.search.rsid(typed) or typed
    if not typed:
        return []
    if _RSID.fullmatch(typed):
        alleles = queries.search.alleles_named(opened, typed, MOST)
        return [_allele(row) for row in alleles.iter_rows(named=True)]
    if _is_allele(typed):
        return _written(opened, typed)
    # What a spreadsheet made of a gene's name begins no gene's.
    texts = queries.search.names_of_day(typed) or (typed,)
    genes = pl.concat([queries.gene.gene_search(opened, text, limit=MOST) for text in texts])
    drugs = queries.pharmacogenes.drugs_beginning(typed) if len(typed) >= _LEAST_OF_DRUG else []
    found = [_gene(row) for row in genes.head(MOST).iter_rows(named=True)]
    return [*map(_drug, drugs[:MOST]), *found][:MOST]


def _is_allele(typed: str) -> bool:
    if queries.search.is_hgvs(typed) or queries.search.star_allele(typed):
        return True
    try:
        return bool(queries.search.alleles(typed))
    except ValueError:
        return False


def _written(opened: Store, typed: str) -> list[dict[str, str]]:
    """Return the star allele that a text is, and the alleles that it writes or describes.

    The release has all of them.
    """
    resolution = queries.search.search(opened, typed)
    star = resolution.star
    is_called = star and star[0] in queries.pharmacogenes.genes(opened)["gene_symbol"]
    first = [_star(*star)] if star and is_called else []
    known = [
        queries.allele.variant(opened, variant_id) for variant_id in resolution.variant_ids[:MOST]
    ]
    changes = [
        {
            "text": variant.variant_id,
            "label": variant.rsid or findings.short(variant.variant_id),
            "detail": " · ".join(
                part for part in (findings.short(variant.variant_id), variant.gene_symbol) if part
            ),
        }
        for variant in known
        if variant is not None
    ]
    return [*first, *changes][:MOST]


def _star(gene: str, allele: str) -> dict[str, str]:
    named = f"{gene}{allele}"
    return {"text": f"pharmacogene {named}", "label": named, "detail": "star allele, by group"}


def _drug(name: str) -> dict[str, str]:
    genes = " and ".join(queries.pharmacogenes.drug_genes()[name])
    return {"text": name, "label": name, "detail": f"drug · {genes}"}


def _gene(row: dict[str, Any]) -> dict[str, str]:
    also = f"also {row['alias']}" if row["alias"] else ""
    parts = (also, row["name"] or "", numbers.plural(row["n_alleles"], "variant"))
    symbol = row["gene_symbol"]
    return {"text": symbol, "label": symbol, "detail": " · ".join(part for part in parts if part)}


def _allele(row: dict[str, Any]) -> dict[str, str]:
    # By its id: an rsID may stand for several alleles.
    named = findings.short(row["variant_id"])
    return {"text": row["variant_id"], "label": row["rsid"], "detail": named}


def _suggested(typed: str, release: str | None) -> list[dict[str, str]]:
    try:
        return suggestions(store.watched_store(release), typed)
    except StraitsError:
        return []
