"""No page of somebody else reads this server under a name of its own, and frames tell no place."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from straits.ui.access import host_names
from straits.ui.web import server_secrets
from tests.builders import tiny_store
from tests.lint.source import ROOT
from tests.load.served import Served, serving

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
STREAM = "/_stcore/stream"
OURS, NAMED = "localhost:8501", "straits.example.org"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tiny_store.two_sites(tmp_path_factory.mktemp("names") / "store")
    with serving(store, STRAITS_HOST_NAMES=NAMED) as running:
        yield running


# Each with the Origin of a page that a browser would let read the answer.
FOREIGN = [
    ("evil.example:8501", "http://evil.example:8501"),  # rebinding: both are the attacker's
    ("evil.example", None),
    ("localhost.evil.example:8501", None),
    ("evil.example@localhost:8501", None),
    ("localhost:8501, evil.example", None),
    ("", None),
    (OURS, "http://evil.example:8501"),
    (OURS, "http://localhost:9000"),  # another server of this machine
    (OURS, "http://127.0.0.1:8501"),
    (OURS, "https://localhost:8501.evil.example"),
    (OURS, "null"),
    (OURS, "file://"),
    (OURS, "javascript://localhost:8501"),
    (NAMED, f"https://{NAMED}:8443"),
    (NAMED, f"https://www.{NAMED}"),
]
OWN = [
    (OURS, None),
    (OURS, f"http://{OURS}"),
    ("LOCALHOST:8501", "http://localhost:8501"),
    ("127.0.0.1:8501", "http://127.0.0.1:8501"),
    ("[::1]:8501", "http://[::1]:8501"),
    (NAMED, f"https://{NAMED}"),  # behind what speaks TLS for it
    (f"{NAMED}:8443", f"https://{NAMED}:8443"),
]


def sent(host: str, origin: str | None) -> dict[str, str]:
    return {"host": host} | ({} if origin is None else {"origin": origin})


def get(served: Served, path: str, headers: dict[str, str]) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{served.port}{path}", headers=headers, timeout=30)


def connects(served: Served, headers: dict[str, str]) -> bool:
    """Tell whether a websocket is opened where the address names another host than the request."""
    try:
        # A proxy may ask under any name; so does a browser whose name service somebody changed.
        with connect(
            f"ws://{headers['host']}{STREAM}",
            sock=socket.create_connection(("127.0.0.1", served.port)),
            origin=headers.get("origin"),  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            proxy=None,
        ):
            return True
    except InvalidStatus:
        return False


@pytest.mark.parametrize(("host", "origin"), FOREIGN)
def test_a_foreign_name_or_page_is_refused(served: Served, host: str, origin: str | None) -> None:
    for path in ("/", "/suggest?q=MCM6", "/_stcore/health", "/straits.js"):
        answer = get(served, path, sent(host, origin))
        assert answer.status_code == 403
        assert "MCM6" not in answer.text
    if host and "@" not in host and "," not in host:
        assert not connects(served, sent(host, origin))


@pytest.mark.parametrize(("host", "origin"), OWN)
def test_a_name_that_is_known_is_served(served: Served, host: str, origin: str | None) -> None:
    assert get(served, "/suggest?q=MCM6", sent(host, origin)).json()["suggestions"]
    assert connects(served, sent(host, origin))


@pytest.mark.parametrize("is_guarded", [True, False])
def test_without_the_list_rebinding_works(is_guarded: bool) -> None:
    async def answer(_: object) -> PlainTextResponse:
        return PlainTextResponse("data")

    app = Starlette(routes=[Route("/", answer)])
    asked = TestClient(host_names.HostNames(app) if is_guarded else app)
    assert ("data" in asked.get("/", headers=sent(*FOREIGN[0])).text) != is_guarded


def test_two_hosts_in_one_request_are_refused(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 10) as asked:
        asked.sendall(b"GET /straits.js HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert asked.recv(1000).split()[1] in (b"400", b"403")


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/gene/_stcore/metrics"])
def test_nobody_is_told_what_the_server_is_doing(served: Served, path: str) -> None:
    answer = get(served, path, sent(OURS, None))
    assert answer.status_code == 404
    assert "cache" not in answer.text


def test_no_frame_holds_a_place_on_the_server(served: Served) -> None:
    rerun = BackMsg()
    rerun.rerun_script.query_string = ""
    frames: list[bytes] = []
    with connect(
        f"ws://localhost:{served.port}{STREAM}",
        origin=f"http://localhost:{served.port}",  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
    ) as socket:
        socket.send(rerun.SerializeToString())
        kind = None
        while kind != "script_finished":
            frame = socket.recv(60)
            assert isinstance(frame, bytes)
            frames.append(frame)
            kind = ForwardMsg.FromString(frame).WhichOneof("type")
    assert len(frames) > 20
    assert [frame for frame in frames if str(ROOT).encode() in frame] == []


def test_a_place_is_taken_out_of_what_streamlit_sends() -> None:
    """The control: the message that names it does so before."""
    frame = ForwardMsg()
    frame.new_session.main_script_path = str(ROOT / "straits" / "shell.py")
    frame.new_session.name = "shell"
    written = frame.SerializeToString()
    assert str(ROOT).encode() in written
    left = ForwardMsg.FromString(server_secrets.without_place(written))
    assert left.new_session.main_script_path == "shell.py"
    assert left.new_session.name == "shell"
