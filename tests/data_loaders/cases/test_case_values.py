"""Tables of phenotypes that quietly changed what is known of whom: each with its right value."""

from pathlib import Path

import polars as pl
import pytest

from tests.builders import studies
from tests.data_loaders.cases import case_studies


def known(store: Path, phenotype: str) -> dict[str, str]:
    """Return what is known of each person."""
    status = studies.table(store, "phenotype_status")
    of_phenotype = status.filter(pl.col("phenotype_id") == phenotype)
    return dict(of_phenotype.select("person_id", "status").iter_rows())


def counted(store: Path, cohort: str) -> tuple[int, int]:
    """Return how many people a cohort of one criterion has, and of how many it is unknown."""
    done = studies.command("cohort", "count", "--store", store, cohort)
    assert done.returncode == 0, done.stderr
    n_people, n_unknown = done.stdout.splitlines()[-1].split()[-3:-1]
    return int(n_people), int(n_unknown)


def test_codes_are_read_as_people_write_them_and_that_is_told(shared_data, tmp_path):
    study = case_studies.study(shared_data, "24-icd-oddities")
    printed = " ".join(studies.ingest(study, tmp_path / "store").split())
    store = tmp_path / "store"
    assert [person for person, status in known(store, "type_2_diabetes").items()
            if status == "no"] == ["P7"]  # fmt: skip
    assert counted(store, "never type_2_diabetes") == (1, 0)
    assert counted(store, "ever type_2_diabetes") == (7, 0)
    assert counted(store, "ever gout") == (1, 0)
    # E11.- and E11- say nothing of the ending.
    assert counted(store, "ever type_2_diabetes with icd10 codes E11.9") == (5, 2)
    assert "any 7 the code is in a list" in printed
    assert "(line 2, 'E11.- read as E11')" in printed


@pytest.mark.parametrize("code", ["", "?", "diabetes", "250.00", "E10-E14"])
def test_a_code_that_cannot_be_read_makes_nobody_healthy(shared_data, tmp_path, code):
    study = case_studies.changed(
        shared_data, "24-icd-oddities", tmp_path,
        dx_csv=lambda text: text.replace("M10.9 Gout", code),
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    assert known(tmp_path / "store", "type_2_diabetes")["P7"] == "unknown"
    assert counted(tmp_path / "store", "never type_2_diabetes") == (0, 1)
    assert counted(tmp_path / "store", "never gout") == (7, 1)
    assert counted(tmp_path / "store", "possibly never gout") == (8, 0)


def test_who_gave_an_answer_was_looked_at(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "28b-survey-looked-at", tmp_path)
    mapped = studies.table(store, "phenotype_mappings")
    assert mapped.select("n_people", "n_people_known", "n_people_looked_at").row(0) == (2, 7, 7)
    assert known(store, "gout")["P8"] == "unknown"


def test_dates_that_are_none_and_dates_ahead_are_set_aside(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "20-future-date", tmp_path)
    status = studies.table(store, "phenotype_status").filter(phenotype_id="hba1c")
    values = dict(status.drop_nulls("value").select("person_id", "value").iter_rows())
    assert values == {
        "P1": pytest.approx(47.545), "P2": 48.0, "P4": pytest.approx(53.01),
    }  # fmt: skip
    rules = studies.table(store, "set_aside_counts").filter(pl.col("n_rows") > 0)
    assert rules.select("rule", "n_rows").rows() == [("real_date", 2), ("past_date", 1)]


def test_a_value_out_of_its_range_does_not_enter_a_formula(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "28-formula-999", tmp_path)
    status = studies.table(store, "phenotype_status").filter(phenotype_id="bmi")
    values = dict(status.drop_nulls("value").select("person_id", "value").iter_rows())
    assert values == {
        "P1": pytest.approx(24.22, abs=0.01),
        "P6": pytest.approx(24.69, abs=0.01),
        "P7": pytest.approx(23.44, abs=0.01),
    }
    rules = studies.table(store, "set_aside_counts")
    assert rules.select("rule", "n_rows").rows() == [("parts_within_range", 4), ("within_range", 1)]


def test_a_known_concept_of_a_unit_counts_where_its_text_is_unknown(shared_data, tmp_path):
    store = case_studies.ingested(shared_data, "22-omop-unit-source-vs-concept", tmp_path)
    status = studies.table(store, "phenotype_status").drop_nulls("value")
    values = {(row["person_id"], row["phenotype_id"]): row["value"] for row in status.to_dicts()}
    assert values == {
        **{(person, "haemoglobin"): 135.0 for person in ("P1", "P2", "P3", "P4", "P8")},
        **{(person, "hba1c"): pytest.approx(47.545) for person in ("P5", "P6")},
        ("P7", "hba1c"): 48.0,
    }


def test_an_answer_to_what_the_study_defines_is_one_too(shared_data, tmp_path):
    defined = "define: {attacks: {label: Attacks, kind: binary}}\n"
    study = case_studies.changed(
        shared_data, "28b-survey-looked-at", tmp_path,
        map_yaml=lambda text: defined + text.replace("  gout:", "  attacks:"),
    )  # fmt: skip
    studies.ingest(study, tmp_path / "store")
    mapped = studies.table(tmp_path / "store", "phenotype_mappings")
    assert mapped.select("n_people", "n_people_known", "n_people_looked_at").row(0) == (2, 7, 7)


def test_two_tables_of_one_file_are_told_apart(shared_data, tmp_path):
    study = case_studies.changed(
        shared_data, "28b-survey-looked-at", tmp_path,
        map_yaml=lambda text: text.replace(
            "tables:\n", "tables:\n  again: {file: survey.csv, columns: {person: id}}\n"
        ),
    )  # fmt: skip
    printed = studies.ingest(study, tmp_path / "store")
    assert "survey.csv (survey)" in printed
    assert "survey.csv (again)" in printed
