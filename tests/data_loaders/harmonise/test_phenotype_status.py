"""What is known of each person: one of several values, and who was looked at."""

from pathlib import Path

import polars as pl
import pytest

from straits.errors import InputError
from tests.builders.site_files import (
    DENMARK,
    DIAGNOSES,
    LABORATORY,
    PEOPLE,
    SURVEY,
    broken,
    denmark,
    read_site,
    status,
    values,
)


def test_nobody_is_free_of_a_disease_who_was_never_looked_at(tmp_path: Path) -> None:
    listed = DENMARK.replace("    covers: everyone\n", "")
    files = {"diagnoser.csv": DIAGNOSES + "A;DE119;01-02-2015\nB;DJ069;01-02-2015\n"}
    files["lab.csv"] = LABORATORY + "C;NPU27300;40;mmol/mol;01-02-2015\n"
    found = read_site(tmp_path, listed, files)
    assert status(found, "type_2_diabetes") == {
        "A": "yes", "B": "no", "C": "unknown", "D": "unknown",
    }  # fmt: skip
    assert status(found, "hba1c") == {
        "A": "unknown", "B": "unknown", "C": "measured", "D": "unknown",
    }  # fmt: skip
    mapped = found.phenotype_mappings.filter(pl.col("phenotype_id") == "type_2_diabetes")
    assert mapped.select("n_people", "n_people_known", "n_people_looked_at").row(0) == (1, 2, 2)


def test_a_register_looks_at_everyone(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;DE119;01-02-2015\n")
    assert status(found, "type_2_diabetes") == {"A": "yes", "B": "no", "C": "no", "D": "no"}


def test_another_table_can_tell_who_was_looked_at(tmp_path: Path) -> None:
    mapping = DENMARK.replace("covers: everyone", "covers: laboratory")
    files = {"diagnoser.csv": DIAGNOSES + "A;DE119;01-02-2015\n"}
    files["lab.csv"] = LABORATORY + "C;NPU27300;40;mmol/mol;01-02-2015\n"
    found = read_site(tmp_path, mapping, files)
    assert status(found, "type_2_diabetes") == {
        "A": "yes", "B": "unknown", "C": "no", "D": "unknown",
    }  # fmt: skip


def test_a_case_that_nobody_looked_for_stays_out_of_a_prevalence(tmp_path: Path) -> None:
    mapping = DENMARK.replace("covers: everyone", "covers: laboratory")
    files = {"diagnoser.csv": DIAGNOSES + "A;DE119;01-02-2015\nC;DE119;01-02-2015\n"}
    files["lab.csv"] = LABORATORY + "B;NPU27300;40;mmol/mol;01-02-2015\n"
    files["lab.csv"] += "C;NPU27300;60;mmol/mol;01-02-2015\n"
    rows = read_site(tmp_path, mapping, files).phenotype_status.filter(
        pl.col("phenotype_id") == "type_2_diabetes"
    )
    assert rows.filter("is_looked_at").select("person_id", "status").rows() == [
        ("B", "no"),
        ("C", "yes"),
    ]


def test_a_diagnosis_that_cannot_be_read_does_not_make_a_person_healthy(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;DE119;31-02-2015\nB;DJ069;31-02-2015\n")
    assert status(found, "type_2_diabetes")["A"] == "unknown"
    assert status(found, "type_2_diabetes")["B"] == "no"
    assert broken(found) == [(2, "readable_date", "31-02-2015"), (3, "readable_date", "31-02-2015")]


def test_a_phenotype_of_one_sex_does_not_apply_to_the_other(tmp_path: Path) -> None:
    mapping = DENMARK + "  prostate_cancer: [{table: diagnoses}]\n"
    files = {"diagnoser.csv": DIAGNOSES + "A;DC619;01-02-2015\nB;DC619;01-02-2015\n"}
    files["lab.csv"] = LABORATORY
    people = PEOPLE.with_columns(sex=pl.Series(["XX", "XY", "XX", "unknown"]))
    found = read_site(tmp_path, mapping, files, people)
    assert status(found, "prostate_cancer") == {
        "A": "not_applicable", "B": "yes", "C": "not_applicable", "D": "unknown",
    }  # fmt: skip
    assert broken(found) == [(2, "allowed_sex", "XX")]


@pytest.mark.parametrize(
    ("choice", "value"),
    [("latest", 50), ("first", 40), ("median", 45), ("mean", 47.5), ("min", 40), ("max", 60)],
)
def test_one_of_several_values_counts(tmp_path: Path, choice: str, value: float) -> None:
    mapping = DENMARK.replace(
        "hba1c: [{table: laboratory}]",
        f"hba1c: {{from: [{{table: laboratory}}], choice: {choice}}}",
    )
    rows = "".join(
        f"A;NPU27300;{value};mmol/mol;{day}\n"
        for day, value in {
            "01-01-2012": 60, "01-01-2010": 40, "01-01-2011": 40, "01-01-2013": 50,
        }.items()
    )  # fmt: skip
    files = {"diagnoser.csv": DIAGNOSES, "lab.csv": LABORATORY + rows}
    assert values(read_site(tmp_path, mapping, files), "hba1c") == {"A": value}


def test_two_values_of_one_day_count_as_their_median_and_are_noted(tmp_path: Path) -> None:
    rows = "A;NPU27300;40;mmol/mol;01-01-2012\nA;NPU27300;44;mmol/mol;01-01-2012\n"
    found = denmark(tmp_path, laboratory=rows)
    assert values(found, "hba1c") == {"A": 42.0}
    assert found.phenotypes.height == 2
    assert found.set_aside_rows.select("rule", "is_kept").unique().rows() == [
        ("one_value_a_day", True)
    ]


def test_two_values_where_one_is_allowed_leave_none(tmp_path: Path) -> None:
    mapping = DENMARK.replace(
        "hba1c: [{table: laboratory}]", "hba1c: {from: [{table: laboratory}], choice: only}"
    )
    rows = "A;NPU27300;40;mmol/mol;01-01-2012\nA;NPU27300;44;mmol/mol;01-01-2015\n"
    rows += "B;NPU27300;50;mmol/mol;01-01-2012\n"
    files = {"diagnoser.csv": DIAGNOSES + "A;DE119;01-01-2012\n", "lab.csv": LABORATORY + rows}
    found = read_site(tmp_path, mapping, files)
    assert values(found, "hba1c") == {"B": 50.0}
    assert broken(found) == [(2, "one_value", "40"), (3, "one_value", "44")]
    with pytest.raises(InputError, match="several values where one is allowed in 2 rows"):
        read_site(tmp_path, mapping, files, strict=True)


def test_who_did_not_answer_a_question_did_not_say_no(tmp_path: Path) -> None:
    rows = "id,day,smokes,sugar,height,weight\nA,2020-01-01,N,N,160,60\n"
    rows += "B,2020-01-01,N,,160,60\nC,2020-01-01,N,Y,160,60\n"
    found = read_site(tmp_path, SURVEY, {"survey.csv": rows})
    assert status(found, "type_2_diabetes") == {
        "A": "no", "B": "unknown", "C": "yes", "D": "unknown",
    }  # fmt: skip
