"""The server of the dashboard: what it expects of a connection, and how it ends.

`python -m straits.ui.web.server PORT`, in the folder of dashboard.py, whose settings it takes.
"""

import asyncio
import os
import socket
import sys
from contextlib import suppress

import streamlit as st
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from straits import process
from straits.errors import SettingError
from straits.ui.access import host_names, sign_in_file

# Seconds in which a request must have come in whole; a browser that is there needs none of them.
REQUEST_WITHIN = 10.0
# As many as two hundred readers have, in half of the 1,024 descriptors of a usual process.
MOST_CONNECTIONS = 500
# Seconds in which what is being answered may end after SIGTERM, before it is cancelled.
_GRACE = 2
# Seconds between two signs of life of a reader's connection, and for which one may be late.
_PING = 20


class Connection(H11Protocol):
    """A connection that is closed when no whole request comes in time, or there are too many."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the other side its time, if there is room for it."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Take what came; a request that has begun has its time, however slowly it comes."""
        super().data_received(data)
        if self._deadline is None and self._waits():
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(REQUEST_WITHIN, self._give_up)

    def _give_up(self) -> None:
        self._deadline = None
        if self._waits() and self.transport is not None:
            self.transport.abort()

    def _waits(self) -> bool:
        """Tell whether a request, or the rest of one, has yet to come."""
        # What became a websocket is no longer among the connections that speak HTTP.
        if self not in self.connections:
            return False
        cycle = self.cycle
        return cycle is None or cycle.response_complete or cycle.more_body


class Server(uvicorn.Server):
    """A server that says where it listens once it does, and not while the store is opened."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            address, port = self.config.host, self.config.port
            print(f"Straits listens on http://{address}:{port}", flush=True)


def bound(address: str, port: int) -> socket.socket:
    """Return a socket that has the port, on which nothing is answered yet.

    Raises SettingError where the port cannot be had.
    """
    taken = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((address, port))
    except (OSError, OverflowError) as error:
        taken.close()
        why = getattr(error, "strerror", None) or str(error)
        raise SettingError(
            f"Straits cannot listen on port {port} of {address} ({why}). Name another port, such "
            f"as serve --port {port + 1 if port < 65_535 else 8501}, or end what has it."
        ) from None
    return taken


def main(port: int) -> None:
    """Serve the dashboard on a port of the address that the settings name, until it is told to end.

    The process then ends; with 1, and a message, where the port is taken.
    """
    address = st.get_option("server.address") or "127.0.0.1"
    os.environ[sign_in_file.PORT] = str(port)
    if sign_in_file.configured() is None and not host_names.is_loopback(address):
        raise SettingError(
            f"The server was told to listen on {address}, where others reach it, and nobody signs "
            "in. Start it with serve --sign-in FILE, or leave out STREAMLIT_SERVER_ADDRESS."
        )
    # Had before the store is opened, which takes a while: a port of others is said at once.
    listening = bound(address, port)
    settings = uvicorn.Config(
        "dashboard:app",
        host=address,
        port=port,
        http=Connection,
        ws="websockets-sansio",
        ws_ping_interval=_PING,
        ws_ping_timeout=_PING,
        ws_max_size=int(st.get_option("server.maxMessageSize")) * 1_000_000,
        ws_per_message_deflate=bool(st.get_option("server.enableWebsocketCompression")),
        timeout_graceful_shutdown=_GRACE,
        log_level="warning",
        access_log=False,
    )
    server = Server(settings)
    with suppress(KeyboardInterrupt):
        server.run([listening])
    if not server.started:
        process.leave(1)
    # What is still being counted for nobody is not waited for.
    process.leave(0)


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]))
    except SettingError as error:
        print(f"{error.title}. {error}", file=sys.stderr)
        process.leave(1)
