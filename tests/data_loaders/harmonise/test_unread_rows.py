"""A row that may say yes and cannot be read: its person is unknown, never healthy."""

from pathlib import Path

import polars as pl
import pytest

from data_loaders.study.plain_names import plain
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


@pytest.mark.parametrize("code", ["DE11900000X", "KOL", "", "DE10-DE14", "DE119?"])
def test_a_code_that_may_be_any_makes_nobody_healthy(tmp_path: Path, code: str) -> None:
    found = denmark(tmp_path, f"A;DJ069;01-02-2015\nA;{code};01-02-2015\nB;DJ069;01-02-2015\n")
    assert status(found, "type_2_diabetes")["A"] == "unknown"
    assert status(found, "type_2_diabetes")["B"] == "no"


def test_a_yes_stays_one_beside_a_code_that_cannot_be_read(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;DE119;01-02-2015\nA;KOL;01-02-2015\n")
    assert status(found, "type_2_diabetes")["A"] == "yes"
    unread = found.phenotype_status.filter(pl.col("phenotype_id") == "type_2_diabetes")["n_unread"]
    assert unread.to_list() == [1, 0, 0, 0]


def test_an_operation_is_no_diagnosis_that_cannot_be_read(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;KNGB49;01-02-2015\n")
    assert status(found, "type_2_diabetes")["A"] == "no"
    assert found.unasked_codes["code"].to_list() == ["KNGB49"]


def test_a_code_above_those_asked_for_leaves_its_person_unknown_and_is_told(tmp_path: Path) -> None:
    mapping = DENMARK + "  hypercholesterolaemia: [{table: diagnoses}]\n"
    files = {"diagnoser.csv": DIAGNOSES + "A;DE78;01-02-2015\nB;DE785;01-02-2015\n"}
    found = read_site(tmp_path, mapping, files | {"lab.csv": LABORATORY})
    known = status(found, "hypercholesterolaemia")
    assert known == {"A": "unknown", "B": "no", "C": "no", "D": "no"}
    assert broken(found) == [(2, "exact_code", "DE78")]


def test_every_code_of_a_list_counts_and_its_row_once(tmp_path: Path) -> None:
    mapping = DENMARK + "  gout: [{table: diagnoses}]\n  hypertension: [{table: diagnoses}]\n"
    files = {"diagnoser.csv": DIAGNOSES + "A;DE119, DE112, DI109, x;01-02-2015\n"}
    found = read_site(tmp_path, mapping, files | {"lab.csv": LABORATORY})
    assert status(found, "type_2_diabetes")["A"] == "yes"
    assert status(found, "hypertension")["A"] == "yes"
    assert status(found, "gout")["A"] == "unknown"  # x may be gout
    codes = found.phenotypes.select("phenotype_id", "code").rows()
    assert codes == [
        ("type_2_diabetes", "E11.9"), ("type_2_diabetes", "E11.2"), ("hypertension", "I10.9"),
    ]  # fmt: skip
    readings = found.phenotype_status.filter(pl.col("person_id") == "A")["n_readings"]
    assert readings.to_list() == [1, 0, 0, 1]
    counts = found.phenotype_sources.row(0, named=True)
    assert (counts["n_rows"], counts["n_rows_used"]) == (1, 1)


def test_a_code_of_the_site_s_own_stands_in_for_a_concept_that_is_none(tmp_path: Path) -> None:
    mapping = """
tables:
  concepts: {file: c.csv, omop: condition_occurrence, covers: everyone}
  own:
    file: c.csv
    omop: condition_occurrence
    code: source_value
    code_system: icd10
    covers: everyone
phenotypes:
  gout: [{table: concepts}, {table: own}]
  asthma: [{table: concepts}]
"""
    rows = "person_id,condition_concept_id,condition_start_date,condition_source_value\n"
    rows += "A,0,2020-01-01,E11.9\nB,0,2020-01-01,M10.9\nC,0,2020-01-01,\nD,0.0,2020-01-01,x\n"
    found = read_site(tmp_path, mapping, {"c.csv": rows})
    assert status(found, "gout") == {"A": "no", "B": "yes", "C": "unknown", "D": "unknown"}
    assert set(status(found, "asthma").values()) == {"unknown"}


TWO_COLUMNS = """
tables:
  first:
    {file: c.csv, columns: {person: id, code: c0, date: d0}, code_system: icd10, covers: everyone}
  second:
    file: c.csv
    columns: {person: id, code: c1, date: d1}
    code_system: icd10
    covers: everyone
phenotypes:
  gout: [{table: first}, {table: second}]
"""


@pytest.mark.parametrize(
    "cells", ["Z00.0,2020-01-01,KOL,", "KOL,,Z00.0,2020-01-01", "Z00.0,,M10.9,1900-01-01"]
)
def test_a_code_in_another_column_takes_nothing_back(tmp_path: Path, cells: str) -> None:
    rows = f"id,c0,d0,c1,d1\nA,{cells}\nB,Z00.0,2020-01-01,I10,2020-01-01\n"
    found = read_site(tmp_path, TWO_COLUMNS, {"c.csv": rows})
    assert status(found, "gout") == {"A": "unknown", "B": "no", "C": "no", "D": "no"}


def test_dates_of_two_spellings_are_read_by_two_tables_of_one_column(tmp_path: Path) -> None:
    mapping = TWO_COLUMNS.replace("c1, date: d1}", "c0, date: d0}\n    date_format: dd-mm-yyyy")
    rows = "id,c0,d0\nA,Z00.0,01-02-2020\nB,Z00.0,2020-02-01\nC,M10,2020-02-01\nD,M10,x\n"
    found = read_site(tmp_path, mapping, {"c.csv": rows})
    assert status(found, "gout") == {"A": "no", "B": "no", "C": "yes", "D": "unknown"}


@pytest.mark.parametrize(
    "day", ["31-12-9999", "01-01-1900", "30-12-1899", "09-09-1909", "01-01-2099"]
)
def test_a_date_that_is_none_is_set_aside_and_makes_nobody_healthy(
    tmp_path: Path, day: str
) -> None:
    rows = f"A;NPU27300;48;mmol/mol;01-02-2015\nA;NPU27300;90;mmol/mol;{day}\n"
    found = denmark(tmp_path, f"A;DE119;{day}\nB;DE119;01-02-2015\n", rows)
    assert values(found, "hba1c") == {"A": 48.0}
    assert status(found, "type_2_diabetes")["A"] == "unknown"
    rule = "past_date" if day.endswith("2099") else "real_date"
    assert broken(found) == [(2, rule, day), (3, rule, day)]


@pytest.mark.parametrize("age", ["999", "-9", "130"])
def test_an_age_that_nobody_has_is_set_aside(tmp_path: Path, age: str) -> None:
    mapping = SURVEY.replace("date: day", "date: day, age: years")
    rows = f"id,day,years,smokes,sugar,height,weight\nA,2020-01-01,{age},N,N,160,60\n"
    found = read_site(tmp_path, mapping, {"survey.csv": rows})
    assert status(found, "type_2_diabetes")["A"] == "unknown"
    assert len(broken(found)) == 1


def test_an_age_that_is_not_known_may_be_one_that_is_asked_for(tmp_path: Path) -> None:
    mapping = DENMARK.replace(
        "type_2_diabetes: [{table: diagnoses}]",
        "type_2_diabetes: {from: [{table: diagnoses}], age: [18, 40]}",
    )
    files = {"diagnoser.csv": DIAGNOSES + "A;DE119;\nB;DE119;01-02-2015\n"}
    found = read_site(tmp_path, mapping, files | {"lab.csv": LABORATORY})
    assert status(found, "type_2_diabetes")["A"] == "unknown"
    assert status(found, "type_2_diabetes")["B"] == "no"  # 51 years old


ANSWERS = "id,day,smokes,sugar,height,weight\n"
REGISTER = """
  diagnoses:
    file: diagnoser.csv
    columns: {person: cpr, code: kode, date: dato}
    code_system: sks
    date_format: dd-mm-yyyy
    covers: everyone
"""


def test_who_answered_yes_or_no_was_looked_at(tmp_path: Path) -> None:
    rows = ANSWERS + "A,2020-01-01,N,N,160,60\nB,2020-01-01,N,,160,60\nC,2020-01-01,N,Y,160,60\n"
    rows += "D,2020-01-01,N,maybe,160,60\n"
    found = read_site(tmp_path, SURVEY, {"survey.csv": rows})
    known = found.phenotype_status.filter(pl.col("phenotype_id") == "type_2_diabetes")
    assert known.select("person_id", "status", "is_looked_at").rows() == [
        ("A", "no", True), ("B", "unknown", False), ("C", "yes", True), ("D", "unknown", False),
    ]  # fmt: skip
    looked_at = found.phenotype_mappings.filter(pl.col("phenotype_id") == "type_2_diabetes")
    assert looked_at["n_people_looked_at"].to_list() == [2]


@pytest.mark.parametrize(
    ("answer", "code", "expected"),
    [
        ("N", "KOL", "unknown"),  # the diagnosis may be diabetes
        ("N", "DJ069", "no"),
        ("", "DJ069", "unknown"),
        ("maybe", "DE119", "yes"),
        ("Y", "KOL", "yes"),
    ],
)
def test_a_no_does_not_stand_beside_a_row_that_may_say_yes(
    tmp_path: Path, answer: str, code: str, expected: str
) -> None:
    mapping = SURVEY.replace("phenotypes:\n", REGISTER.lstrip("\n") + "phenotypes:\n").replace(
        "values: {Y: yes, N: no}}]", "values: {Y: yes, N: no}}, {table: diagnoses}]"
    )
    files = {"survey.csv": ANSWERS + f"A,2020-01-01,N,{answer},160,60\n"}
    files["diagnoser.csv"] = DIAGNOSES + f"A;{code};01-02-2015\n"
    assert status(read_site(tmp_path, mapping, files), "type_2_diabetes")["A"] == expected


def test_an_answer_of_a_day_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    mapping = SURVEY.replace("values: {Y: yes, N: no}}]", "values: {Y: yes, N: no}}, {table: old}]")
    mapping = mapping.replace(
        "phenotypes:\n", REGISTER.lstrip("\n").replace("diagnoses", "old") + "phenotypes:\n"
    )
    files = {"survey.csv": ANSWERS + "A,2020-31-01,N,Y,160,60\n", "diagnoser.csv": DIAGNOSES}
    assert status(read_site(tmp_path, mapping, files), "type_2_diabetes") == {
        "A": "unknown", "B": "no", "C": "no", "D": "no",
    }  # fmt: skip


def test_two_columns_of_a_row_are_two_answers(tmp_path: Path) -> None:
    mapping = SURVEY.replace(
        "values: {Y: yes, N: no}}]",
        "values: {Y: yes, N: no}}, {table: survey, value: smokes, values: {Y: yes, N: no}}]",
    )
    rows = ANSWERS + "A,2020-01-01,Y,N,160,60\nB,2020-01-01,N,N,160,60\n"
    known = status(read_site(tmp_path, mapping, {"survey.csv": rows}), "type_2_diabetes")
    assert known == {"A": "yes", "B": "no", "C": "unknown", "D": "unknown"}


@pytest.mark.parametrize("birth", ["1900-01-01", "1800-01-01", "9999-12-31", "2099-05-05"])
def test_a_birth_that_is_none_gives_no_age_and_that_is_told(tmp_path: Path, birth: str) -> None:
    mapping = "people: {file: key.csv, person: id, birth: born}\n" + SURVEY.lstrip("\n")
    files = {"key.csv": f"id,born\nA,{birth}\nB,1960-01-01\n"}
    files["survey.csv"] = ANSWERS + "A,2020-01-01,N,N,160,60\nB,2020-01-01,N,N,160,60\n"
    found = read_site(tmp_path, mapping, files, PEOPLE.drop("age"))
    heights = found.phenotypes.filter(pl.col("phenotype_id") == "height")
    assert heights.select("person_id", pl.col("age_at").round()).rows() == [("A", None), ("B", 60)]
    assert found.set_aside_rows.select("rule", "value", "is_kept").rows() == [
        ("real_birth", "A", True)
    ]


@pytest.mark.parametrize("other", ["p2", "Ｐ2", "Р2"])  # full width, Cyrillic
def test_an_id_in_other_letters_leaves_its_person_unknown_and_is_told(
    tmp_path: Path, other: str
) -> None:
    people = PEOPLE.with_columns(person_id=pl.Series(["P1", "P2", "P3", "P4"]))
    rows = f"cpr;kode;dato\nP1;DE119;01-02-2015\n{other};DE119;01-02-2015\nX;DE119;01-02-2015\n"
    files = {"diagnoser.csv": rows, "lab.csv": LABORATORY}
    mapping = DENMARK + "  gout: [{table: diagnoses}]\n"
    found = read_site(tmp_path, mapping, files, people)
    known = status(found, "type_2_diabetes")
    assert known == {"P1": "yes", "P2": "unknown", "P3": "no", "P4": "no"}
    # The row can be read, and speaks of diabetes alone.
    assert set(status(found, "gout").values()) == {"no"}
    written = plain(other)
    assert broken(found) == [(3, "id_as_in_the_study", written), (4, "person_in_study", "X")]


@pytest.mark.parametrize(
    ("ids", "other", "expected"),
    [
        (["007", "008", "0070", "80"], "7", ["unknown", "no", "no", "no"]),
        (["7", "8", "70", "80"], "7.0", ["unknown", "no", "no", "no"]),
        (["7", "007", "70", "80"], "7", ["yes", "no", "no", "no"]),  # an id as it is is its own
        (["a1", "A1", "b1", "c1"], "Ａ1", ["unknown", "unknown", "no", "no"]),  # either of two
        (["P-1", "P_1", "P1x", "q"], "P1", ["no", "no", "no", "no"]),
    ],
)
def test_who_may_be_meant_by_an_id_is_unknown(
    tmp_path: Path, ids: list[str], other: str, expected: list[str]
) -> None:
    people = PEOPLE.with_columns(person_id=pl.Series(ids))
    files = {"diagnoser.csv": f"{DIAGNOSES}{other};DE119;01-02-2015\n", "lab.csv": LABORATORY}
    found = read_site(tmp_path, DENMARK, files, people)
    assert status(found, "type_2_diabetes") == dict(zip(ids, expected, strict=True))


def test_a_key_to_ids_in_other_capitals_makes_nobody_healthy(tmp_path: Path) -> None:
    mapping = DENMARK + "people: {file: keys.csv, person: cpr, study_person: id}\n"
    files = {
        "diagnoser.csv": DIAGNOSES + "1;DE119;01-02-2015\n2;DE119;01-02-2015\n",
        "lab.csv": LABORATORY, "keys.csv": "cpr,id\n1,A\n2,b\n3,C\n",
    }  # fmt: skip
    found = read_site(tmp_path, mapping, files)
    known = status(found, "type_2_diabetes")
    assert (known["A"], known["B"], known["C"]) == ("yes", "unknown", "no")
    assert broken(found) == [(3, "id_as_in_the_study", "2")]
