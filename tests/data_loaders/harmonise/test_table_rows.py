"""A site's file is read however it was saved: its ids, names of columns and words as they look."""

from pathlib import Path

import pytest

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
