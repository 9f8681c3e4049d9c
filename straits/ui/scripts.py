"""The one script of ours in the page: a file of this server, put into Streamlit's index.html."""

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "/search.js"
_FILE = Path(__file__).with_name("search.js")
_TAG = f'<script src=".{PATH}" defer></script>'.encode()


async def serve(_: Request) -> FileResponse:
    """Answer with the script; the browser asks each time whether it has changed."""
    return FileResponse(_FILE, media_type="text/javascript", headers={"cache-control": "no-cache"})


class WithScript:
    """ASGI middleware that names the script in every page of HTML."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of the wrapped application, with the script in its HTML."""
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

        async def send_with_script(message: Message) -> None:
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
            whole = body.replace(b"</head>", _TAG + b"</head>", 1)
            changed = MutableHeaders(raw=started["headers"])
            changed["content-length"] = str(len(whole))
            for name in ("etag", "last-modified"):
                if name in changed:
                    del changed[name]
            await send(started)
            await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, send_with_script)


def _is_page(message: Message) -> bool:
    headers = MutableHeaders(raw=message["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "content-encoding" not in headers
