"""A sheet that is wrong, or unlike its study, is told so by file, line and value."""

import gzip
from pathlib import Path

import pytest

from straits.errors import InputError, StudyError
from tests.builders import sheet_texts


@pytest.fixture
def read(tmp_path: Path) -> sheet_texts.Read:
    """Return a function that reads a sheet of the text it is given."""
    return sheet_texts.reader(tmp_path)


SHEET_FAULTS = [
    # text, settings, message
    ("sample\nS1\nS2\nS1\n", "", r"sheet\.tsv:4: the sample 'S1' is in lines 2, 4; expected one"),
    ("sample\tx\nS1\ta\n\tb\n", "", r"sheet\.tsv:3: the sample id \(column sample\) is empty"),
    ("sample\tsex\nS1\tF\nS2\tboth\n", "", r"sheet\.tsv:3: the sex 'both' \(column sex\) is none "
     r"of 2, f, female, .*; say what it means with `sex_values: {XX: \[\.\.\.\], .*`samples:`"),
    ("sample\tage\nS1\told\n", "age: age", r"sheet\.tsv:2: the age 'old' \(column age\) is not a "
     r"number of years from 0 to 130"),
    ("sample\tage\nS1\t-5\n", "age: age", r"sheet\.tsv:2: the age '-5'"),
    ("sample\tage\nS1\t1961\n", "age: age", r"sheet\.tsv:2: the age '1961'"),
    ("sample\tu\nS1\tmaybe\n", "unrelated: u", r"sheet\.tsv:2: 'maybe' \(column u\) does not say "
     r"whether a person is unrelated; expected yes or no"),
    ("sample\tsex\nS1\n", "", r"sheet\.tsv:2: expected 2 columns as in the header, got 1"),
    ("sample\tsex\nS1\tF\tx\n", "", r"sheet\.tsv:2: expected 2 columns as in the header, got 3"),
    ("sample\tsex\tsex\nS1\tF\tx\n", "", r"sheet\.tsv:1: two columns are called 'sex'; rename one"),
    ('sample\tx\nS1\t"a\nS2\tb\n', "", r"sheet\.tsv:3: is not a readable row \(unexpected end"),
    ("sample\tsex\n", "", r"sheet\.tsv: has a header but no rows; expected one row per sample"),
    ("\n \n", "", r"sheet\.tsv: is empty; expected a header and one row per sample"),
    ("sample\tby\nS1\tSønderborg\n".encode("latin-1"), "", r"sheet\.tsv: is not UTF-8 text"),
    (b"PK\x03\x04\x14\x00", "", r"sheet\.tsv: is an Excel workbook or another zip file"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "settings", "message"), SHEET_FAULTS)
def test_a_wrong_row_is_told_by_file_line_and_value(read, text, settings, message):
    with pytest.raises(InputError, match=message):
        read(text, settings=settings)


STUDY_FAULTS = [
    # text, settings, groupings, message
    ("code\tsex\nS1\t1\n", "", "{}", r"study\.yaml:6: `id` is missing, and .*sheet\.tsv has no "
     r"column of a usual name for it; add `id:` with one of its columns: code, sex\."),
    ("sample\tGender\nS1\t1\n", "sex: gendr", "{}", r"study\.yaml:8: .*sheet\.tsv has no column "
     r"'gendr' \(did you mean `Gender`\?\); name one of its columns: sample, Gender\."),
    ("sample\tr\nS1\tx\n", "unrelated: {column: r, values: [no]}", "{}", r"study\.yaml:8: no row "
     r"of .*sheet\.tsv has 'no' in column r; it holds 'x'\."),
    ("sample\tPop\nS1\tA\n", "", "{pop: {column: Popul}}", r"study\.yaml:3: .*no column 'Popul' "
     r"\(did you mean `Pop`\?\)"),
    ("sample\tPop\nS1\tA\n", "groupings: {pop: folk}", "{pop: {}}", r"study\.yaml:8: .*'folk'"),
    ("sample\tPop\nS1\tA\n", "", "{pop: {}}", r"study\.yaml:3: .*sheet\.tsv has no column 'pop' "
     r"\(did you mean `Pop`\?\); add `column:` with one of its columns \(sample, Pop\) or, if this "
     r"site has no such groups, `groupings: {pop: null}` under its `samples:`"),
    ("sample\tpop\nS1\tA\n", "", "{pop: {parent: region}, region: {}}", r"no column 'region'"),
    ("sample\tpop\nS1\tA\nS2\tCHBB\nS3\tx\n", "", "{pop: {order: [A, CHB]}}", r"study\.yaml:3: "
     r"unknown group 'CHBB', 'x' in .*sheet\.tsv:3 \(column pop\) \(did you mean `CHB`\?\); "
     r"expected one of A, CHB\. Add it to `order:` or correct the sheet\."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "settings", "groupings", "message"), STUDY_FAULTS)
def test_a_sheet_unlike_the_study_is_told_by_the_studys_line(
    read, text, settings, groupings, message
):
    with pytest.raises(StudyError, match=message):
        read(text, settings=settings, groupings=groupings)


def test_a_keep_list_without_anybody_of_the_sheet_is_refused(read, tmp_path):
    (tmp_path / "keep.txt").write_text("X1\nX2\n")
    message = r"keep\.txt: none of its 2 samples is in .*sheet\.tsv; the list begins X1, X2, the "
    with pytest.raises(InputError, match=message):
        read("sample\nS1\n", settings="keep: keep.txt")
    (tmp_path / "keep.txt").write_text("# nobody\n")
    with pytest.raises(InputError, match=r"keep\.txt: names no sample; expected one sample id per"):
        read("sample\nS1\n", settings="keep: keep.txt")


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (
            "x.fam",
            "kid dad mum\n",
            r"x\.fam:1: expected the columns FID IID PAT MAT SEX PHENO",
        ),
        ("x.xlsx", "not a workbook", r"x\.xlsx: cannot be read as xlsx"),
        ("x.parquet", "not parquet", r"x\.parquet: cannot be read as parquet"),
        ("x.tsv.gz", b"\x1f\x8bnot gzip", r"x\.tsv\.gz is damaged"),
        (
            "x.tsv.gz",
            gzip.compress(b"sample\nS1\n", mtime=0)[:-9],
            r"x\.tsv\.gz is damaged",
        ),  # cut off
    ],
)
def test_a_file_of_another_format_is_refused(read, file, text, message):
    with pytest.raises(InputError, match=message):
        read(text, file)
