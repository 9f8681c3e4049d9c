"""The web application that `streamlit run dashboard.py` finds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from straits.ui.access import host_names, sign_in_file, sign_in_routes
from straits.ui.address import search_destination
from straits.ui.figures import counts_files
from straits.ui.frame import messages
from straits.ui.frequencies import difference_files
from straits.ui.web import (
    headers,
    liveness,
    scripts,
    server_secrets,
    suggestions,
    warmth,
)


@sign_in_routes.asks_who(None, is_led=True)
async def find(request: Request) -> RedirectResponse:
    """Send what was typed into the search box to the page that answers it."""
    page, params = search_destination.destination(request.query_params.get("q", ""))
    return RedirectResponse(
        search_destination.address(page, params, request.headers.get("referer", "")), 303
    )


@sign_in_routes.asks_who("variant", is_led=True)
async def variant(request: Request) -> RedirectResponse:
    """Open the short link of a variant, /v/chr10-94781859-G-A or /v/rs4244285."""
    return RedirectResponse(
        search_destination.address("variant", {"v": request.path_params["id"]}, up="../")
    )


@sign_in_routes.asks_who("gene", is_led=True)
async def gene(request: Request) -> RedirectResponse:
    """Open the short link of a gene, /g/CYP2C19."""
    return RedirectResponse(
        search_destination.address("gene", {"g": request.path_params["symbol"]}, up="../")
    )


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the store and import what is slow before the first visitor comes; beat until the end."""
    async with liveness.beating(app):
        await run_in_threadpool(warmth.warm_up)
        yield {}


# Each that answers with data asks who reads, as the middleware before it does.
ROUTES = [
    Route("/search", find),
    Route("/suggest", suggestions.answer),
    *(
        Route(f"/{name}.{ending}", files.serve)
        for name, files in (("differences", difference_files), ("counts", counts_files))
        for ending in files.FORMATS
    ),
    *(Route(f"/{name}", scripts.serve) for name in scripts.NAMES),
    Route("/v/{id:path}", variant),
    Route("/g/{symbol:path}", gene),
]

app = st.App(
    "straits/shell.py",
    secrets=sign_in_file.secrets(),
    lifespan=lifespan,
    middleware=[
        Middleware(headers.SecurityHeaders),
        Middleware(host_names.HostNames),
        Middleware(sign_in_routes.SignInRoutes),
        Middleware(server_secrets.ServerSecrets),
        Middleware(scripts.WithScripts),
    ],
    on_script_error=messages.show_uncaught,
    routes=ROUTES,
)
