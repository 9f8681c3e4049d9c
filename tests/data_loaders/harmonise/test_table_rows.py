"""A site's file is read however it was saved: its ids, names of columns and words as they look."""

from pathlib import Path

import pytest

from straits.errors import InputError
from tests.builders import excel_files, site_files

HEIGHT = """
tables:
  survey: {file: FILE, columns: {person: id}}
phenotypes:
  height: [{table: survey, value: mål, unit: cm}]
"""


def heights(
    folder: Path, text: bytes, file: str = "survey.csv", keys: str = ""
) -> dict[str, float]:
    """Return the heights that a file of these bytes holds."""
    (folder / file).write_bytes(text)
    mapping = HEIGHT.replace("FILE", file + keys)
    return site_files.values(site_files.read_site(folder, mapping, {}), "height")


@pytest.mark.parametrize(
    "text",
    [
        "id;mål\nA;170\n",
        "sep=;\nid;mål\nA;170\n",
        "id,consent (yes; no),mål\nA,yes,170\n",
        "id,mål,codes (a;b)\nA,170,x;y\n",
        "id;ma\u030al\nA;170\n",
        "id\u00a0;\u200bmål\n\u00a0A\u200b;170\n",
        'id;"mål"\n"A";170\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_is_read_however_it_was_saved(tmp_path: Path, text: str, encoding: str) -> None:
    assert heights(tmp_path, text.encode(encoding)) == {"A": 170.0}


def test_the_sheet_of_a_workbook_is_found_or_named(tmp_path: Path) -> None:
    first = [["id", "mål"], ["A", 170.0]]
    sheets = {"Cover": [["Heights"]], "First": first, "Other": [["id", "vægt"], ["A", 70.0]]}
    book = excel_files.workbook(tmp_path / "made.xlsx", sheets)
    assert heights(tmp_path, book, "survey.xlsx") == {"A": 170.0}
    book = excel_files.workbook(
        tmp_path / "made.xlsx", {**sheets, "Second": [["id", "mål"], ["A", 180.0]]}
    )
    assert heights(tmp_path, book, "survey.xlsx", ", sheet: second") == {"A": 180.0}


MERGED = """
tables:
  diagnoses: {file: d.xlsx, columns: {person: id, code: code}, code_system: icd10, covers: everyone}
phenotypes:
  type_2_diabetes: [{table: diagnoses}]
"""


@pytest.mark.parametrize(("cells", "is_lost"), [("A2:A3", True), ("B2:B3", True), ("A2:B2", False)])
def test_cells_merged_over_rows_make_nobody_healthy(
    tmp_path: Path, cells: str, is_lost: bool
) -> None:
    """The second row is A's too, and has the diagnosis; a file of them has A in the first alone."""
    rows = [["id", "code"], ["A", "I10"], ["" if is_lost else "A", "E11.9"]]
    excel_files.workbook(tmp_path / "d.xlsx", {"Visits": rows}, merged=[cells])
    if is_lost:
        with pytest.raises(InputError, match=rf"sheet 'Visits' were merged over rows \({cells}\)"):
            site_files.read_site(tmp_path, MERGED, {})
        return
    found = site_files.read_site(tmp_path, MERGED, {})
    assert site_files.status(found, "type_2_diabetes")["A"] == "yes"


def test_a_title_that_was_merged_over_rows_is_read_past(tmp_path: Path) -> None:
    rows = [["Visits"], [], ["id", "code"], ["A", "E11.9"]]
    excel_files.workbook(tmp_path / "d.xlsx", {"Visits": rows}, merged=["A1:B2"])
    found = site_files.read_site(tmp_path, MERGED, {})
    assert site_files.status(found, "type_2_diabetes")["A"] == "yes"


@pytest.mark.parametrize("day", [43831.0, 43831.5])
def test_a_date_that_became_a_number_leaves_its_person_unknown(tmp_path: Path, day: float) -> None:
    rows = [["id", "code", "day"], ["A", "E11.9", day]]
    excel_files.workbook(tmp_path / "d.xlsx", {"Visits": rows})
    found = site_files.read_site(
        tmp_path, MERGED.replace("code: code", "code: code, date: day"), {}
    )
    assert site_files.status(found, "type_2_diabetes")["A"] == "unknown"
    assert site_files.broken(found) == [(2, "readable_date", f"{day:g}")]
