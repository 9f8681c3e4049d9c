"""Scripts and looks of ours in the page: files of this server, named in Streamlit's index.html.

What the browser reads there is in force before the page is drawn, so that nothing moves later.
"""

import hashlib
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Read in this order, as one.
_SCRIPTS = (
    "figures.js", "hints.js", "idle.js", "links.js", "read_aloud.js", "search.js", "skip.js",
    "tables.js", "theme.js",
)  # fmt: skip
# The kind of each file that is served, by its name.
NAMES = {"look.css": "text/css", "straits.js": "text/javascript"}
_HERE = Path(__file__).parent

# Parts of Streamlit that it would ask for one after the other, as a page comes to need them.
_PARTS = (
    "ArrowVegaLiteChart", "Button", "ButtonGroup", "Checkbox", "DataFrame", "DownloadButton",
    "Html", "Multiselect", "PageLink", "Selectbox", "TextInput", "arrowFormatUtils", "embed",
)  # fmt: skip


def _whole() -> dict[str, bytes]:
    """Return what each file of NAMES holds; where one script fails, the others go on."""
    scripts = (
        f"try {{ (() => {{\n{(_HERE / name).read_text('utf-8')}}})(); }} "
        "catch (error) { reportError(error); }\n"
        for name in _SCRIPTS
    )
    return {
        "look.css": (_HERE / "look.css").read_bytes(),
        "straits.js": "".join(scripts).encode(),
    }


_WHOLE = _whole()
# Names what a file holds, so that a browser may keep it for good.
_DIGESTS = {name: hashlib.sha256(whole).hexdigest()[:16] for name, whole in _WHOLE.items()}


def _tags() -> bytes:
    """Return what is added to the head of every page."""
    folder = Path(streamlit.__file__).parent / "static"
    parts = (path for name in _PARTS for path in sorted(folder.glob(f"static/js/{name}.*.js")))
    tags = [
        f'<link rel="stylesheet" href="./look.css?v={_DIGESTS["look.css"]}">',
        *(
            f'<link rel="modulepreload" crossorigin href="./{path.relative_to(folder)}">'
            for path in parts
        ),
        f'<script src="./straits.js?v={_DIGESTS["straits.js"]}" defer></script>',
    ]
    return "".join(tags).encode()


_TAGS = _tags()


async def serve(request: Request) -> Response:
    """Answer with a file of NAMES, to be kept for good where the address names what it holds."""
    name = next(name for name in NAMES if request.url.path.endswith(f"/{name}"))
    is_named = request.query_params.get("v") == _DIGESTS[name]
    kept = "public, max-age=31536000, immutable" if is_named else "no-cache"
    return Response(_WHOLE[name], media_type=NAMES[name], headers={"cache-control": kept})


class WithScripts:
    """ASGI middleware that names the files in every page of HTML."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of the wrapped application, with the files in its HTML."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        # A page comes whole and readable: not packed, and not as "what you have is still right".
        kept = (b"accept-encoding", b"if-none-match", b"if-modified-since")
        accepts = dict(scope["headers"]).get(b"accept", b"")
        if b"text/html" in accepts:
            headers = [(name, value) for name, value in scope["headers"] if name not in kept]
            scope = {**scope, "headers": headers}
        started: Message | None = None
        body = b""

        async def send_with_scripts(message: Message) -> None:
            nonlocal started, body
            if message["type"] == "http.response.start":
                if not _is_page(message):
                    await send(message)
                    return
                started = message
                return
            if started is None:
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            whole = body.replace(b"</head>", _TAGS + b"</head>", 1)
            changed = MutableHeaders(raw=started["headers"])
            changed["content-length"] = str(len(whole))
            for name in ("etag", "last-modified"):
                if name in changed:
                    del changed[name]
            await send(started)
            await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, send_with_scripts)


def _is_page(message: Message) -> bool:
    headers = MutableHeaders(raw=message["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "content-encoding" not in headers
