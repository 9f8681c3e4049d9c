"""Under which names the server answers: a page of somebody else must not be taken for one of ours.

A name that anybody owns can be made to lead to this machine (rebinding); a browser would then let a
foreign page read what the server shows. So both the Host that was asked and, where the browser
says it, the Origin of the page that asks must be names that the server is known by.
"""

import os
import re
from collections.abc import Iterable, Mapping

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

VARIABLE = "STRAITS_HOST_NAMES"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_REFUSED = (
    "This server does not answer under the name that was asked, or not to the page that asks. "
    "Whoever runs it can name it: serve --host-name NAME.\n"
)


def is_name(text: str) -> bool:
    """Tell whether a text is the name of a host, without a port.

    >>> [is_name(text) for text in ("straits.example.org", "10.0.0.7", "[::1]", "a:80", "http://a")]
    [True, True, True, False, False]
    """
    found = _HOST.fullmatch(text.lower())
    return found is not None and found["port"] is None


def is_loopback(name: str) -> bool:
    """Tell whether a host is this machine, which nobody else reaches under that name.

    >>> [is_loopback(name) for name in ("localhost", "127.0.0.1", "::1", "10.0.0.7")]
    [True, True, True, False]
    """
    return name.lower() in _LOOPBACK or f"[{name}]" in _LOOPBACK


def answers(host: str | None, origin: str | None, names: Iterable[str] = ()) -> bool:
    """Tell whether a request is one of ours.

    host, origin
        The headers of the request; no Origin is sent by what is no page.
    names
        What the server is called beside the names of this machine's own loopback.

    >>> answers("localhost:8501", "http://localhost:8501")
    True
    >>> answers("localhost:8501", "http://localhost:9000"), answers("evil.example:8501", None)
    (False, False)
    """
    asked = _HOST.fullmatch((host or "").lower())
    if asked is None or asked["name"] not in _LOOPBACK | set(names):
        return False
    if origin is None:
        return True
    scheme, _, rest = origin.lower().partition("://")
    came = _HOST.fullmatch(rest)
    if came is None or scheme not in _DEFAULT_PORTS or came["name"] != asked["name"]:
        return False
    default = _DEFAULT_PORTS[scheme]
    return (came["port"] or default) == (asked["port"] or default)


def known_names(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Return what `serve --host-name` named, in small letters."""
    return frozenset(name.lower() for name in environment.get(VARIABLE, "").split(",") if name)


class HostNames:
    """ASGI middleware that answers what is asked under a known name, by a page of that name."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request or a websocket that is one of ours, and refuse it otherwise."""
        if scope["type"] == "lifespan" or _is_ours(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(_REFUSED, 403)(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    sent: dict[bytes, list[str]] = {b"host": [], b"origin": []}
    for name, value in scope["headers"]:
        if name in sent:
            sent[name].append(value.decode("latin-1"))
    hosts, origins = sent[b"host"], sent[b"origin"]
    # Two of one kind are understood differently by different programs.
    if len(hosts) != 1 or len(origins) > 1:
        return False
    return answers(hosts[0], origins[0] if origins else None, known_names())
