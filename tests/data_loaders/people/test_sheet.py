"""Sample sheets: what is read from each format."""

import gzip
from pathlib import Path

import polars as pl
import pytest

from straits.errors import InputError, StudyError
from tests.builders import excel_files, sheet_texts


@pytest.fixture
def read(tmp_path: Path) -> sheet_texts.Read:
    """Return a function that reads a sheet of the text it is given."""
    return sheet_texts.reader(tmp_path)


def test_a_sheet_of_ids_alone_leaves_the_rest_open(read):
    samples = read("sample\nS1\nS2\n")
    assert samples.to_dicts() == [
        {
            "sample_id": name,
            "person_id": name,
            "sex": "unknown",
            "age": None,
            "is_unrelated": None,
            "father_id": None,
            "mother_id": None,
        }
        for name in ("S1", "S2")
    ]


def test_excels_unicode_text_is_read(read):
    samples = read("sample\tby\nS1\tSønderborg\n".encode("utf-16"))
    assert samples["sample_id"].to_list() == ["S1"]


FULL = """\
id: vcf_id
person: pid
sex: kon
age: alder
father: far
mother: mor
unrelated: {column: slaegt, values: [nej]}"""


def test_named_columns_are_read_in_any_order(read):
    samples = read(
        "alder;kon;vcf_id;pid;far;mor;slaegt\n"
        "40,5;Mand;S1;P1;0;0;nej\n"
        ";kvinde;S2;P2;S1;.;ja\n"
        "0;;S3;;S1;S2;\n",
        "sheet.csv",
        FULL,
    )
    assert samples.rows() == [
        ("S1", "P1", "XY", 40.5, True, None, None),
        ("S2", "P2", "XX", None, False, "S1", None),
        ("S3", "S3", "unknown", 0.0, None, "S1", "S2"),
    ]


FAMILY = [
    ("kid", "XX", "dad", "mum"),
    ("dad", "XY", None, None),
]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("x.fam", "F kid dad mum 2 -9\nF  dad 0 0 1 -9\n"),
        ("x.fam", "F\tkid\tdad\tmum\t2\t-9\nF\tdad\t0\t0\t1\t-9\n"),
        ("x.ped", "F kid dad mum 2 -9\nF dad 0 0 1 -9\n"),  # a pedigree without a header
        ("x.psam", "#IID PAT MAT SEX\nkid dad mum 2\ndad 0 0 1\n"),
        ("x.psam", "##comment\n#FID\tIID\tPAT\tMAT\tSEX\nF\tkid\tdad\tmum\t2\nF\tdad\t0\t0\t1\n"),
        ("x.psam", "F kid dad mum 2 -9\nF dad 0 0 1 -9\n"),
        ("x.ped", "#Family ID\tIndividual ID\tPaternal ID\tMaternal ID\tGender\n"
         "F\tkid\tdad\tmum\t2\nF\tdad\t0\t0\t1\n"),
    ],
)  # fmt: skip
def test_plink_and_1000_genomes_formats_need_no_settings(read, file, text):
    samples = read(text, file)
    assert samples.select("sample_id", "sex", "father_id", "mother_id").rows() == FAMILY


def test_a_panel_of_1000_genomes_may_have_columns_without_a_name(read):
    text = "sample\tpop\tsuper_pop\tgender\t\t\nHG1\tGBR\tEUR\tmale\nHG2\tFIN\tEUR\tfemale\t\t\n"
    samples = read(text, "x.panel", groupings="{population: {column: pop}}")
    assert samples.select("sample_id", "sex", "population").rows() == [
        ("HG1", "XY", "GBR"),
        ("HG2", "XX", "FIN"),
    ]


def test_a_setting_stands_before_what_a_format_says(read):
    samples = read("#IID SEX code\nS1 1 A\nS2 2 B\n", "x.psam", "id: code\nsex: ~")
    assert samples.select("sample_id", "sex").rows() == [("A", "unknown"), ("B", "unknown")]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("sheet.csv", "sample,name\nS1,\"Doe, J\"\nS2,x\n"),
        ("sheet.csv", "\ufeffsample,name\r\nS1,a\r\n\r\nS2,b\r\n"),  # as Excel saves it
        ("sheet.csv", 'sample,note\nS1,"two\nlines"\nS2,x\n'),
        ("sheet.txt", "sample name\nS1  a\nS2  b\n"),
        ("sheet.txt", " sample \t name\n S1 \ta\nS2\tb\n"),
        ("sheet.tsv.gz", gzip.compress(b"sample\tname\nS1\ta\nS2\tb\n", mtime=0)),
    ],
)  # fmt: skip
def test_text_is_read_however_it_was_saved(read, file, text):
    assert read(text, file)["sample_id"].to_list() == ["S1", "S2"]


def test_parquet_codes_that_became_numbers_are_read_as_written(read, tmp_path):
    frame = pl.DataFrame({"id": [7, 8, 9], "sex": [1.0, None, 2.0]})
    frame = frame.with_columns(age=pl.Series([40.5, None, None]), g=pl.Series(["a", "b", "b"]))
    frame = frame.with_columns(pl.col("g").cast(pl.Categorical))
    frame.write_parquet(tmp_path / "made.parquet")
    text = (tmp_path / "made.parquet").read_bytes()
    samples = read(text, "sheet.parquet", "age: age", "{g: {}}")
    assert samples.select("sample_id", "sex", "age", "g").rows() == [
        ("7", "XY", 40.5, "a"),
        ("8", "unknown", None, "b"),
        ("9", "XX", None, "b"),
    ]


def test_an_excel_sheet_is_read_and_its_rows_are_named(read, tmp_path):
    rows: list[list[str | float]] = [["sample", "sex", "age"], ["S1", 1.0, 40.5], ["S2", "F", ""]]
    book = excel_files.workbook(tmp_path / "made.xlsx", {"people": rows})
    samples = read(book, "sheet.xlsx", "age: age")
    assert samples.select("sample_id", "sex", "age").rows() == [
        ("S1", "XY", 40.5),
        ("S2", "XX", None),
    ]
    rows.append(["S1", 1.0, 3.0])
    with pytest.raises(InputError, match=r"sheet\.xlsx:4: the sample 'S1' is in lines 2, 4"):
        read(excel_files.workbook(tmp_path / "made.xlsx", {"people": rows}), "sheet.xlsx")


@pytest.mark.parametrize(
    ("written", "sex"),
    [("1", "XY"), ("2", "XX"), ("0", "unknown"), ("M", "XY"), ("f", "XX"), ("Male", "XY"),
     ("FEMALE", "XX"), ("xy", "XY"), ("XX", "XX"), ("Mand", "XY"), ("Kvinde", "XX"), ("K", "XX"),
     ("1.0", "XY"), (".", "unknown"), ("NA", "unknown"), ("", "unknown"), ("-9", "unknown")],
)  # fmt: skip
def test_a_sex_has_many_spellings(read, written, sex):
    samples = read(f"sample\tsex\nS1\t{written}\nS2\t2\n")
    assert samples["sex"].to_list() == [sex, "XX"]


def test_sex_values_stand_alone_where_a_sheet_has_its_own_codes(read):
    settings = "sex_values: {XX: ['1'], XY: ['2', man], unknown: [XXY]}"
    samples = read("sample\tsex\nS1\t1\nS2\tMan\nS3\tXXY\nS4\t\n", settings=settings)
    assert samples["sex"].to_list() == ["XX", "XY", "unknown", "unknown"]
    with pytest.raises(InputError, match=r"sheet\.tsv:2: the sex 'F' .* is none of 1, 2, man, xxy"):
        read("sample\tsex\nS1\tF\n", settings=settings)


@pytest.mark.parametrize(
    ("written", "said"),
    [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("0.0", False), ("related", False),
     ("", None), ("NA", None)],
)  # fmt: skip
def test_a_column_may_say_who_is_unrelated(read, written, said):
    samples = read(f"sample\tu\nS1\t{written}\n", settings="unrelated: u")
    assert samples["is_unrelated"].item() is said


def test_a_keep_list_leaves_the_others_out(read, tmp_path):
    (tmp_path / "keep.txt").write_text("# the second batch\nS3\n\nS1\nS9\n")
    samples = read("sample\nS1\nS2\nS3\n", settings="keep: keep.txt")
    assert samples["sample_id"].to_list() == ["S1", "S3"]


def test_a_group_is_trimmed_and_an_empty_one_is_none(read):
    text = "sample\tPop\nS1\t CHB \nS2\t\nS3\tNA\nS4\t0\nS5\tUnknown\n"
    groups = read(text, groupings="{population: {column: Pop}}")["population"]
    assert groups.to_list() == ["CHB", None, None, None, "Unknown"]


def test_a_group_that_the_study_names_is_one_even_if_it_is_called_na(read):
    text = "sample\tc\nS1\tNA\nS2\tna\n"
    groups = read(text, groupings="{country: {column: c, labels: {NA: Namibia}}}")["country"]
    assert groups.to_list() == ["NA", None]


def test_a_grouping_without_a_column_is_the_column_of_its_name(read):
    assert read("sample\tpop\nS1\tA\n", groupings="{pop: {}}")["pop"].item() == "A"


def test_a_site_may_call_a_column_otherwise_or_not_have_it(read):
    groupings = "{pop: {column: Pop}, ancestry: {column: pca}}"
    settings = "groupings: {pop: folk, ancestry: ~}"
    samples = read("sample\tfolk\nS1\tDane\n", settings=settings, groupings=groupings)
    assert samples.select("pop", "ancestry").rows() == [("Dane", None)]


def test_parents_without_a_column_are_filled_from_the_children(read):
    groupings = "{pop: {parent: region, parents: {A: North, B: South}}, region: {}}"
    samples = read("sample\tpop\nS1\tB\nS2\tA\nS3\tC\nS4\t\n", groupings=groupings)
    assert samples["region"].to_list() == ["South", "North", None, None]


def test_superpopulations_of_1000_genomes_are_known(read):
    groupings = "{pop: {parent: region}, region: {parent: world}, world: {column: w}}"
    samples = read("sample\tpop\tw\nS1\tCHB\tx\nS2\tGIH\tx\n", groupings=groupings)
    assert samples["region"].to_list() == ["EAS", "SAS"]


@pytest.mark.parametrize("name", ["sheet.xls", "sheet.xlsx", "sheet.parquet"])
def test_a_table_that_only_has_the_name_of_its_format_is_refused_in_one_line(read, name):
    with pytest.raises(InputError, match=r"cannot be read as \w+ .*save it as CSV") as refused:
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"junk" * 100, name)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "written", ["#N/A", "#REF!", "NULL", "None", "nan", "-", "-9", "n/a", "#DIV/0!", "\u200b"]
)
def test_what_means_nothing_is_no_group_sex_age_or_parent(read, written):
    text = "sample\tsex\tage\tmum\tpop\tu\nS1" + 5 * f"\t{written}" + "\n"
    samples = read(text, settings="age: age\nmother: mum\nunrelated: u", groupings="{pop: {}}")
    assert samples.drop("sample_id", "person_id").rows() == [
        ("unknown", None, None, None, None, None)
    ]


def test_other_marks_of_nothing_are_named_by_the_sheet_or_the_grouping(read):
    text = "sample\tsex\tpop\tcity\nS1\t99\t99\t99\nS2\tF\tAsked not to\t-\nS3\tF\tA\tX\n"
    groupings = "{pop: {missing: [asked not to]}, city: {}}"
    samples = read(text, settings="missing: ['99', NULL]", groupings=groupings)
    assert samples["sex"].to_list() == ["unknown", "XX", "XX"]
    assert samples.select("pop", "city").rows() == [(None, None), (None, None), ("A", "X")]
    text = text.replace("99\t99\t99", "F\t99\t99")
    samples = read(text, groupings=groupings)
    assert samples["pop"].to_list() == ["99", None, "A"]
    samples = read(text, settings="missing: {city: [99, X]}", groupings=groupings)
    assert samples.select("pop", "city").rows() == [("99", None), (None, None), ("A", None)]
    with pytest.raises(StudyError, match=r"study\.yaml:8: .* has no column 'town'"):
        read(text, settings="missing: {town: ['99']}", groupings=groupings)


@pytest.mark.parametrize(
    "column", ["0 1 0", "1.0 0.0 1.0", "0 1 -9", "1 0 NA"], ids=lambda text: text.replace(" ", "_")
)
def test_a_sex_of_0_and_1_alone_is_asked_about(read, column):
    rows = "".join(f"S{at}\t{sex}\n" for at, sex in enumerate(column.split()))
    with pytest.raises(StudyError, match=r"study\.yaml:6: the column sex .* holds only 0 and 1"):
        read("sample\tsex\n" + rows)
    samples = read("sample\tsex\n" + rows, settings="sex_values: {XX: ['0'], XY: ['1']}")
    assert set(samples["sex"]) >= {"XX", "XY"}


@pytest.mark.parametrize("column", ["1 1 1", "1.0 NA 1.0", "1 -9"])
def test_a_sex_of_1_alone_is_asked_about(read, column):
    rows = "".join(f"S{at}\t{sex}\n" for at, sex in enumerate(column.split()))
    with pytest.raises(StudyError, match=r"column sex .* holds only 1, .* `sex_values: {XY: \['1'"):
        read("sample\tsex\n" + rows)
    samples = read("sample\tsex\n" + rows, settings="sex_values: {XX: ['1']}")
    assert set(samples["sex"]) - {"unknown"} == {"XX"}


@pytest.mark.parametrize("column", ["0 1 2", "2 2 2", "0 M F", "2 2 1", "0 0 0", "1 M"])
def test_a_sex_of_other_codes_is_not_asked_about(read, column):
    rows = "".join(f"S{at}\t{sex}\n" for at, sex in enumerate(column.split()))
    assert set(read("sample\tsex\n" + rows)["sex"]) <= {"XX", "XY", "unknown"}


def test_plinks_own_formats_say_what_0_and_1_are(read):
    samples = read("#IID SEX\nS1 0\nS2 1\n", "x.psam")
    assert samples["sex"].to_list() == ["unknown", "XY"]


def test_nothing_in_the_column_of_the_unrelated_is_unknown_and_not_no(read):
    text = "sample\tr\nS1\tnone\nS2\tbrother\nS3\t\nS4\t#N/A\nS5\tnan\n"
    samples = read(text, settings="unrelated: {column: r, values: [none]}")
    assert samples["is_unrelated"].to_list() == [True, False, None, None, None]
