"""The web application: short links, the search box, headers; without a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import dashboard
from straits.ui.web import scripts
from tests import repeats
from tests.builders import tiny_store

# Starlette's test client would rather have another version of its own dependency.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRAITS_STORE", str(tiny_store.two_sites(tmp_path_factory.mktemp("app"))))
        with TestClient(dashboard.app, "http://localhost", follow_redirects=False) as started:
            yield started


@pytest.mark.parametrize(
    ("short", "location"),
    [
        ("/v/chr2-135851076-G-A", "../variant?v=chr2-135851076-G-A"),
        ("/v/rs4988235", "../variant?v=rs4988235"),
        ("/g/MCM6", "../gene?g=MCM6"),
        ("/g/a%26r%3D1", "../gene?g=a%26r%3D1"),  # no further parameter can be slipped in
    ],
)
def test_a_short_link_leads_to_its_page(client: TestClient, short: str, location: str) -> None:
    response = client.get(short)
    assert response.status_code in (303, 307)
    assert response.headers["location"] == location


@pytest.mark.parametrize(
    ("typed", "location"),
    [
        ("LCT", "./gene?g=LCT"),
        ("RS671", "./variant?v=rs671"),
        ("chr2:135851076:G:A", "./variant?v=chr2-135851076-G-A"),
        ("X:100-200", "./frequencies?region=chrX%3A100-200"),
        ("chr99:1-2", "./gene?g=chr99%3A1-2"),  # no such contig: the page says so
        ("//elsewhere.org/", "./gene?g=%2F%2Felsewhere.org%2F"),
        ("", "./"),
    ],
)
def test_what_is_typed_decides_the_page(client: TestClient, typed: str, location: str) -> None:
    assert client.get("/search", params={"q": typed}).headers["location"] == location


def test_a_search_takes_a_b_and_the_release_along_and_nothing_else(client: TestClient) -> None:
    came_from = "http://localhost/frequencies?a=group%3Ax%2Fy&b=z&r=r1&region=LCT&order=p"
    response = client.get("/search", params={"q": "MCM6"}, headers={"referer": came_from})
    assert response.headers["location"] == "./gene?g=MCM6&a=group%3Ax%2Fy&b=z&r=r1"


@pytest.mark.parametrize("path", ["/", "/variant", "/search?q=x", "/_stcore/health"])
def test_every_response_carries_the_policy(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "'unsafe-eval'" not in policy


def test_nothing_is_asked_of_another_host_by_configuration() -> None:
    root = Path(dashboard.__file__).parent
    settings = (root / ".streamlit" / "config.toml").read_text()
    assert "gatherUsageStats = false" in settings
    assert "http" not in settings


def suggested(client: TestClient, typed: str, **more: str) -> list[str]:
    answer = client.get("/suggest", params={"q": typed, **more})
    assert answer.status_code == 200
    return [one["text"] for one in answer.json()["suggestions"]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("adh", ["ADH1B", "ADH1C"]),  # in any case; the one with alleles first
        ("P105", ["MCM6"]),  # an alias
        ("ENSG00000076003", ["MCM6"]),
        ("RS49", ["chr2-135851076-G-A"]),  # an allele by its rsID
        ("rs1", []),  # too many would begin so
        ("", []),
        ("no such thing", []),
        ("'; --", []),
        ("x" * 5_000, []),
    ],
)
def test_what_begins_alike_is_suggested(
    client: TestClient, typed: str, expected: list[str]
) -> None:
    assert suggested(client, typed) == expected


def test_a_release_that_is_not_there_suggests_nothing(client: TestClient) -> None:
    assert suggested(client, "adh", r="r999") == []


def test_our_scripts_and_looks_are_named_in_every_page(client: TestClient) -> None:
    for path in ("/", "/gene?g=MCM6"):
        page = client.get(path, headers={"accept": "text/html", "accept-encoding": "gzip"})
        named = re.findall(r'(?:href|src)="\.(/(?:straits\.js|look\.css)\?v=\w+)"', page.text)
        assert len(named) == 2
        for address in named:
            assert "immutable" in client.get(address).headers["cache-control"]
            other = client.get(f"{address}0")
            assert other.headers["cache-control"] == "no-cache"
        assert "etag" not in page.headers
        for part in re.findall(r'modulepreload" crossorigin href="([^"]+)"', page.text):
            assert client.get(part.removeprefix(".")).status_code == 200
    assert client.get("/look.css").headers["content-type"].startswith("text/css")
    script = client.get("/straits.js")
    assert script.headers["content-type"].startswith("text/javascript")
    for path in Path(scripts.__file__).parent.glob("*.js"):
        assert path.read_text("utf-8") in script.text


@given(st.text(max_size=60) | st.text("'\"<>%;&=?#/\\\0\n chr1:-rs", max_size=60))
@settings(max_examples=repeats.times(60))
def test_nonsense_in_the_box_is_answered(client: TestClient, typed: str) -> None:
    assert client.get("/suggest", params={"q": typed}).status_code == 200
    location = client.get("/search", params={"q": typed}).headers["location"]
    assert location.startswith(("./gene?g=", "./variant?v=", "./frequencies?region=")) or (
        location == "./"
    )


def test_a_very_long_text_in_the_box_is_answered(client: TestClient) -> None:
    for typed in ("A" * 20_000, "chr1:" + "9" * 20_000, "(" * 20_000, "1 " * 10_000):
        assert client.get("/suggest", params={"q": typed}).status_code == 200
        assert len(client.get("/search", params={"q": typed}).headers["location"]) < 10_000
