"""A release with damaged files is not opened, and the file is named."""

import json
from pathlib import Path

import pytest

from straits import tables
from straits.errors import DamageError, StoreError
from straits.store.releases.release_files import find_release
from straits.tables import manifest
from tests.builders import tiny_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_store.two_sites(tmp_path / "store")


def test_a_file_cut_short_is_named(folder: Path):
    path = next((folder / "releases/r1/aggregates/frequencies").rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(StoreError, match=r"data\.parquet \(table frequencies\) is cut short"):
        find_release(folder, None)


def test_a_file_that_is_gone_is_named(folder: Path):
    (folder / "releases/r1/aggregates/genes.parquet").unlink()
    with pytest.raises(StoreError, match=r"genes\.parquet .* is named in the manifest but is"):
        find_release(folder, None)


def test_a_manifest_that_is_no_json_is_named(folder: Path):
    (folder / "releases/r1/aggregates/manifest.json").write_text("{")
    with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
        find_release(folder, None)


def test_rows_of_another_ingest_are_refused(folder: Path):
    rows = folder / "releases/r1/rows"
    rows.mkdir()
    said = json.loads((folder / "releases/r1/aggregates/manifest.json").read_text())
    names = [name for name, table in tables.TABLES.items() if table.folder == "rows"]
    empty = {name: {"rows": 0, "files": {}} for name in names}
    manifest.write(rows, said | {"tables": empty})
    with pytest.raises(DamageError, match="does not belong to the aggregates") as told:
        find_release(folder, None)
    assert told.value.release_id == "r1"


def test_a_rows_folder_without_its_manifest_is_damage_and_not_a_server_without_rows(folder: Path):
    (folder / "releases/r1/rows").mkdir()
    with pytest.raises(DamageError, match=r"rows/manifest\.json is missing"):
        find_release(folder, None)


def test_a_link_to_rows_that_leads_nowhere_is_damage(folder: Path, tmp_path: Path):
    (folder / "releases/r1/rows").symlink_to(tmp_path / "not-mounted")
    with pytest.raises(DamageError, match=r"rows/manifest\.json is missing"):
        find_release(folder, None)


def test_a_server_told_of_rows_elsewhere_has_none_where_none_are(folder: Path, monkeypatch):
    (folder / "releases/r1/rows").mkdir()
    monkeypatch.setenv("STRAITS_ROWS", str(folder / "elsewhere"))
    assert find_release(folder, None).rows is None


def test_a_manifest_that_does_not_agree_with_its_seal_is_refused(folder: Path):
    path = folder / "releases/r1/aggregates/manifest.json"
    path.write_text(path.read_text().replace("Tiny study", "Tidy study"))
    with pytest.raises(DamageError, match=r"does not agree with manifest\.sha256"):
        find_release(folder, None)
