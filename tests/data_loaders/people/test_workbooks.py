"""Workbooks: the right sheet is read or asked for, and a formula without its value is no blank."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from straits.errors import InputError, StudyError
from tests.builders import excel_files, sheet_texts
from tests.builders.excel_files import Cell

PEOPLE = [["sample", "sex", "pop"], ["S1", "F", "A"], ["S2", "M", "B"]]
COVER = [["Study of the north"], [], ["Written by", "K. Hansen"]]
CODES = [["code", "meaning"], ["A", "Aarhus"], ["B", "Bergen"]]


@pytest.fixture
def read(tmp_path: Path):
    """Return a function that reads a sample sheet from a workbook of some sheets."""

    def read_book(
        sheets: dict[str, Sequence[Sequence[str | float]]],
        settings: str = "",
        groupings: str = "{pop: {}}",
        calculation: str = "",
        hidden: Sequence[str] = (),
    ) -> pl.DataFrame:
        book = excel_files.workbook(tmp_path / "made.xlsx", sheets, calculation, hidden)
        return sheet_texts.reader(tmp_path)(book, "sheet.xlsx", settings, groupings)

    return read_book


@pytest.mark.parametrize(
    "sheets",
    [
        {"Cover": COVER, "People": PEOPLE},
        {"Codes": CODES, "People": PEOPLE},
        {"Sheet1": [], "Sheet2": PEOPLE},
        {"Old": PEOPLE[:1], "New": PEOPLE},  # a header and no rows
        {"People": PEOPLE, "Codes": CODES, "Cover": COVER},
        {"Samples": [["sample", "batch"], ["S9", "x"]], "People": PEOPLE},
        {"People": [["People of the north"], [], ["as of", "2024"], *PEOPLE]},  # below a title
        {"Notes": [["The sample sheet"]], "People": [["sex and sample"], *PEOPLE]},
    ],
)
def test_the_sheet_with_the_columns_is_found(read, sheets):
    assert read(sheets)["sample_id"].to_list() == ["S1", "S2"]


def test_two_sheets_with_the_same_columns_are_asked_about(read):
    more = [PEOPLE[0], ["S3", "F", "A"]]
    sheets = {"2024": PEOPLE, "2025": more, "Cover": COVER}
    message = r"sheet\.xlsx: the sheets '2024', '2025' have the columns of a table each; name the "
    with pytest.raises(InputError, match=message):
        read(sheets)
    assert read(sheets, "sheet: '2025'")["sample_id"].to_list() == ["S3"]


def test_a_sheet_is_named_as_excel_names_it(read):
    sheets = {"Cover": COVER, "People 2": PEOPLE}
    assert read(sheets, "sheet: people  2")["pop"].to_list() == ["A", "B"]
    message = r"sheet\.xlsx: has no sheet 'People' \(did you mean `People 2`\?\); its sheets are "
    with pytest.raises(InputError, match=message + "'Cover', 'People 2'"):
        read(sheets, "sheet: People")


def test_a_table_without_sheets_has_none_to_name(tmp_path):
    with pytest.raises(InputError, match=r"sheet\.tsv: is no workbook, so that `sheet:` names "):
        sheet_texts.reader(tmp_path)("sample\nS1\n", settings="sheet: People")


def test_a_column_that_is_missing_is_told_with_the_sheet_that_was_read(read):
    message = r"sheet 'Codes' \(`sheet:` names another: 'People'\), has no column 'region'"
    with pytest.raises(StudyError, match=message):
        read({"Codes": CODES, "People": PEOPLE}, "sheet: Codes\nid: code", "{region: {}}")


def test_rows_are_counted_as_excel_counts_them(read):
    rows = [[], PEOPLE[0], PEOPLE[1], [], ["S1", "M", "B"]]
    with pytest.raises(InputError, match=r"sheet\.xlsx:5: the sample 'S1' is in lines 3, 5"):
        read({"People": rows})


def test_an_empty_workbook_is_told(read):
    with pytest.raises(InputError, match=r"sheet\.xlsx: is empty; expected a header and one row"):
        read({"Sheet1": [], "Sheet2": []})


def test_two_columns_of_one_name_are_refused(read):
    rows = [["sample", "pop", "pop\u00a0"], ["S1", "A", "B"]]
    with pytest.raises(InputError, match=r"sheet\.xlsx:1: two columns are called 'pop'; rename"):
        read({"People": rows})


UNCOMPUTED = [
    ('<c r="C3"><f>VLOOKUP(A3,x,2)</f></c>', ""),
    ('<c r="C3"><f>VLOOKUP(A3,x,2)</f><v/></c>', ""),  # as openpyxl writes it
    ('<c r="C3"><f>VLOOKUP(A3,x,2)</f><v></v></c>', '<calcPr fullCalcOnLoad="1"/>'),
    ('<c r="C3"><f>VLOOKUP(A3,x,2)</f><v>0</v></c>', '<calcPr fullCalcOnLoad="1"/>'),  # xlsxwriter
]


@pytest.mark.parametrize(("cell", "calculation"), UNCOMPUTED)
def test_a_formula_without_its_value_is_told(read, cell, calculation):
    rows = [*PEOPLE[:2], ["S2", "M", Cell(cell)]]
    message = r"the cell C3 of the sheet 'People' has a formula \(=VLOOKUP\(A3,x,2\)\) without its"
    with pytest.raises(InputError, match=message):
        read({"Cover": COVER, "People": rows}, calculation=calculation)


@pytest.mark.parametrize(
    ("cell", "group"),
    [
        ('<c r="C3" t="str"><f>UPPER("b")</f><v>B</v></c>', "B"),
        ('<c r="C3" t="str"><f>IF(TRUE,"","b")</f><v></v></c>', None),  # computed, and empty
        ('<c r="C3"><f>7*1</f><v>7</v></c>', "7"),
        ('<c r="C3" t="e"><f>NA()</f><v>#N/A</v></c>', None),
    ],
)
def test_the_value_of_a_formula_is_read(read, cell, group):
    samples = read({"People": [*PEOPLE[:2], ["S2", "M", Cell(cell)]]})
    assert samples["pop"].to_list() == ["A", group]


def test_a_formula_of_another_sheet_does_not_matter(read):
    other = [["x"], [Cell("<c><f>NOW()</f></c>")]]
    assert read({"People": PEOPLE, "Other": other})["sample_id"].to_list() == ["S1", "S2"]


OLD = [["sample", "sex", "pop"], ["S8", "F", "A"], ["S9", "M", "B"]]


@pytest.mark.parametrize(
    ("sheets", "hidden", "expected"),
    [
        ({"Now": PEOPLE, "Old": OLD}, ["Old"], ["S1", "S2"]),
        ({"Old": OLD, "Now": [row[:2] for row in PEOPLE]}, ["Old"], ["S1", "S2"]),  # has more
        ({"Cover": COVER, "Old": OLD}, ["Old"], ["S8", "S9"]),  # no other has a table
        ({"Old": OLD}, ["Old"], ["S8", "S9"]),
    ],
)
def test_a_hidden_sheet_is_read_where_no_other_has_the_columns(read, sheets, hidden, expected):
    assert read(sheets, groupings="{}", hidden=hidden)["sample_id"].to_list() == expected
    if "Now" in sheets:
        named = read(sheets, "sheet: Old", "{}", hidden=hidden)
        assert named["sample_id"].to_list() == ["S8", "S9"]
