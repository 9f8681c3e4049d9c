"""A file that is made while it is sent, on other threads, for as long as its reader stays."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar

from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from straits import store
from straits.errors import StoreError, StraitsError
from straits.store import Store
from straits.ui.address.address_values import Address
from straits.ui.frame import release_gone
from straits.ui.web import liveness
from straits.ui.web.stoppable import Stoppable

_LOG = logging.getLogger("straits.ui")

# Files are made by so few threads that pages have their turn, however many are fetched.
_POOL = ThreadPoolExecutor(4, thread_name_prefix="file")

Answer = TypeVar("Answer")


class Made(NamedTuple):
    """A file: what it is called, and its bytes, each stretch made when it is asked for."""

    name: str
    media_type: str
    chunks: Iterator[bytes]


# Makes the file that an address asks of a store; raises StraitsError where there is none.
Make = Callable[[Store, Address], Made]


class SentFile(Response):
    """A file, or a refusal, which is begun only when it is sent.

    A reader who leaves ends what is asked for the file.
    """

    def __init__(self, address: Address, make: Make) -> None:
        """Make the file of an address once the response is sent."""
        super().__init__()
        self._address, self._make = address, make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file for as long as the reader is there."""
        sending = asyncio.create_task(self._send(scope, receive, send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            leaving.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
        if not sending.cancelled() and (error := sending.exception()) is not None:
            # Bytes are out: the connection breaks, so that nobody takes a part for the whole.
            raise error

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            opened = await asyncio.to_thread(_opened, self._address)
            work = Stoppable(opened)
            made = await _asked(work, partial(self._make, opened, self._address))
        except StraitsError as error:
            await _refused(error)(scope, receive, send)
            return
        headers = {
            "content-disposition": f'attachment; filename="{made.name}"',
            "cache-control": "no-store",
        }

        async def body() -> AsyncIterator[bytes]:
            # Who asks for the headers alone gets no rows, so that none are made.
            while scope["method"] != "HEAD":
                chunk = await _asked(work, partial(next, made.chunks, None))
                if chunk is None:
                    break
                yield chunk

        await StreamingResponse(
            body(), headers=headers, media_type=made.media_type
        ).stream_response(send)


async def _left(receive: Receive) -> None:
    """Return once the reader has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _asked(work: Stoppable, ask: Callable[[], Answer]) -> Answer:
    """Return what is asked on a thread; who waits no longer stops it."""
    asked = _POOL.submit(work.put, ask)
    try:
        return await asyncio.wrap_future(asked)
    except asyncio.CancelledError:
        if not asked.done():
            liveness.abandon(work.stop, asked.done)
        raise


def _opened(address: Address) -> Store:
    return store.watched_store(address.get("r") or None)


def _refused(error: StraitsError) -> PlainTextResponse:
    """Return the sentence of an error; what is wrong with a store is for the log."""
    said, status = f"{error.title}. {error}", 400
    if isinstance(error, StoreError):
        _LOG.error("%s: %s", error.title, error)
        said, status = f"{error.title}. {release_gone.ASK}", 404
    return PlainTextResponse(f"{said}\n", status, {"cache-control": "no-store"})
