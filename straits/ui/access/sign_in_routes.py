"""What a request must bring where readers sign in, and what becomes of the address they asked."""

import re
from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import quote, unquote

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from straits.store import asked_by
from straits.ui.access import known_readers, session_cookie, sign_in_file
from straits.ui.access.known_readers import Reader, Refused
from straits.ui.access.sign_in_file import SignIn
from straits.ui.address import links

# How paths begin that answer with data, and the page that they belong to; a page asks for itself.
# However they end: a router takes /suggest and a line break for /suggest.
_ASKED = (
    (re.compile(r"/suggest.*", re.DOTALL), None),
    (re.compile(r"/differences\..*", re.DOTALL), "frequencies"),
    (re.compile(r"/counts\..*", re.DOTALL), "gene"),
    (re.compile(r"/media/.*", re.DOTALL), None),
    (re.compile(r"/_stcore/upload_file.*", re.DOTALL), None),
)
# Paths that lead to a page: who is signed in and may not see it is told so at once.
_LEADING = (
    (re.compile(r"/v/.*", re.DOTALL), "variant"),
    (re.compile(r"/g/.*", re.DOTALL), "gene"),
    (re.compile(r"/search.*", re.DOTALL), None),
)
# How a route of this server answers a request.
Answer = Callable[[Request], Awaitable[ASGIApp]]

_RETURN = "straits_return"
_LONGEST = 3_000
_PLACE = re.compile(rf"/(?:{'|'.join(links.PAGES)})?(?:\?[^\s\\]*)?")


class SignInRoutes:
    """ASGI middleware: asks requests as pages ask, and leads back to where somebody was.

    Streamlit's login forgets the address that was asked, gives cookies that any connection may
    carry, and accepts a cookie after its owner signed out.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of the wrapped application."""
        told = sign_in_file.configured() if scope["type"] == "http" else None
        if told is None:
            await self._app(scope, receive, send)
            return
        judged = _judged(scope, told)
        if isinstance(judged, Refused):
            await _refusal(judged)(scope, receive, send)
            return
        if scope["path"].endswith("/auth/logout"):
            claims = session_cookie.claims_of(scope, told)
            if claims is not None:
                known_readers.SITTINGS.end(claims)
        with asked_by(judged.who):
            await self._app(scope, receive, _with_cookies(scope, told, send))


def asks_who(page: str | None, is_led: bool = False) -> Callable[[Answer], Answer]:
    """Return what makes a route ask by itself who reads, however a request came to it.

    page
        That its answers belong to; None for what belongs to no page.
    is_led
        Whether it only leads to a page, which lets people sign in.
    """

    def asking(answer: Answer) -> Answer:
        @wraps(answer)
        async def asked(request: Request) -> ASGIApp:
            told = sign_in_file.configured()
            reader = (
                known_readers.LOCAL if told is None else _who(request.scope, told, page, is_led)
            )
            if isinstance(reader, Refused):
                return _refusal(reader)
            with asked_by(reader.who):
                answered = await answer(request)

            async def send_for(scope: Scope, receive: Receive, send: Send) -> None:
                with asked_by(reader.who):
                    await answered(scope, receive, send)

            return send_for

        return asked

    return asking


def _judged(scope: Scope, told: SignIn) -> Reader | Refused:
    """Return who sends a request, or why it is refused; nobody in particular may ask for a page."""
    for patterns, is_led in ((_ASKED, False), (_LEADING, True)):
        for pattern, page in patterns:
            if pattern.fullmatch(scope["path"]):
                return _who(scope, told, page, is_led)
    return known_readers.LOCAL


def _who(scope: Scope, told: SignIn, page: str | None, is_led: bool) -> Reader | Refused:
    """Return who asks for what belongs to a page, or why it is refused."""
    claims = session_cookie.claims_of(scope, told)
    if claims is not None:
        return known_readers.judged(claims, page)
    return known_readers.LOCAL if is_led else Refused("Sign in first.", True)


def _refusal(refused: Refused) -> PlainTextResponse:
    return PlainTextResponse(f"{refused.why}\n", 401 if refused.must_sign_in else 403)


def _with_cookies(scope: Scope, told: SignIn, send: Send) -> Send:
    asked = scope["path"] + (
        f"?{scope['query_string'].decode('latin-1')}" * bool(scope["query_string"])
    )

    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if scope["path"].endswith("/oauth2callback"):
                _lead_back(scope, headers)
            elif _is_page(scope, asked) and session_cookie.claims_of(scope, told) is None:
                headers.append("set-cookie", _cookie(quote(asked, safe=""), 600))
            if told.is_encrypted:
                _make_secure(message)
        await send(message)

    return send_with


def _is_page(scope: Scope, asked: str) -> bool:
    accepts = dict(scope["headers"]).get(b"accept", b"")
    is_asked = scope["method"] == "GET" and b"text/html" in accepts and len(asked) < _LONGEST
    return is_asked and _PLACE.fullmatch(asked) is not None


def _lead_back(scope: Scope, headers: MutableHeaders) -> None:
    place = unquote(HTTPConnection(scope).cookies.get(_RETURN, ""))
    if "location" in headers and _PLACE.fullmatch(place):
        headers["location"] = headers["location"].rstrip("/") + place
        headers.append("set-cookie", _cookie("", 0))


def _cookie(value: str, seconds: int) -> str:
    return f"{_RETURN}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"


def _make_secure(message: Message) -> None:
    message["headers"] = [
        (name, value + b"; Secure")
        if name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        else (name, value)
        for name, value in message["headers"]
    ]
