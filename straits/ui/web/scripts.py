"""Scripts and looks of ours in the page: files of this server, named in Streamlit's index.html.

What the browser reads there is in force before the page is drawn, so that nothing moves later.
"""

from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The kind of each file, by its name.
NAMES = {
    "look.css": "text/css",
    **dict.fromkeys(
        (
            "figures.js",
            "hints.js",
            "idle.js",
            "links.js",
            "read_aloud.js",
            "search.js",
            "skip.js",
            "tables.js",
            "theme.js",
        ),
        "text/javascript",
    ),
}
_HERE = Path(__file__).parent

# Parts of Streamlit that it would ask for one after the other, as a page comes to need them.
_PARTS = (
    "ArrowVegaLiteChart", "Button", "ButtonGroup", "Checkbox", "DataFrame", "DownloadButton",
    "Html", "Multiselect", "PageLink", "Selectbox", "TextInput", "arrowFormatUtils", "embed",
)  # fmt: skip


def _tags() -> bytes:
    """Return what is added to the head of every page."""
    folder = Path(streamlit.__file__).parent / "static"
    parts = (path for name in _PARTS for path in sorted(folder.glob(f"static/js/{name}.*.js")))
    tags = [
        '<link rel="stylesheet" href="./look.css">',
        *(
            f'<link rel="modulepreload" crossorigin href="./{path.relative_to(folder)}">'
            for path in parts
        ),
        *(f'<script src="./{name}" defer></script>' for name in NAMES if name.endswith(".js")),
    ]
    return "".join(tags).encode()


_TAGS = _tags()


async def serve(request: Request) -> FileResponse:
    """Answer with a file of NAMES; the browser asks each time whether it has changed."""
    name = next(name for name in NAMES if request.url.path.endswith(f"/{name}"))
    headers = {"cache-control": "no-cache"}
    return FileResponse(_HERE / name, media_type=NAMES[name], headers=headers)


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
