"""Nobody reads a byte of data who has not signed in, or whose role does not say so."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from oidc_provider_mock import User

from tests.builders import provider, tiny_store
from tests.builders.provider import FAULTS, Provider
from tests.builders.signed_in import client, cookies, forged, frames, signed_in
from tests.load.served import Served, serving

ACCESS = """
projects:
  heart: {purpose: Heart failure in two countries, duo: HMB}
roles:
  - {name: genes alone, who: {email: bob@x.org}, pages: [overview, gene, variant]}
  - {name: over, who: {email: eve@x.org}, until: 2020-01-31}
  - {name: strict, who: {email: sam@x.org}, profile: inside}
  - {name: heart team, who: {groups: heart}, project: heart}
"""
PEOPLE = [
    User(sub="alice", claims={"email": "alice@x.org", "groups": ["heart", "other"]}),
    User(sub="bob", claims={"email": "bob@x.org"}),
    User(sub="carol", claims={"email": "carol@x.org"}),
    User(sub="eve", claims={"email": "eve@x.org"}),
    User(sub="mallory", claims={"email": "bob@x.org", "email_verified": False}),
    User(sub="sam", claims={"email": "sam@x.org"}),
]
PAIR = "a=group:ethnic_group/Danish@dk_wgs&b=group:ethnic_group/Chinese@sg_wgs"
# What answers with data, and the page that it belongs to.
ROUTES = {
    "/suggest?q=MCM6": "gene",
    "/counts.csv?g=MCM6": "gene",
    f"/differences.csv?{PAIR}": "frequencies",
}
# Of every page of the tiny study, and of no page without data.
DATA = (b"MCM6", b"Danish", b"chr2-1358")


@pytest.fixture(scope="module")
def trusted() -> Iterator[Provider]:
    with provider.providing(*PEOPLE) as running:
        yield running


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("access") / "access.yaml"
    path.write_text(ACCESS)
    return path


@pytest.fixture(scope="module")
def served(
    trusted: Provider, access: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    told = trusted.settings(folder / "sign_in.toml", "http://localhost:{port}/oauth2callback")
    with serving(
        tiny_store.two_sites(folder / "store"),
        STRAITS_SIGN_IN=str(told),
        STRAITS_ACCESS=str(access),
    ) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def _nobody_is_asked_twice(trusted: Provider) -> Iterator[None]:
    yield
    trusted.fault = None


def has_data(content: bytes) -> bool:
    return any(word in content for word in DATA)


PAGES = ["", "frequencies", "gene", "cohorts", "phenotypes", "variant"]


@pytest.mark.parametrize("where", PAGES)
def test_without_signing_in_a_page_has_no_data(served: Served, where: str) -> None:
    come = frames(served, where)
    assert not has_data(come)
    assert b"Sign in" in come


@pytest.mark.parametrize("route", ROUTES)
def test_without_signing_in_a_route_has_no_data(served: Served, route: str) -> None:
    answer = client(served).get(route)
    assert answer.status_code == 401
    assert answer.text == "Sign in first.\n"
    for path in ("/media/0123456789abcdef.csv", "/_stcore/upload_file/x/y"):
        assert client(served).get(path).status_code == 401


@pytest.mark.parametrize("end", ["%0A", "%0D", "%00", "/", "/%0A", "%20", ";x", "%3Fx"])
@pytest.mark.parametrize("route", ROUTES)
def test_no_other_spelling_of_a_route_has_data(served: Served, route: str, end: str) -> None:
    path, _, asked = route.partition("?")
    answer = client(served).get(f"{path}{end}?{asked}")
    assert answer.status_code in (401, 404)
    assert not has_data(answer.content)


def test_with_a_role_pages_and_routes_are_as_they_are(served: Served) -> None:
    """What stays usable, and the control of all that is refused."""
    browser = signed_in(served, "alice")
    for route in ROUTES:
        assert browser.get(route).status_code == 200
    for page in PAGES[:3]:
        assert has_data(frames(served, page, cookies(browser)))
    come = frames(served, "", cookies(browser))
    assert b"alice" in come
    assert b"heart team" in come


def test_a_role_sees_its_pages_and_what_belongs_to_them(served: Served) -> None:
    browser = signed_in(served, "bob")
    assert browser.get("/suggest?q=MCM6").status_code == 200
    assert browser.get("/v/rs4988235").status_code in (303, 307)
    assert browser.get(f"/differences.csv?{PAIR}").status_code == 403
    assert has_data(frames(served, "gene", cookies(browser)))
    come = frames(served, "frequencies", cookies(browser))
    assert not has_data(come)
    assert b"has no access to this page" in come


@pytest.mark.parametrize("name", ["carol", "eve", "mallory"])
def test_who_has_no_role_or_one_that_is_over_sees_nothing(served: Served, name: str) -> None:
    browser = signed_in(served, name)
    for route in (*ROUTES, "/v/rs4988235", "/g/MCM6", "/search?q=MCM6"):
        assert browser.get(route).status_code == 403
    come = frames(served, "", cookies(browser))
    assert not has_data(come)
    assert b"nobody has given you a role" in come


def test_a_release_of_a_laxer_profile_than_the_role_is_refused(served: Served) -> None:
    come = frames(served, "", cookies(signed_in(served, "sam")))
    assert not has_data(come)
    assert b"has the profile open" in come


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_that_is_wrong_signs_nobody_in(
    served: Served, trusted: Provider, fault: str
) -> None:
    if not trusted.given:
        signed_in(served, "alice")
    trusted.fault = FAULTS[fault]
    try:
        browser = signed_in(served, "alice")
    finally:
        trusted.fault = None
    assert browser.get("/suggest?q=MCM6").status_code in (401, 403)
    assert not has_data(frames(served, "", cookies(browser)))
    assert signed_in(served, "alice").get("/suggest?q=MCM6").status_code == 200


def test_a_cookie_that_another_key_signed_is_nobodys(served: Served) -> None:
    content = {"sub": "alice", "groups": ["heart"], "iat": int(time.time()), "is_logged_in": True}
    content["origin"] = f"http://localhost:{served.port}"
    for secret, status in (
        (provider.SECRET, 200),
        ("another secret of the same length, nearly", 401),
    ):
        browser = client(served)
        browser.cookies.set("_streamlit_user", forged(content, secret))
        assert browser.get("/suggest?q=MCM6").status_code == status
        assert has_data(frames(served, "", cookies(browser))) == (status == 200)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iat": time.time() - 13 * 3600}, b"more than 12 hours ago"),
        ({"iat": time.time() - 45 * 60}, b"more than 30 minutes"),
        ({"iat": time.time() + 86_400}, b"yet to come"),
        ({"iat": None}, b"does not say when"),
        ({"origin": "http://elsewhere.example"}, b"Sign in"),
        ({"is_logged_in": False}, b"Sign in"),
    ],
)
def test_a_sitting_that_is_over_must_be_begun_again(
    served: Served, changes: dict[str, object], why: bytes
) -> None:
    origin = f"http://localhost:{served.port}"
    content = {"sub": "alice", "groups": ["heart"], "iat": time.time(), "is_logged_in": True}
    browser = client(served)
    browser.cookies.set(
        "_streamlit_user", forged({**content, "origin": origin, **changes}, provider.SECRET)
    )
    assert browser.get("/suggest?q=MCM6").status_code == 401
    come = frames(served, "", cookies(browser))
    assert not has_data(come)
    assert why in come


def test_who_signed_out_does_not_come_back_with_the_cookie(served: Served) -> None:
    browser = signed_in(served, "alice")
    kept = cookies(browser)
    assert has_data(frames(served, "", kept))
    with suppress(httpx.HTTPError):
        browser.get("/auth/logout")
    assert not has_data(frames(served, "", kept))
    again = client(served).get("/suggest?q=MCM6", headers={"cookie": kept})
    assert again.status_code == 401


def test_a_way_back_from_the_provider_is_good_for_one_time(served: Served) -> None:
    back = unquote(signed_in(served, "alice").headers["x-came-back"])
    other = client(served)
    other.get(back)
    assert other.get("/suggest?q=MCM6").status_code == 401


@pytest.mark.parametrize(
    ("asked", "landed"),
    [
        ("/gene?g=MCM6&r=r1", "/gene?g=MCM6&r=r1"),
        ("/?a=x", "/?a=x"),
        ("/elsewhere", "/"),
        ("//evil.example/", "/"),
    ],
)
def test_a_link_survives_signing_in_and_leads_nowhere_else(
    served: Served, asked: str, landed: str
) -> None:
    browser = signed_in(served, "alice", f"http://localhost:{served.port}{asked}")
    assert browser.headers["x-landed"] == landed


def test_a_role_that_is_taken_away_is_gone_at_the_next_question(
    served: Served, access: Path
) -> None:
    browser = signed_in(served, "alice")
    assert browser.get("/suggest?q=MCM6").status_code == 200
    try:
        access.write_text(ACCESS.replace("groups: heart", "groups: nobody"))
        assert browser.get("/suggest?q=MCM6").status_code == 403
        assert not has_data(frames(served, "", cookies(browser)))
        # What cannot be read changes nothing: nobody gets in by a mistake.
        access.write_text("roles: []\n")
        assert browser.get("/suggest?q=MCM6").status_code == 403
    finally:
        access.write_text(ACCESS)
    assert browser.get("/suggest?q=MCM6").status_code == 200


@pytest.mark.long
def test_an_open_server_is_the_control(tmp_path: Path) -> None:
    with serving(tiny_store.two_sites(tmp_path / "store")) as running:
        for route in ROUTES:
            assert client(running).get(route).status_code == 200
        come = frames(running, "")
        assert has_data(come)
        assert b"no sign\\-in, this machine alone" in come
