"""What Streamlit would tell anybody of the server: where it lies, and what it is doing."""

from pathlib import Path

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_SHELL = str(Path(__file__).parents[2] / "shell.py")
# Names of functions, and how often each was called.
_METRICS = "_stcore/metrics"


class ServerSecrets:
    """ASGI middleware that gives no measurements, and no place of the server's files."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket of the wrapped application."""
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(_METRICS):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, _without_places(send))
        else:
            await self._app(scope, receive, send)


def _without_places(send: Send) -> Send:
    async def send_without(message: Message) -> None:
        frame = message.get("bytes")
        if frame and _SHELL.encode() in frame:
            message = {**message, "bytes": without_place(frame)}
        await send(message)

    return send_without


def without_place(frame: bytes) -> bytes:
    """Return a message to the browser in which no script is named by its place on the server.

    The browser takes the name for nothing but to tell one application from another.
    """
    told = ForwardMsg.FromString(frame)
    if told.WhichOneof("type") == "new_session":
        told.new_session.main_script_path = Path(_SHELL).name
    content: bytes = told.SerializeToString()
    return content
