"""Where nobody of a file is left, the message says what left them out."""

from pathlib import Path

import pytest

from tests.builders import studies
from tests.builders.refusals import assert_refused, study_of


def study(folder: Path, kept: str, of_sheet: str | None = None) -> Path:
    """P1, P2 and P3 are in the file and the sheet."""
    (folder / "kept.txt").write_text(kept)
    keys = {"keep": "kept.txt"} if kept else {}
    if of_sheet is not None:
        (folder / "sheet_kept.txt").write_text(of_sheet)
        keys["samples"] = {"keep": "sheet_kept.txt"}
    return study_of(folder, **keys)


@pytest.mark.parametrize(
    ("kept", "of_sheet", "words"),
    [
        (
            "p1\nP02\n",
            None,
            (r"kept\.txt: none of its 2 samples is in .*calls\.vcf", "P02", "keep"),
        ),
        ("P1\n", "P2\n", ("None of the 3 samples", r"kept\.txt and .*sheet_kept\.txt")),
    ],
)
def test_a_list_that_keeps_nobody_is_the_reason(tmp_path, kept, of_sheet, words):
    assert_refused(study(tmp_path, kept, of_sheet), tmp_path / "store", words)


def test_the_sheet_is_the_reason_for_those_whom_the_list_keeps(tmp_path):
    path = study(tmp_path, "P1\nP2\n")
    studies.write_sheet(tmp_path / "sheet.csv", [{"sample": "P3", "sex": "XX"}])
    words = (r"None of the 2 samples of .*kept\.txt keeps is in the sample sheet", "file has P1")
    assert_refused(path, tmp_path / "store", words)


def test_who_is_not_on_the_list_of_the_sheet_is_left_out_by_it(tmp_path):
    studies.ingest(study(tmp_path, "", "P1\nP2\n"), tmp_path / "store")
    reasons = studies.table(tmp_path / "store", "set_aside_samples")
    assert reasons.select("sample_id", "reason").rows() == [("P3", "left_out_by_list")]
