"""Sample sheets: what is read from each format, and what a wrong one is told."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from data_loaders import sheet
from data_loaders.pedigree import mark_unrelated
from data_loaders.study import read_study
from straits.errors import InputError, StudyError

STUDY = """\
name: A test
build: GRCh38
groupings: {groupings}
sites:
  - id: here
    samples:
      file: {file}
      {settings}
    call_sets: [{{files: calls.vcf}}]
"""

Read = Callable[..., pl.DataFrame]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads a sheet of the text it is given.

    settings
        What stands under `samples:` besides the file, as lines of YAML.
    """
    (tmp_path / "calls.vcf").touch()

    def read(text: str | bytes, file: str = "sheet.tsv", settings: str = "", groupings: str = "{}"):
        (tmp_path / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        path = tmp_path / "study.yaml"
        settings = settings.replace("\n", "\n      ")
        path.write_text(STUDY.format(file=file, settings=settings, groupings=groupings))
        study = read_study(path)
        return sheet.read_samples(study, study.sites[0])

    return read


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
        ("sheet.tsv.gz", gzip.compress(b"sample\tname\nS1\ta\nS2\tb\n")),
    ],
)  # fmt: skip
def test_text_is_read_however_it_was_saved(read, file, text):
    assert read(text, file)["sample_id"].to_list() == ["S1", "S2"]


def test_parquet_codes_that_became_numbers_are_read_as_written(read, tmp_path):
    frame = pl.DataFrame({"id": [7, 8], "sex": [1.0, None], "age": [40.5, None], "g": ["a", "b"]})
    frame = frame.with_columns(pl.col("g").cast(pl.Categorical))
    frame.write_parquet(tmp_path / "made.parquet")
    text = (tmp_path / "made.parquet").read_bytes()
    samples = read(text, "sheet.parquet", "age: age", "{g: {}}")
    assert samples.select("sample_id", "sex", "age", "g").rows() == [
        ("7", "XY", 40.5, "a"),
        ("8", "unknown", None, "b"),
    ]


def workbook(path: Path, rows: list[list[str | float]]) -> bytes:
    """Return the smallest Excel file that holds some rows."""
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{cell}</v></c>"
            if isinstance(cell, float)
            else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    )
    office = "http://schemas.openxmlformats.org"
    main = f'xmlns="{office}/spreadsheetml/2006/main"'
    link = f"{office}/officeDocument/2006/relationships"
    package = f"{office}/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{link}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{link}"><sheets><sheet name="people" '
        'sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{link}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path.read_bytes()


def test_an_excel_sheet_is_read_and_its_rows_are_named(read, tmp_path):
    rows: list[list[str | float]] = [["sample", "sex", "age"], ["S1", 1.0, 40.5], ["S2", "F", ""]]
    samples = read(workbook(tmp_path / "made.xlsx", rows), "sheet.xlsx", "age: age")
    assert samples.select("sample_id", "sex", "age").rows() == [
        ("S1", "XY", 40.5),
        ("S2", "XX", None),
    ]
    rows.append(["S1", 1.0, 3.0])
    with pytest.raises(InputError, match=r"sheet\.xlsx:4: the sample 'S1' is in lines 2, 4"):
        read(workbook(tmp_path / "made.xlsx", rows), "sheet.xlsx")


@pytest.mark.parametrize(
    ("written", "sex"),
    [("1", "XY"), ("2", "XX"), ("0", "unknown"), ("M", "XY"), ("f", "XX"), ("Male", "XY"),
     ("FEMALE", "XX"), ("xy", "XY"), ("XX", "XX"), ("Mand", "XY"), ("Kvinde", "XX"), ("K", "XX"),
     ("1.0", "XY"), (".", "unknown"), ("NA", "unknown"), ("", "unknown"), ("-9", "unknown")],
)  # fmt: skip
def test_a_sex_has_many_spellings(read, written, sex):
    assert read(f"sample\tsex\nS1\t{written}\n")["sex"].item() == sex


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
        ("x.tsv.gz", b"\x1f\x8bnot gzip", r"x\.tsv\.gz: cannot be read"),
        ("x.tsv.gz", gzip.compress(b"sample\nS1\n")[:-9], r"x\.tsv\.gz: cannot be read"),  # cut off
    ],
)
def test_a_file_of_another_format_is_refused(read, file, text, message):
    with pytest.raises(InputError, match=message):
        read(text, file)


PEOPLE = ["kid", "dad", "mum", "aunt"]


def family(said: list[bool | None] | None = None, fathers: list[str | None] | None = None):
    return pl.DataFrame(
        {
            "sample_id": PEOPLE,
            "person_id": ["kid", "person_7", "mum", "aunt"],
            "father_id": fathers or ["dad", None, None, None],
            "mother_id": ["mum", None, None, None] if fathers is None else [None] * 4,
            "is_unrelated": said or [None] * 4,
        },
        schema_overrides={
            "is_unrelated": pl.Boolean,
            "father_id": pl.String,
            "mother_id": pl.String,
        },
    )


@pytest.mark.parametrize(
    ("samples", "present", "expected"),
    [
        (family(), PEOPLE, [False, True, True, True]),
        (family(), ["kid", "mum"], [False, True, True, True]),  # one parent is enough
        (family(), ["kid", "aunt"], [True, True, True, True]),  # parents elsewhere do not count
        (family(fathers=["person_7", None, None, None]), PEOPLE, [False, True, True, True]),
        (family(fathers=["person_7", None, None, None]), ["kid"], [True, True, True, True]),
        (family().filter(pl.col("sample_id") != "dad"), ["kid", "dad"], [True, True, True]),
        (family(fathers=[None] * 4), PEOPLE, [None, None, None, None]),  # no pedigree
        (family(said=[True, False, None, None]), PEOPLE, [True, False, True, True]),
    ],
)
def test_a_person_is_related_if_a_parent_is_present(samples, present, expected):
    assert mark_unrelated(samples, present).to_list() == expected


def test_604_of_the_3202_people_of_1000_genomes_have_a_parent_among_them(shared_data, tmp_path):
    folder = shared_data / "kg30x_pharmacogenes"
    path = tmp_path / "study.yaml"
    ped = folder / "20130606_g1k.ped"
    vcf = folder / "COMT.vcf.gz"
    path.write_text(
        f"name: a\nbuild: hg38\nsites:\n- {{id: a, samples: {{file: {ped}}}, "
        f"call_sets: [{{files: {vcf}}}]}}\n"
    )
    study = read_study(path)
    samples = sheet.read_samples(study, study.sites[0])
    assert samples.height == 3501
    assert samples.filter(pl.col("sample_id") == "HG02300")["sex"].item() == "XY"
    with gzip.open(vcf, "rt") as lines:
        header = next(line for line in lines if line.startswith("#CHROM"))
    present = header.rstrip("\n").split("\t")[9:]
    unrelated = mark_unrelated(samples, present).filter(samples["sample_id"].is_in(present))
    assert (len(unrelated), (~unrelated).sum()) == (3202, 604)
