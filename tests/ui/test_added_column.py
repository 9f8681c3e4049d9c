"""Who follows CONTRIBUTING's row for a column has it on screen, in the CSV and in the command."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import streamlit as st

from straits.__main__ import main
from straits.queries.allele import allele_ranges
from straits.queries.frequencies import frequency_rows
from straits.ui.gene import gene_table
from tests.builders import screens, tiny_store
from tests.lint.source import ROOT

CHANGE = "a column on screen and in files"
# What is patched here: the names of each file that the row may name.
PLACES = {
    "straits/queries/allele/allele_ranges.py": {"RATES"},
    "straits/ui/gene/gene_table.py": {"COLUMNS", "OF_GROUP"},
    "straits/queries/frequencies/frequency_rows.py": {"COLUMNS"},
    "README.md": set(),
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tiny_store.two_sites(tmp_path / "store")


@pytest.fixture
def with_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the minor allele frequency, one line at each place."""
    minor = pl.min_horizontal("af", 1 - pl.col("af"))
    monkeypatch.setitem(allele_ranges.RATES, "minor_share", minor)
    monkeypatch.setitem(gene_table.COLUMNS, "minor", "Minor AF")
    monkeypatch.setitem(gene_table.OF_GROUP, "minor", "minor_share")
    monkeypatch.setattr(frequency_rows, "COLUMNS", (*frequency_rows.COLUMNS, "minor_share"))


def row_of_contributing(change: str) -> dict[str, set[str]]:
    """Return the files that the row of a change names to be edited, each with the names in it."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    cell = next(line for line in text.splitlines() if line.startswith(f"| {change} |"))
    named: dict[str, set[str]] = {}
    names: set[str] = set()
    for code in re.findall(r"`([^`]+)`", cell):
        if code.startswith("tests/"):
            continue
        if code.endswith((".py", ".md")):
            named[code], names = names, set()
        else:
            names.add(code)
    return named


def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """Return, once a page has been drawn, what each of its buttons would make, by its key."""
    made: dict[str, Callable[[], bytes]] = {}

    def button(label: str, data: Callable[[], bytes], key: str, **_: object) -> None:
        made[key] = data

    monkeypatch.setattr(st, "download_button", button)
    return made


def by_group(text: str, group: str, value: str) -> dict[str, float]:
    lines = (line for line in io.StringIO(text) if not line.startswith("# "))
    rows = csv.DictReader(lines)
    return {row[group]: float(row[value]) for row in rows if "135851076" in row["variant_id"]}


def test_the_row_names_what_is_patched_and_no_more_than_four_files() -> None:
    assert row_of_contributing(CHANGE) == PLACES
    assert len(PLACES) <= 4


@pytest.mark.usefixtures("with_column")
def test_a_column_that_is_added_is_in_the_table_of_a_gene_and_in_its_csv(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = downloads(monkeypatch)
    # Danish 150 of 200 copies, Chinese 0 of 120.
    app = screens.opened("gene", store, monkeypatch, g="MCM6", columns="difference,minor")
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table.columns) == ["name", "difference", "minor_a", "minor_b"]
    row = table[table["name"] == "rs4988235"].iloc[0]
    assert (row["minor_a"], row["minor_b"]) == (0.25, 0)
    written = by_group(made["csv-lollipops"]().decode(), "label", "minor_share")
    assert written == {"Danish": 0.25, "Chinese": 0}


@pytest.mark.usefixtures("with_column")
def test_a_column_that_is_added_is_in_the_rows_of_the_command(
    store: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    options = ("--variant", "rs4988235", "--format", "csv")
    assert main(["frequencies", "--store", str(store), *options]) == 0
    written = by_group(capfd.readouterr().out, "group", "minor_share")
    assert (written["Danish"], written["Chinese"]) == (0.25, 0)


def test_a_column_that_nobody_added_is_not_drawn(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = screens.opened("gene", store, monkeypatch, g="MCM6", columns="difference,minor")
    assert "minor_a" not in app.dataframe[0].value.columns


def test_the_readme_lists_the_columns_of_the_command_in_their_order() -> None:
    readme = " ".join((ROOT / "README.md").read_text().split())
    listed = re.search(r"One row per allele and group, [^:]*: (.*?) \(the range", readme)
    assert listed is not None
    assert tuple(listed[1].split(", ")) == frequency_rows.COLUMNS
