"""A route gives no data to who may not read, even if nothing before it asked who that is.

What stands before the routes goes by how paths begin, which was led past once. Control: where
nobody signs in the same routes give data.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

import dashboard
from straits.ui.access import known_readers, session_cookie, sign_in_file
from straits.ui.web import scripts
from tests.builders import tiny_store

PAIR = "a=group:ethnic_group/Danish@dk_wgs&b=group:ethnic_group/Chinese@sg_wgs"
DATA = (b"MCM6", b"Danish", b"chr2-1358", b"135851076")
WITH_DATA = ["/suggest?q=MCM6", f"/differences.csv?{PAIR}", "/counts.csv?g=MCM6"]
SIGN_IN = """
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "a secret of thirty-two signs or more"
client_id = "straits"
client_secret = "secret"
server_metadata_url = "http://localhost:9/.well-known/openid-configuration"
"""
ACCESS = """
roles:
  - {name: genes alone, who: {email: bob@x.org}, pages: [overview, gene, variant]}
  - {name: all, who: {email: alice@x.org}}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_store.two_sites(tmp_path_factory.mktemp("store"))


@pytest.fixture
def routes(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("STRAITS_STORE", str(store))
    with TestClient(Starlette(routes=dashboard.ROUTES), follow_redirects=False) as client:
        yield client


@pytest.fixture
def sign_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sign_in.toml").write_text(SIGN_IN)
    (tmp_path / "access.yaml").write_text(ACCESS)
    monkeypatch.setenv(sign_in_file.VARIABLE, str(tmp_path / "sign_in.toml"))
    monkeypatch.setenv(known_readers.VARIABLE, str(tmp_path / "access.yaml"))


def signed_in(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    claims = {"sub": name, "email": f"{name}@x.org", "iat": time.time()}
    monkeypatch.setattr(session_cookie, "claims_of", lambda *_: claims)


def has_data(content: bytes) -> bool:
    return any(word in content for word in DATA)


def addresses() -> list[str]:
    """Return an address of every route, so that one which is added is asked as well."""
    found = list(WITH_DATA)
    for route in dashboard.ROUTES:
        assert isinstance(route, Route)
        if not any(address.partition("?")[0] == route.path for address in found):
            path = route.path.replace("{id:path}", "rs4988235").replace("{symbol:path}", "MCM6")
            found.append(f"{path}?{PAIR}&q=x")
    return [each for each in found if each[1:].partition("?")[0] not in scripts.NAMES]


@pytest.mark.parametrize("address", addresses())
def test_nobody_in_particular_is_given_no_data(
    routes: TestClient, sign_in: None, address: str
) -> None:
    answer = routes.get(address)
    assert not has_data(answer.content)
    # A short link leads to a page, which lets people sign in.
    assert answer.status_code == (
        401 if address.startswith(("/suggest", "/diff", "/counts")) else 307
    ) or (answer.status_code == 303)


@pytest.mark.parametrize("address", addresses())
def test_who_has_no_role_is_refused(
    routes: TestClient, sign_in: None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, "carol")
    answer = routes.get(address)
    assert answer.status_code == 403
    assert not has_data(answer.content)


def test_a_role_is_given_what_belongs_to_its_pages(
    routes: TestClient, sign_in: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def statuses() -> list[Any]:
        return [routes.get(address).status_code for address in WITH_DATA]

    signed_in(monkeypatch, "bob")
    assert statuses() == [200, 403, 200]
    signed_in(monkeypatch, "alice")
    assert statuses() == [200, 200, 200]


@pytest.mark.parametrize("address", WITH_DATA)
def test_where_nobody_signs_in_there_is_data(routes: TestClient, address: str) -> None:
    answer = routes.get(address)
    assert answer.status_code == 200
    assert has_data(answer.content)
