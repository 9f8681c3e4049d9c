"""`python -m straits cohort`: from a sentence, a file or a pipe to counts, frequencies, members."""

import io
import json
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from straits import cohorts, queries
from straits.store import open_store
from tests.builders import phenotype_study, studies
from tests.builders.studies import Done, record

PEOPLE = {"W1": "XX", "W2": "XX", "M1": "XY", "M2": "XY"}
RECORDS = [record("chr1 100 A G", "0/1 1/1 0/0 ./."), record("chrX 50000000 A G", "0/1 1/1 1 0")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    (folder / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), RECORDS))
    studies.ingest(studies.one_call_set(folder, ["calls.vcf"], PEOPLE), folder / "store")
    return folder / "store"


def cohort(action: str, store: Path, *arguments: str) -> Done:
    return studies.command("cohort", action, "--store", store, *arguments)


def csv(done: Done) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return pl.read_csv(io.StringIO(done.stdout)).to_dicts()


def test_count_says_what_each_criterion_keeps(store: Path):
    done = cohort("count", store, "sex is XX and not carries 2 copies of chr1-100-A-G")
    assert done.stdout.splitlines() == [
        "criterion                             n_people  n_unknown  n_left",
        "everyone                                     4          0       4",
        "sex is XX                                    2          0       2",
        "not carries 2 copies of chr1-100-A-G         2          1       1",
        "the cohort                                   1          0       1",
    ]


def test_an_empty_cohort_names_the_criterion_at_fault(store: Path):
    done = cohort("count", store, "sex is XX and sex is XY")
    assert "The cohort is empty: nobody can be both “sex is XX” and “sex is XY”." in done.stderr


def test_frequencies_of_a_cohort_have_the_columns_of_those_of_groups(store: Path):
    (row,) = csv(
        cohort(
            "frequencies", store, "sex is XX", "--variant", "chrX-50000000-A-G", "--format", "csv"
        )
    )
    assert (row["site"], row["grouping"]) == ("here", "cohort")
    counts = ("n_called", "an", "ac", "hom_alt", "het", "hemi")
    assert tuple(row[name] for name in counts) == (2, 4, 3, 1, 1, 0)


def test_members_are_listed_under_the_open_profile(store: Path):
    rows = csv(cohort("export", store, "carries chr1-100-A-G"))
    assert [row["sample_id"] for row in rows] == ["W1", "W2"]


CRITERIA = [
    "everyone",
    "sex is XX and not carries 2 copies of chr1-100-A-G",
    "possibly carries chr1-100-A-G",
    "carries chrX-50000000-A-G or call set is wgs",
    "matched 1 to 1 on sex, age within 5 years to (carries 2 copies of chr1-100-A-G)",
]


@pytest.mark.parametrize("text", CRITERIA)
def test_the_sql_of_a_cohort_lists_its_members_with_duckdb_alone(store: Path, text: str):
    members = [tuple(row.values()) for row in csv(cohort("export", store, text))]
    written = cohort("export", store, text, "--what", "sql")
    assert written.returncode == 0, written.stderr
    connection = duckdb.connect()
    for _ in range(2):  # it can be run again where it was run
        assert connection.execute(written.stdout).fetchall() == members


def test_the_sql_finds_its_store_under_any_name_and_asks_for_texts_as_they_are(
    store: Path, tmp_path: Path
):
    odd = tmp_path / "it's [a] \n-- store"
    shutil.copytree(store, odd, symlinks=True)
    text = 'carries chr1-100-A-G or assay is "x\') or true --"'
    refused = cohort("export", odd, text, "--what", "sql")
    assert "the release has no assay" in refused.stderr
    written = cohort("export", odd, "carries chr1-100-A-G", "--what", "sql").stdout
    assert [row[2] for row in duckdb.connect().execute(written).fetchall()] == ["W1", "W2"]


def test_where_nobody_may_be_listed_the_sql_of_a_cohort_is_still_written(tmp_path: Path):
    (tmp_path / "calls.vcf").write_text(studies.vcf_text(list(PEOPLE), RECORDS))
    study = studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE, profile="inside")
    studies.ingest(study, tmp_path / "store")
    assert cohort("export", tmp_path / "store", "sex is XX").returncode == 2
    written = cohort("export", tmp_path / "store", "sex is XX", "--what", "sql").stdout
    assert not any(name in written for name in PEOPLE)
    assert len(duckdb.connect().execute(written).fetchall()) == 2


def test_a_cohort_goes_through_all_its_forms(store: Path, tmp_path: Path, monkeypatch):
    text = "sex is XX and not carries chr1-100-A-G"
    written = cohort("export", store, text, "--what", "json").stdout
    (tmp_path / "cohort.json").write_text(written)
    assert cohorts.from_json(written) == cohorts.parse(text)
    link = cohort("export", store, str(tmp_path / "cohort.json"), "--what", "link").stdout.strip()
    assert cohort("export", store, link, "--what", "sentence").stdout.strip() == text
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(json.loads(written))))
    assert cohort("export", store, "-", "--what", "sentence").stdout.strip() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sex is red", "at 'red': expected XX, XY or unknown"),
        ("ever gout", "no phenotype 'gout'; it has none"),
        ("carries chr5-5-A-T", "the release has no such allele"),
        ("cohort:0123456789abcdef", "was saved on this server"),
        ("nowhere.json", "expected `above`"),
    ],
)
def test_what_cannot_be_counted_is_said_in_a_sentence(store: Path, text: str, said: str):
    done = cohort("count", store, text)
    assert done.returncode == 2
    assert done.stderr.startswith("The question cannot be answered. ")
    assert said in done.stderr


def test_a_measurement_has_its_unit_in_every_line_and_form():
    of_study = phenotype_study.store("open")
    rows = csv(cohort("count", of_study, "hba1c above 40 and never gout", "--format", "csv"))
    assert [row["criterion"] for row in rows][1:3] == ["hba1c above 40 mmol/mol", "never gout"]
    written = cohort("export", of_study, "not hba1c above 40", "--what", "sentence").stdout
    assert written.strip() == "not hba1c above 40 mmol/mol"
    none = cohort("count", of_study, "hba1c above 60").stderr
    assert "nobody is known to meet “hba1c above 60 mmol/mol”" in none
    words = queries.groups.words(open_store(of_study))
    assert (
        words.sentence(cohorts.parse("latest hba1c below 40")) == "latest HbA1c below 40 mmol/mol"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "hba1c above 8",
            "did you mean 8 % (63.9 mmol/mol)? If 8 mmol/mol is meant, write the unit",
        ),
        ("ever gout with icd10 codes DM10", "'DM10' is no ICD-10 code; did you mean M10?"),
        (
            "sex is red",
            "An example: ethnic_group is Chinese and sex is XX and age above 50 and never",
        ),
        ("smoking recorded as never", 'as a name this word stands in double quotes, "never"'),
    ],
)
def test_what_is_hardly_meant_is_asked_about_in_the_words_of_the_release(text: str, said: str):
    done = cohort("count", phenotype_study.store("open"), text)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
