"""What a reader may mean by the beginning of a word in the search box."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from straits import queries, store
from straits.errors import StraitsError
from straits.store import Store
from straits.ui import numbers, search

# As many as fit under the box without scrolling.
MOST = 8


async def answer(request: Request) -> JSONResponse:
    """Return {"suggestions": [{text, label, detail}]} for the text q in the release r, if named.

    text is what to search for, label and detail what is shown of it. A server without a store, or
    without that release, suggests nothing.
    """
    typed = request.query_params.get("q", "").strip()[: search.LONGEST]
    release = request.query_params.get("r") or None
    found = await run_in_threadpool(_found, typed, release)
    return JSONResponse({"suggestions": found}, headers={"cache-control": "no-store"})


def suggestions(opened: Store, typed: str) -> list[dict[str, str]]:
    """Return what begins with the text: genes by symbol, alias or id."""
    if not typed:
        return []
    genes = queries.gene_search(opened, typed, limit=MOST)
    return [
        {
            "text": row["gene_symbol"],
            "label": row["gene_symbol"],
            "detail": " · ".join(
                [
                    *([f"also {row['alias']}"] if row["alias"] else []),
                    *([row["name"]] if row["name"] else []),
                    numbers.plural(row["n_alleles"], "variant"),
                ]
            ),
        }
        for row in genes.iter_rows(named=True)
    ]


def _found(typed: str, release: str | None) -> list[dict[str, str]]:
    try:
        return suggestions(store.open_store(release=release), typed)
    except StraitsError:
        return []
