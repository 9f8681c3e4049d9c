"""Files that leave the dashboard: no spreadsheet takes a cell for a formula."""

import csv
import io

import polars as pl
import pytest

from straits.exports import safe_csv
from straits.exports.file_names import file_name


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x"],
)
def test_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(cell: str) -> None:
    written = safe_csv.csv(pl.DataFrame({"name": [cell]})).decode()
    assert next(csv.DictReader(io.StringIO(written, newline="")))["name"] == f"'{cell}"


def test_text_that_begins_with_what_cannot_be_seen_is_no_formula() -> None:
    rows = pl.DataFrame({"name": ["\x00=1"]})
    assert safe_csv.csv(rows) == b"name\n[U+0000]=1\n"


def test_numbers_stay_numbers_and_harmless_text_stays_as_it_is() -> None:
    rows = pl.DataFrame({"name": ["rs671", "a, b", None], "difference": [-0.5, 0.25, None]})
    assert safe_csv.csv(rows) == b'name,difference\nrs671,-0.5\n"a, b",0.25\n,\n'


def test_a_column_whose_name_is_a_formula_is_made_harmless_too() -> None:
    assert safe_csv.csv(pl.DataFrame({"@x": [1]})).startswith(b"'@x\n")


def test_a_list_becomes_one_cell() -> None:
    assert safe_csv.csv(pl.DataFrame({"ids": [["=a", "b"]]})) == b"ids\n'=a;b\n"


@pytest.mark.parametrize("part", ["../../etc/passwd", "a\nb", "CON?*", "ü" * 300])
def test_a_file_name_holds_nothing_that_a_folder_could_mind(part: str) -> None:
    name = file_name("straits", part, ending="csv")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert name.endswith(".csv")
    assert ".." not in name
    assert len(name) < 120


@pytest.mark.parametrize("value", ["x,=1+1", 'x", "=1+1', "x;@SUM(A1)", "x\t=1", "x|+1", "x, -1+1"])
def test_a_remark_holds_no_cell_that_a_spreadsheet_would_run(value: str) -> None:
    line = safe_csv.remarks({"study": value}).decode()
    for between in ",;\t|":
        cells = next(csv.reader(io.StringIO(line), delimiter=between, skipinitialspace=True))
        assert not any(cell.strip().startswith(("=", "+", "-", "@")) for cell in cells)


def test_a_remark_is_one_line_whatever_it_says() -> None:
    assert safe_csv.remarks({"study": "a\nname,b\r\nc"}) == b"# study: a name,b c\n"
