"""Browsers of readers who have signed in, without a browser: cookies, routes and websockets."""

import json
import time
from urllib.parse import quote

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette import starlette_app_utils
from websockets.sync.client import connect

from tests.builders import provider
from tests.load.served import Served


def client(served: Served) -> httpx.Client:
    # Nothing here is encrypted, and to read this machine's certificates takes longer than asking.
    return httpx.Client(base_url=f"http://localhost:{served.port}", timeout=30, verify=False)


def signed_in(served: Served, name: str, came_from: str = "/") -> httpx.Client:
    """Return a browser in which somebody has gone through the provider's page."""
    browser = client(served)
    browser.get(came_from, headers={"accept": "text/html"})
    asked = jwt.encode(
        {"alg": "HS256"},
        {"provider": "default", "exp": int(time.time()) + 100},
        OctKey.import_key(provider.SECRET),
    )
    to_provider = browser.get(f"/auth/login?provider={asked}").headers["location"]
    back = httpx.post(to_provider, data={"sub": name}).headers["location"]
    browser.headers["x-landed"] = browser.get(back).headers["location"]
    browser.headers["x-came-back"] = quote(back, safe="")
    return browser


def cookies(browser: httpx.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def frames(served: Served, page: str, cookie: str = "") -> bytes:
    """Return all that a browser is sent for a page, until its script has ended."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    origin = f"http://localhost:{served.port}"
    # Streamlit heeds who somebody is only beside the mark that it gave to the page.
    mark = client(served).get("/_stcore/health").cookies["_streamlit_xsrf"]
    cookie = f"_streamlit_xsrf={mark}; {cookie}"
    with connect(
        f"ws://localhost:{served.port}/_stcore/stream",
        subprotocols=["streamlit", mark],  # type: ignore[list-item]
        origin=origin,  # type: ignore[arg-type]
        additional_headers={"cookie": cookie},
        max_size=None,
    ) as socket:
        socket.send(asked.SerializeToString())
        come: list[bytes] = []
        while True:
            frame = socket.recv(60)
            assert isinstance(frame, bytes)
            come.append(frame)
            if ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
                return b"".join(come)


def forged(content: dict[str, object], secret: str) -> str:
    return starlette_app_utils.create_signed_value(
        secret, "_streamlit_user", json.dumps(content)
    ).decode()
