"""`check --suggest`: what is proposed can be used as it stands, and counts what it should."""

import csv
import random

import polars as pl
import pytest
import yaml

from data_loaders.check import column_kinds, suggested_mapping
from tests.builders import studies
from tests.builders.refusals import said

PEOPLE = {f"{1_000_001 + 17 * at}": ("XX", "XY")[at % 2] for at in range(40)}
YES = list(PEOPLE)[:8]


def _table(path, columns):
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _survey(folder):
    """A survey in the manner of UK Biobank: columns with an instance, answers in words."""
    draw = random.Random(7)
    ids = list(PEOPLE)
    _table(
        folder / "survey.csv",
        {
            "eid": ids,
            "Date of attending assessment centre-0.0": ["2009-03-14"] * len(ids),
            "Standing height-0.0": [str(draw.randint(150, 190)) for _ in ids],
            "21001-0.0": [f"{draw.uniform(20, 35):.2f}" for _ in ids],
            "Glycated haemoglobin (HbA1c)-0.0": [f"{draw.uniform(4.9, 6.1):.1f}" for _ in ids],
            "Smoking status-0.0": ["Never", "Previous", "Current", "Prefer not to answer"] * 10,
            "Diagnoses - ICD10-0.0": ["E119" if each in YES else "M109" for each in ids],
            "Number of stairs-0.0": ["3"] * len(ids),
        },
    )


@pytest.fixture
def study(tmp_path):
    calls = " ".join(["0/1"] * len(PEOPLE))
    text = studies.vcf_text(list(PEOPLE), [studies.record("chr1 100 A G", calls)])
    (tmp_path / "calls.vcf").write_text(text)
    return studies.one_call_set(tmp_path, ["calls.vcf"], PEOPLE)


def _suggested(study, *tables):
    done = studies.command("check", study, "--suggest", *tables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout[done.stdout.index("tables:") :]


def test_a_survey_is_proposed_and_its_mapping_counts(tmp_path, study):
    _survey(tmp_path)
    proposed = _suggested(study, tmp_path / "survey.csv")
    assert "Number of stairs-0.0" in proposed.split("nothing is proposed for: ")[1]
    (tmp_path / "mapping.yaml").write_text(proposed)
    written = yaml.safe_load(study.read_text())
    written["sites"][0]["phenotypes"] = "mapping.yaml"
    done = studies.command("check", studies.write_study(tmp_path, written))
    printed = said(done.stdout)
    assert done.returncode == 0, printed
    assert f"type_2_diabetes everyone 40 40 {len(YES)} 32 0 0" in printed
    assert "smoking everyone 40 40 30 0 10 0 current 10, former 10, never 10" in printed
    # 4.9 to 6.1 can be per cent and cannot be mmol/mol.
    hba1c = printed.split("hba1c everyone 40 40 40 0 0 0 ")[1].split()
    assert all(30 <= float(value) <= 44 for value in hba1c[:5])


def test_a_table_of_results_is_told_by_its_codes(tmp_path, study):
    ids = list(PEOPLE)
    _table(
        tmp_path / "lab.csv",
        {
            "patient": ids,
            "test": ["NPU27300", "NPU01566"] * 20,
            "svar": ["41,5", "5,1"] * 20,
            "enhed": ["mmol/mol", "mmol/l"] * 20,
            "dato": ["13-02-2020"] * 40,
        },
    )
    proposed = _suggested(study, tmp_path / "lab.csv")
    table = yaml.safe_load(proposed)["tables"]["lab"]
    assert table["columns"] == {
        "person": "patient", "code": "test", "date": "dato", "value": "svar", "unit": "enhed"
    }  # fmt: skip
    assert (table["code_system"], table["decimal"]) == ("npu", ",")
    assert table["date_format"] == "dd-mm-yyyy"
    assert list(yaml.safe_load(proposed)["phenotypes"]) == ["hba1c", "total_cholesterol"]


def test_dates_that_may_be_read_in_two_ways_are_asked_about(tmp_path, study):
    ids = list(PEOPLE)
    codes = ["A10BA02"] * 40
    _table(tmp_path / "drugs.csv", {"id": ids, "atc": codes, "day": ["03/04/2020"] * 40})
    proposed = _suggested(study, tmp_path / "drugs.csv")
    assert "date_format dd/mm/yyyy or mm/dd/yyyy?" in proposed
    assert yaml.safe_load(proposed)["tables"]["drugs"]["code_system"] == "atc"


def test_tables_of_omop_need_no_columns(tmp_path, study):
    ids = list(PEOPLE)
    person = {"PERSON_ID": range(40), "PERSON_SOURCE_VALUE": ids, "YEAR_OF_BIRTH": ["1960"] * 40}
    _table(tmp_path / "person.csv", person)
    _table(
        tmp_path / "condition_occurrence.csv",
        {"PERSON_ID": range(40), "CONDITION_CONCEPT_ID": ["201826"] * 40},
    )
    proposed = yaml.safe_load(
        _suggested(study, tmp_path / "person.csv", tmp_path / "condition_occurrence.csv")
    )
    assert proposed["people"] == {"file": "person.csv", "omop": "person"}
    assert proposed["phenotypes"] == {"type_2_diabetes": [{"table": "condition_occurrence"}]}


def test_tables_of_omop_are_read_with_what_stands_below_and_who_was_observed(tmp_path, study):
    ids = list(PEOPLE)
    _table(tmp_path / "person.csv", {"person_id": range(40), "person_source_value": ids})
    _table(tmp_path / "observation_period.csv", {"person_id": range(40)})
    _table(tmp_path / "drug_exposure.csv", {"person_id": [1], "drug_concept_id": ["40163924"]})
    _table(
        tmp_path / "concept_ancestor.csv",
        {"ANCESTOR_CONCEPT_ID": ["1503297.0"], "DESCENDANT_CONCEPT_ID": ["40163924"]},
    )
    names = ("person", "observation_period", "drug_exposure", "concept_ancestor")
    proposed = yaml.safe_load(_suggested(study, *(tmp_path / f"{name}.csv" for name in names)))
    assert proposed["tables"]["drug_exposure"]["covers"] == "observation_period"
    assert proposed["ancestors"] == "concept_ancestor.csv"
    assert proposed["phenotypes"] == {"metformin": [{"table": "drug_exposure"}]}


def test_a_table_without_people_is_told(tmp_path, study):
    _table(tmp_path / "odd.csv", {"where": ["a", "b"], "what": ["c", "d"]})
    assert "# of odd nothing is proposed for: where, what" in _suggested(
        study, tmp_path / "odd.csv"
    )


def test_columns_of_the_sheet_are_proposed(tmp_path, study):
    rows = [
        {"sample": name, "sex": sex, "Age at recruitment-0.0": "50", "Ethnic background-0.0": group}
        for (name, sex), group in zip(PEOPLE.items(), ["Malay", "Chinese"] * 20, strict=True)
    ]
    studies.write_sheet(tmp_path / "sheet.csv", rows)
    printed = studies.command("check", study, "--suggest").stdout
    assert 'age: "Age at recruitment-0.0"' in printed
    assert 'ethnic_background: {column: "Ethnic background-0.0"}    # Chinese, Malay' in printed


@pytest.mark.parametrize(
    ("values", "system"),
    [
        (["E119", "I10", "M10.9"], "icd10"),
        (["DE119", "DI109"], "sks"),
        (["A10BA02", "C10AA05", "A10"], "atc"),
        (["A10", "C10", "B01"], "icd10"),
        (["A10BA02", "C10AA05", "C10AA01"], "atc"),
        (["4548-4", "2093-3"], "loinc"),
        (["E119 Diabetes", "I10, M10.9", "see letter", "J45", "K21", "N39"], "icd10"),
        (["A10BA02 metformin", "C10AA05: atorvastatin"], "atc"),
        (["yes", "no"], None),
        (["A", "B", "C"], None),
        ([], None),
    ],
)
def test_code_systems_are_told_by_the_codes(values, system):
    assert column_kinds.code_system(pl.Series(values, dtype=pl.String)) == system


def test_a_file_elsewhere_is_named_from_the_folder_of_the_mapping(tmp_path):
    (tmp_path / "lab").mkdir()
    _table(tmp_path / "lab" / "x.csv", {"id": ["A"], "bmi": ["21"]})
    suggestion = suggested_mapping.suggest(tmp_path, [tmp_path / "lab" / "x.csv"], {"A"})
    assert 'file: "lab/x.csv"' in suggestion.tables[0]
