"""Who sends a request, by the cookie that Streamlit's login signed.

Streamlit tells pages who somebody is, and routes of ours nothing. So this leans on three functions
of Streamlit 1.67 that it does not promise: how the cookie is called, put together and verified.
tests/attacks/test_sign_in.py fails where a cookie that pages accept is not read here.
"""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from straits.ui.access.sign_in_file import SignIn


def claims_of(scope: Scope, told: SignIn) -> Mapping[str, Any] | None:
    """Return what the provider said of whoever sends a request; None where nobody signed in."""
    cookies = HTTPConnection(scope).cookies
    signed = starlette_websocket._get_signed_cookie_with_chunks(cookies, USER_COOKIE_NAME)
    if not signed:
        return None
    try:
        content = json.loads(signed)
    except ValueError:
        return None
    is_ours = isinstance(content, dict) and content.get("origin") == told.origin
    return content if is_ours and content.get("is_logged_in") is True else None
