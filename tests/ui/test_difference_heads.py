"""Who asks for the headers of a file of differences alone is sent no rows."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from straits.queries.comparison import table_stretches
from tests.builders import app_routes, tiny_store

# Starlette's test client would rather have another version of its own dependency.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PAIR = {"a": "group:ethnic_group/Danish@dk_wgs", "b": "group:ethnic_group/Chinese@sg_wgs"}


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("STRAITS_STORE", str(tiny_store.two_sites(tmp_path / "store")))
    return app_routes.client()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_who_asks_for_the_headers_alone_has_no_rows_made(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    address = f"/differences.{ending}"
    whole = client.get(address, params=PAIR)

    def never(*asked: object) -> None:
        raise AssertionError("rows were made")

    monkeypatch.setattr(table_stretches, "allele_differences", never)
    headers = client.head(address, params=PAIR)
    assert (headers.status_code, headers.content) == (200, b"")
    for name in ("content-type", "content-disposition", "cache-control"):
        assert headers.headers[name] == whole.headers[name]
    with pytest.raises(AssertionError, match="rows were made"):
        client.get(address, params=PAIR)
