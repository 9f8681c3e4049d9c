"""A dashboard of one page that asks for what takes minutes, and tells what its store runs."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from straits.store import watched_store
from straits.ui.web import liveness


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    async with liveness.beating(app):
        watched_store()
        yield {}


def running(_: Request) -> JSONResponse:
    """Say how many statements run, and how many readers are there."""
    return JSONResponse({"n_running": len(watched_store()._runner._running), "at": time.time()})


app = st.App(
    Path(__file__).with_name("page.py"), lifespan=lifespan, routes=[Route("/running", running)]
)
