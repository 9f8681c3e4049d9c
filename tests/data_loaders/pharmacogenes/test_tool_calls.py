"""Tables of other tools: read beside what is called here, counted by group, refused where odd."""

from pathlib import Path

import polars as pl
import pytest

from data_loaders.pharmacogenes.tool_calls import read_tool_calls
from data_loaders.study.study_reading import read_study
from straits import queries
from straits.errors import InputError
from straits.store import open_store
from tests.builders import screens, studies
from tests.builders.studies import record

PEOPLE = {f"p{number}": "XX" for number in range(60)}
TABLE = "sample\tgene\tdiplotype\tphenotype\n"


def rows(n_poor: int) -> str:
    poor = [f"p{number}\tCYP2D6\t*4/*4\tPoor Metabolizer\n" for number in range(n_poor)]
    rest = [f"p{number}\tCYP2D6\t*1/*1\tNormal Metabolizer\n" for number in range(n_poor, 60)]
    return TABLE + "".join(poor + rest) + "x1\tCYP2D6\t*1/*1\tNormal Metabolizer\n"


def study(folder: Path, table: str, profile: str = "open") -> Path:
    (folder / "calls.vcf").write_text(
        studies.vcf_text(list(PEOPLE), [record("chr1 100 A G", " ".join(["0/1"] * 60))])
    )
    (folder / "tool.tsv").write_text(table)
    path = studies.one_call_set(
        folder, ["calls.vcf"], PEOPLE, profile=profile, groupings={"group": {"column": "group"}}
    )
    sheet = [
        {"sample": name, "sex": sex, "group": "ab"[number % 2]}
        for number, (name, sex) in enumerate(PEOPLE.items())
    ]
    studies.write_sheet(folder / "sheet.csv", sheet)
    text = path.read_text()
    assert "call_sets:" in text
    named = "pharmacogene_calls: [{tool: Aldy 4, file: tool.tsv}]"
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if "call_sets:" in line)
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    path.write_text("\n".join([*lines[:at], f"{indent}{named}", *lines[at:]]))
    return path


@pytest.mark.parametrize(("profile", "n_poor", "shown"), [
    ("open", 5, [("Normal Metabolizer", 55), ("Poor Metabolizer", 5)]),
    ("inside", 5, [(None, None)]),
    ("inside", 25, [("Normal Metabolizer", 35), ("Poor Metabolizer", 25)]),
])  # fmt: skip
def test_a_tool_stands_beside_and_a_few_are_withheld(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, n_poor: int, shown: list[object]
) -> None:
    studies.ingest(study(tmp_path, rows(n_poor), profile), tmp_path / "store")
    store = open_store(tmp_path / "store")
    asked = {"gene_symbol": "CYP2D6", "grouping": "everyone", "sample_set": "all"}
    found = queries.pharmacogenes.of_tools(store, **asked)
    assert found.select("phenotype", "n_with").rows() == shown
    assert queries.pharmacogenes.tables_of_tools(store)["n_unknown"].to_list() == [1]
    if profile == "open":
        app = screens.opened("pharmacogenes", store.folder, monkeypatch, g="CYP2D6", by="everyone")
        assert not app.exception
        text = screens.said(app)
        assert "Aldy 4: theirs, taken over as the study names it, unchecked." in text
        assert "1 person of the table of Aldy 4" in text


@pytest.mark.parametrize(("table", "message"), [
    (TABLE + "p1\tCYP2D66\t*1/*4\t\n", r"tool\.tsv:2: no gene is called 'CYP2D66'.*CYP2D6"),
    (TABLE + "x1\tCYP2D6\t*1/*4\t\n", "none of its 1 people, such as 'x1', is in the sample sheet"),
    (TABLE + "p1\tCYP2D6\t*1/*4\t\np1\tCYP2D6\t*4/*4\t\n", r"tool\.tsv:3: CYP2D6 of 'p1' is '\*4"),
    ("sample\tgene\tresult\np1\tCYP2D6\t*1/*4\n", "has no column 'diplotype'.*it has `?sample"),
])  # fmt: skip
def test_odd_tables_are_refused_with_the_line_and_the_way_out(
    tmp_path: Path, table: str, message: str
) -> None:
    site = read_study(study(tmp_path, table)).sites[0]
    samples = pl.DataFrame({"sample_id": list(PEOPLE), "person_id": list(PEOPLE)})
    with pytest.raises(InputError, match=message):
        read_tool_calls(site, samples, ())


def test_hla_and_equal_rows_are_read(tmp_path: Path) -> None:
    table = TABLE + "p1\tHLA-B\t*57:01/*15:02\t\n" * 2
    site = read_study(study(tmp_path, table)).sites[0]
    samples = pl.DataFrame({"sample_id": list(PEOPLE), "person_id": list(PEOPLE)})
    (calls,) = read_tool_calls(site, samples, ())
    assert calls.rows.rows() == [("p1", "HLA-B", "*57:01/*15:02")]
