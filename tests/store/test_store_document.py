"""The examples of docs/store.md run on a store, without Straits."""

import re
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.builders import studies

TEXT = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
SQL = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
GROUPS = {"P1": "malay", "P2": "malay", "P3": "danish"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with my_store: two alleles in two groups of three people."""
    folder = tmp_path_factory.mktemp("store")
    records = [
        studies.record("chr10 94781859 G A", "0/1 1/1 0/0"),
        studies.record("chr10 94781900 C T", "0/1 0/0 0/1"),
    ]
    (folder / "calls.vcf").write_text(studies.vcf_text(list(GROUPS), records))
    sheet = [{"sample": who, "ethnic_group": group} for who, group in GROUPS.items()]
    studies.write_sheet(folder / "sheet.csv", sheet)
    site = {
        "id": "here",
        "samples": {"file": "sheet.csv"},
        "call_sets": [{"id": "wgs", "files": "calls.vcf"}],
    }
    groupings: dict[str, dict[str, str]] = {"ethnic_group": {}}
    study = {"name": "Store", "build": "GRCh38", "profile": "open", "sites": [site]}
    studies.ingest(
        studies.write_study(folder, study | {"groupings": groupings}), folder / "my_store"
    )
    return folder


def test_the_counts_of_an_allele_by_group(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert duckdb.connect().sql(SQL[0]).fetchall() == [
        ("wgs", "ethnic_group", "danish", 0, 2, 0.0, "observed"),
        ("wgs", "ethnic_group", "malay", 3, 4, 0.75, "observed"),
        ("wgs", "everyone", "everyone", 3, 6, 0.5, "observed"),
    ]


def test_two_groups_side_by_side(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert duckdb.connect().sql(SQL[1]).fetchall() == [
        ("chr10-94781859-G-A", 0.75, 0.0),
        ("chr10-94781900-C-T", 0.25, 0.5),
    ]


def test_the_same_in_polars(folder, monkeypatch):
    monkeypatch.chdir(folder)
    names: dict[str, pl.DataFrame] = {}
    exec(PYTHON[0], names)  # noqa: S102 - the document's own text
    found = names["found"].sort("grouping", "group_id")
    assert found.select("group_id", "ac", "an", "af").rows() == [
        ("danish", 0, 2, 0.0),
        ("malay", 3, 4, 0.75),
        ("everyone", 3, 6, 0.5),
    ]


def test_arrays_of_all_alleles(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    values: dict[str, object] = {}
    exec(PYTHON[1], values)  # noqa: S102 - the document's own text
    assert capsys.readouterr().out.startswith("0 copies of 0 alleles of loss of function")
    assert values["af"].tolist() == [0.75, 0.25]
