"""Counts of every group taken away: the same in each format, as other programs read them."""

import gzip
import io
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest
from starlette.testclient import TestClient

from straits import queries
from straits.exports import column_meanings, excel_workbooks, sites_vcf
from straits.queries.comparison import table_stretches
from straits.queries.frequencies.frequency_rows import COLUMNS
from straits.store import open_store
from straits.ui.figures import counts_files
from tests.builders import app_routes, demo_studies, screens, tiny_store
from tests.conftest import Tool

# Starlette's test client would rather have another version of its own dependency.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

GENE = {"g": "ALDH2", "groups": "ethnic_group", "people": "all"}


@pytest.fixture(scope="module")
def store() -> Path:
    return demo_studies.small_demo_store()


@pytest.fixture
def client(store: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("STRAITS_STORE", str(store))
    return app_routes.client()


def test_every_format_holds_the_counts_of_the_query(client: TestClient, store: Path) -> None:
    expected, _ = queries.frequencies.frequencies_and_parts(
        open_store(store), gene="ALDH2", grouping="ethnic_group"
    )
    files = {
        ending: client.get(f"/counts.{ending}", params=GENE) for ending in counts_files.FORMATS
    }
    assert {ending for ending, file in files.items() if file.status_code != 200} == set()
    rows = pl.read_parquet(io.BytesIO(files["parquet"].content))
    assert rows.equals(expected)
    text = pl.read_csv(files["csv"].content, comment_prefix="#", schema=rows.schema)
    assert text.equals(expected)
    sheet = pl.read_excel(files["xlsx"].content, sheet_name="Table", infer_schema_length=None)
    assert sheet["ac"].to_list() == expected["ac"].to_list()
    assert sheet["af"].to_list() == pytest.approx(expected["af"].to_list(), abs=1e-12)
    meant = pl.read_excel(files["xlsx"].content, sheet_name="Columns")
    assert meant["column"].to_list() == expected.columns
    assert meant["meaning"].is_not_null().all()
    about = pl.read_excel(files["xlsx"].content, sheet_name="About")
    assert dict(about.iter_rows())["data"] == "synthetic people"
    name = files["vcf.gz"].headers["content-disposition"]
    assert re.search(r'"straits_counts_ALDH2_ethnic-group_all_[\w-]+\.vcf\.gz"', name)


def test_bcftools_reads_the_sites_without_a_warning_and_finds_the_counts(
    client: TestClient, store: Path, bcftools: Tool, tmp_path: Path
) -> None:
    for ending in ("vcf.gz", "vcf.gz.tbi"):
        answer = client.get(f"/counts.{ending}", params=GENE)
        (tmp_path / f"sites.{ending}").write_bytes(answer.content)
    expected, _ = queries.frequencies.frequencies_and_parts(
        open_store(store), gene="ALDH2", grouping="ethnic_group"
    )
    path = tmp_path / "sites.vcf.gz"
    assert bcftools("view", "-H", path).count("\n") == expected["variant_id"].n_unique()
    asked = "%CHROM-%POS-%REF-%ALT\t%FILTER\t%INFO/AC_chinese\t%INFO/AN_chinese\t%INFO/AF_chinese\n"
    found = bcftools("query", "-f", asked, path).splitlines()
    chinese = expected.filter(group="chinese").select("variant_id", "ac", "an", "af")
    assert [line.split("\t")[0] for line in found] == chinese["variant_id"].to_list()
    assert [int(line.split("\t")[2]) for line in found] == chinese["ac"].to_list()
    assert [int(line.split("\t")[3]) for line in found] == chinese["an"].to_list()
    af = [float(line.split("\t")[4]) for line in found]
    assert af == pytest.approx(chinese["af"].to_list(), rel=1e-5)
    # The index that was fetched apart leads to the place.
    first = expected["pos"][0]
    there = bcftools("view", "-H", "-r", f"chr12:{first}-{first}", path)
    assert there.startswith(f"chr12\t{first}\t")


def test_a_count_that_is_withheld_or_a_range_is_no_number_in_a_vcf() -> None:
    exact = {
        "contig": "chr1", "pos": 5, "ref": "A", "alt": "G", "variant_id": "chr1-5-A-G",
        "filter": "PASS", "site": "one", "group": "South Asian", "n_called": 50, "an": 100,
        "ac": 3, "af": 0.03, "hom_alt": 0, "hemi": 0, "ac_state": "exact", "an_source": "observed",
        "ac_low": None, "ac_high": None,
    }  # fmt: skip
    nothing = dict.fromkeys(("n_called", "an", "ac", "af", "hom_alt", "hemi"))
    withheld = exact | nothing | {"site": "two", "ac_state": "suppressed", "filter": "q<10;PASS"}
    ranged = exact | {
        "group": 'of "<b>"', "ac": None, "af": None, "ac_state": "censored", "ac_low": 0,
        "ac_high": 4, "an_source": "callable", "filter": None,
    }  # fmt: skip
    rows = pl.DataFrame([exact, withheld, ranged], infer_schema_length=None)
    header = {"straits": "0.1.0", "study": "Two\nlines \u202e"}
    lines = list(sites_vcf.lines(header, rows, {"chr1-5-A-G": "rs7"}, "GRCh38"))
    assert "##straits_study=Two lines [U+202E]\n" in lines
    *_, line = lines
    cells = line.rstrip("\n").split("\t")
    assert cells[:7] == ["chr1", "5", "rs7", "A", "G", ".", "q_10"]
    info = dict(part.split("=") for part in cells[7].split(";"))
    assert {key: info[key] for key in info if key.endswith("_South_Asian_one")} == {
        "AC_South_Asian_one": "3", "AN_South_Asian_one": "100", "AF_South_Asian_one": "0.03",
        "nhomalt_South_Asian_one": "0", "nhemi_South_Asian_one": "0",
    }  # fmt: skip
    assert {key for key in info if key.endswith("_South_Asian_two")} == {"AC_STATE_South_Asian_two"}
    assert info["AC_low_of_b_"] == "0"
    assert info["AC_high_of_b_"] == "4"
    assert "AC_of_b_" not in info
    assert info["AN_SOURCE_of_b_"] == "callable"
    named = {re.split("[,>]", line)[0].removeprefix("##INFO=<ID=") for line in lines}
    assert info.keys() <= named


def test_what_is_withheld_inside_is_in_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [
        tiny_store.Block("c", "XX", n, {"ethnic_group": group}, {"chr2-100-A-G": calls})
        for n, group, calls in [
            (60, "Danish", tiny_store.Calls(31, 2)), (7, "Malay", tiny_store.Calls(5, 1)),
            # So few are not told of what all have less the others.
            (14, "Indian", tiny_store.Calls(5, 1)),
        ]
    ]  # fmt: skip
    where = tiny_store.write(
        tmp_path, people, [tiny_store.CallSet("c", "s")], ["chr2-100-A-G"], profile="inside"
    )
    monkeypatch.setenv("STRAITS_STORE", str(where))
    client = app_routes.client()
    asked = {"v": "chr2-100-A-G", "groups": "ethnic_group"}
    rows = pl.read_csv(client.get("/counts.csv", params=asked).content, comment_prefix="#")
    said = dict(rows.select("group", "ac").iter_rows())
    assert said == {"Danish": 35, "Malay": None, "Indian": None}
    text = gzip.decompress(client.get("/counts.vcf.gz", params=asked).content).decode()
    assert "AC_Danish=35;" in text
    assert "AC_Malay=" not in text
    assert "AC_STATE_Malay=suppressed" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "names one of g"),
        ({"g": "ALDH2", "v": "rs671"}, "names one of g"),
        ({"g": "NOSUCH"}, "no gene 'NOSUCH'"),
        ({"region": "chr1:5-1"}, "cannot be read"),
        ({"region": "chr1:1-2"}, "no allele of region chr1:1-2"),
        ({"g": "ALDH2", "groups": "tribe"}, "no grouping 'tribe'"),
        ({"g": "ALDH2", "people": "some"}, "must be all or unrelated"),
    ],
)
def test_what_cannot_be_taken_is_a_sentence(
    client: TestClient, asked: dict[str, str], said: str
) -> None:
    for ending in counts_files.FORMATS:
        answer = client.get(f"/counts.{ending}", params=asked)
        assert answer.status_code == 400
        assert said in answer.text


def test_a_file_of_too_many_alleles_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    with pytest.raises(queries.question.QueryError, match="holds those of 3 at most"):
        queries.frequencies.taken_counts(store, gene="ALDH2", most_alleles=3)
    monkeypatch.setattr(excel_workbooks, "MOST_ROWS", 5)
    answer = client.get("/counts.xlsx", params=GENE)
    assert answer.status_code == 400
    assert "a sheet of Excel holds 5" in answer.text


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    texts = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "https://x.org", "-1", "\u202e5.1"]
    rows = pl.DataFrame({"=name": texts, "af": [0.5, None, float("nan"), float("inf"), 1e-320, -1]})
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(excel_workbooks.workbook({"study": "=2+2"}, [rows])))
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "sheet" in name]
        names = parts.namelist()
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet]
    assert not [name for name in names if "external" in name.lower()]
    read = pl.read_excel(path, sheet_name="Table")
    assert read.to_series(0).to_list() == [*texts[:5], "[U+202E]5.1"]


def test_every_column_that_leaves_is_described() -> None:
    columns = {*COLUMNS, *table_stretches.COLUMNS}
    assert {name for name in columns if not column_meanings.meaning(name)} == set()


def test_pages_of_a_gene_and_of_a_variant_lead_to_the_files(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for app in (
        screens.opened("gene", store, monkeypatch, g="ALDH2"),
        screens.opened("variant", store, monkeypatch, v="rs671"),
    ):
        (text,) = [each.value for each in app.markdown if "counts.vcf.gz?" in each.value]
        client = app_routes.client()
        (link, *_) = re.findall(r"\(\.(/counts\.csv\?[^)]+)\)", text)
        assert client.get(link.replace("%5F", "_")).status_code == 200
