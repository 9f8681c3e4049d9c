"""A provider of identities on this machine, which can be told to hand out a token that is wrong."""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import flask
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from oidc_provider_mock import User
from werkzeug.serving import make_server

SECRET = "a secret of the tests, longer than need be"
CLIENT, CLIENT_SECRET = "straits", "of the client"
Claims = dict[str, Any]


@dataclass
class Provider:
    """A running provider.

    fault
        Makes a token of the claims of a good one; None hands out what is right.
    """

    port: int
    key: ECKey
    fault: Callable[["Provider", Claims], str] | None = None
    given: list[str] = field(default_factory=list)

    def signed(self, claims: Claims, key: Any = None, **header: Any) -> str:
        """Return a token as the provider signs it, unless another key or header is given."""
        return jwt.encode(
            {"alg": "ES256", "kid": "one", **header}, claims, key or self.key,
            algorithms=["ES256", "HS256", "none"],
        )  # fmt: skip

    def settings(self, path: Path, redirect: str) -> Path:
        """Write what a server is told of it (`serve --sign-in`)."""
        path.write_text(
            f'redirect_uri = "{redirect}"\ncookie_secret = "{SECRET}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{CLIENT_SECRET}"\n'
            f'server_metadata_url = "http://localhost:{self.port}/.well-known/openid-configuration"'
        )
        return path


FAULTS: Mapping[str, Callable[[Provider, Claims], str]] = {
    "another audience": lambda of, claims: of.signed({**claims, "aud": "another"}),
    "another issuer": lambda of, claims: of.signed({**claims, "iss": "http://evil.example"}),
    "over": lambda of, claims: of.signed(
        {**claims, "iat": time.time() - 9000, "exp": time.time() - 5000}
    ),
    "no signature": lambda of, claims: _unsigned(claims),
    "another key": lambda of, claims: of.signed(claims, ECKey.generate_key("P-256")),
    "the client's secret for a key": lambda of, claims: of.signed(
        claims, OctKey.import_key(CLIENT_SECRET * 3), alg="HS256"
    ),
    "another nonce": lambda of, claims: of.signed({**claims, "nonce": "another"}),
    "no nonce": lambda of, claims: of.signed(_without(claims, "nonce")),
    "the token before": lambda of, claims: of.given[0],
    "a changed name": lambda of, claims: _changed(of.signed(claims)),
    "yet to come": lambda of, claims: of.signed({**claims, "iat": int(time.time()) + 90_000}),
    "nobody's": lambda of, claims: of.signed(_without(claims, "sub")),
}


@contextmanager
def providing(*people: User) -> Iterator[Provider]:
    """Run a provider who knows some people, for as long as the block lasts."""
    key = ECKey.generate_key("P-256")
    app = oidc_provider_mock.app(user_claims=people)
    server = make_server("localhost", 0, app, threaded=True)
    provider = Provider(server.server_port, key)

    @app.after_request
    def _signed_anew(answer: flask.Response) -> flask.Response:
        if flask.request.path == "/jwks":
            public = {**key.as_dict(private=False), "kid": "one", "alg": "ES256", "use": "sig"}
            answer.set_data(json.dumps({"keys": [public]}))
        elif flask.request.path == "/oauth2/token" and answer.is_json:
            content = json.loads(answer.get_data())
            if "id_token" in content:
                content["id_token"] = _given(provider, content["id_token"])
                answer.set_data(json.dumps(content))
        elif flask.request.path == "/.well-known/openid-configuration":
            content = json.loads(answer.get_data())
            content["id_token_signing_alg_values_supported"] = ["ES256"]
            answer.set_data(json.dumps(content))
        return answer

    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(5)


def _given(provider: Provider, token: str) -> str:
    part = token.split(".")[1]
    claims: Claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    given = provider.signed(claims) if provider.fault is None else provider.fault(provider, claims)
    provider.given.append(given)
    return given


def _without(claims: Claims, name: str) -> Claims:
    return {key: value for key, value in claims.items() if key != name}


def _unsigned(claims: Claims) -> str:
    header, content = (_part(json.dumps(each)) for each in ({"alg": "none"}, claims))
    return f"{header}.{content}."


def _changed(token: str) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{_part(json.dumps({'sub': 'root', 'email': 'root@x.org'}))}.{signature}"


def _part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
