"""Text of whatever encoding and sign between columns is read, and what is no text is named."""

import gzip
from pathlib import Path

import pytest

from data_loaders.people.text_table import find_delimiter
from straits.errors import InputError
from tests.builders import sheet_texts

TEXT = "sample\tby\nS1\tSønderborg\nS2\tÅrhus\n"


@pytest.fixture
def read(tmp_path: Path) -> sheet_texts.Read:
    """Return a function that reads a sheet of the text it is given."""
    return sheet_texts.reader(tmp_path)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("is_gzip", [False, True])
def test_unicode_text_is_read_with_a_mark_of_its_order_or_without(read, encoding, is_gzip):
    text = TEXT.encode(encoding)
    file = "sheet.tsv.gz" if is_gzip else "sheet.tsv"
    samples = read(gzip.compress(text, mtime=0) if is_gzip else text, file, "", "{by: {}}")
    assert samples["by"].to_list() == ["Sønderborg", "Århus"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", r"is a workbook of Excel before 2007 .* call it \.xls"),
        (b"PAR1\x15", r"is a Parquet file, whatever its name says"),
        (b"\n<html><table><tr>", r"is HTML or XML, whatever its name says; save the table"),
        (b"sample\tx\nS1\ta\0\nS2\tb\nS3\tc\n", r"is not text, it holds bytes of zero"),
    ],
)
def test_what_is_no_text_is_named(read, text, message):
    with pytest.raises(InputError, match=message):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nsample;n\nS1;1,5\n",
        'sep=,\r\nsample,n\r\nS1,"1,5"\r\n',
        '"sep=;"\nsample;n\nS1;1,5\n',
        "SEP=\t\nsample\tn\nS1\t1,5\n",
        "sep=|\nsample|n\nS1|1,5\n",
        'sep=;\nsample,n\nS1,"1,5"\n',  # for the Excel of another country
        "sep=,\nsample;n\nS1;1,5\n",
        "sep=;\nsample\tn\nS1\t1,5\n",
        'sample,"n\n(a; b)",x\nS1,"1,5",a\n',
        'sample,n (a; b),x\nS1,"1,5",a\n',
        'sample\t"n; m, o"\nS1\t1,5\n',
        "sample|n\nS1|1,5\n",
        'sample;"n, m, o"\nS1;1,5\n',
        "sample;n, in kg\nS1;1,5\n",
        'x,"a;b","c;d",sample\nS,"1,5",a,S1\n',
    ],
)
def test_the_sign_between_columns_is_told_by_all_rows(read, text):
    samples = read(text, "sheet.csv", groupings="{}")
    assert samples["sample_id"].to_list() == ["S1"]


@pytest.mark.parametrize(
    "title",
    ["Export of 2024\n", "# made by a program\n\n", "The sample, and more\n", "Samples;;\n;;\n",
     '"A title\nof two lines"\n', "sep=;\nExport\n"],
)  # fmt: skip
def test_titles_may_stand_above_the_header(read, title):
    samples = read(title + 'sample;sex;"the\npop"\nS1;F;A\n', "sheet.csv", "sex: sex")
    assert samples.select("sample_id", "sex").rows() == [("S1", "XX")]
    with pytest.raises(InputError, match=rf"sheet\.csv:{title.count(chr(10)) + 4}: .* got 1"):
        read(title + 'sample;sex;"the\npop"\nS1;F;A\nS2\n', "sheet.csv", "sex: sex")


def test_of_two_signs_that_fit_the_one_that_parts_more_counts():
    assert find_delimiter(["sample,sex,code (a;b)\n", "S1,F,x;y\n", "S2,M,z;q\n"]) == ","
    assert find_delimiter(["a b,c\n", "1 2,3\n"]) == ","


def test_a_list_of_samples_may_be_excels_unicode_text(read, tmp_path):
    (tmp_path / "keep.txt").write_bytes("S2\u00a0\r\nA\u030a\r\n".encode("utf-16"))
    samples = read("sample\nS1\nS2\nÅ\n", settings="keep: keep.txt")
    assert samples["sample_id"].to_list() == ["S2", "Å"]
