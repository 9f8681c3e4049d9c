"""The whole table of a comparison as a file, made while it is sent.

`/differences.csv` and `/differences.parquet` take the parameters of the page Frequencies: a, b,
people, r, and all its filters; the rows are in genome order unless there is an order among them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from straits import queries, store
from straits.errors import QueryError, StoreError, StraitsError
from straits.exports import row_streams
from straits.exports.file_names import file_name
from straits.store import Store
from straits.ui.access import sign_in_routes
from straits.ui.address.address_values import Address
from straits.ui.filters import asked_settings
from straits.ui.frame import asked_pair, release_gone
from straits.ui.web import liveness
from straits.ui.web.stoppable import Stoppable

FORMATS = {
    "csv": ("text/csv; charset=utf-8", row_streams.csv),
    "parquet": ("application/vnd.apache.parquet", row_streams.parquet),
}
_LOG = logging.getLogger("straits.ui")

# Files are made by so few threads that pages have their turn, however many are fetched.
_POOL = ThreadPoolExecutor(4, thread_name_prefix="file")

Answer = TypeVar("Answer")


@sign_in_routes.asks_who("frequencies")
async def serve(request: Request) -> Response:
    """Answer with a file in the format that the path ends in, or with a sentence why there is none.

    A reader who leaves ends what is asked for the file.
    """
    return _File(dict(request.query_params), request.url.path.rpartition(".")[2])


class _File(Response):
    """A file, or a refusal, which is begun only when it is sent."""

    def __init__(self, address: Address, ending: str) -> None:
        super().__init__()
        self._address, self._ending = address, ending

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
        media_type, write = FORMATS[self._ending]
        try:
            opened = await asyncio.to_thread(_opened, self._address)
            work = Stoppable(opened)
            made = await _asked(work, partial(_table, opened, self._address, self._ending))
        except StraitsError as error:
            await _refused(error)(scope, receive, send)
            return
        table, name = made
        chunks = write(table.header, table.stretches)
        headers = {
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        }

        async def body() -> AsyncIterator[bytes]:
            # Who asks for the headers alone gets no rows, so that none are made.
            while scope["method"] != "HEAD":
                chunk = await _asked(work, partial(next, chunks, None))
                if chunk is None:
                    break
                yield chunk

        await StreamingResponse(body(), headers=headers, media_type=media_type).stream_response(
            send
        )


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


def _table(
    opened: Store, address: Address, ending: str
) -> tuple[queries.comparison.WholeTable, str]:
    """Return the table that an address asks for, and the name of its file."""
    choice = asked_pair.chosen(opened, address)
    if choice.notes:
        raise QueryError(" ".join(note.sentence for note in choice.notes))
    chosen = asked_settings.settings(opened, choice.a, choice.b, address)
    if chosen.problem:
        raise QueryError(chosen.problem)
    order = chosen.order if "order" in address else queries.comparison.GENOME_ORDER
    asked = opened, choice.a, choice.b, chosen.filters
    table = queries.comparison.whole_table(*asked, order)
    return table, file_name(*queries.comparison.file_parts(*asked), ending=ending)


def _refused(error: StraitsError) -> PlainTextResponse:
    """Return the sentence of an error; what is wrong with a store is for the log."""
    said, status = f"{error.title}. {error}", 400
    if isinstance(error, StoreError):
        _LOG.error("%s: %s", error.title, error)
        said, status = f"{error.title}. {release_gone.ASK}", 404
    return PlainTextResponse(f"{said}\n", status, {"cache-control": "no-store"})
