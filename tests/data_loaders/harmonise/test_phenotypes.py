"""Phenotypes of a site: from its files, codes and units to those of the dictionary."""

from pathlib import Path

import polars as pl
import pytest

from data_loaders.harmonise import phenotype_reading
from straits import tables
from straits.errors import StudyError
from straits.tables import TABLES
from tests.builders.site_files import (
    DENMARK,
    DIAGNOSES,
    PEOPLE,
    SURVEY,
    broken,
    denmark,
    read_site,
    values,
    write_study,
)


def test_danish_codes_units_commas_and_dates_become_the_dictionary_s(tmp_path: Path) -> None:
    found = denmark(
        tmp_path,
        "A;DE119;01-02-2015\n",
        "A;NPU27300;48,5;mmol/mol;31-12-2020\nA;NPU03835;6,5;%;01-03-2009\n",
    )
    rows = found.phenotypes.select(
        "phenotype_id", "measured_on", "value", "category", "code", "original_value",
        "original_unit", "original_code", "source_file", "source_line",
    )  # fmt: skip
    assert [tuple(map(str, row)) for row in rows.iter_rows()] == [
        ("type_2_diabetes", "2015-02-01", "None", "yes", "E11.9", "None", "None", "DE119",
         "diagnoser.csv", "2"),
        ("hba1c", "2020-12-31", "48.5", "None", "NPU27300", "48,5", "mmol/mol", "NPU27300",
         "lab.csv", "2"),
        ("hba1c", "2009-03-01", "47.545", "None", "NPU03835", "6,5", "%", "NPU03835",
         "lab.csv", "3"),
    ]  # fmt: skip
    assert values(found, "hba1c") == {"A": 48.5}  # the latest


def test_the_age_at_a_measurement_follows_from_the_age_of_the_sheet(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;DE119;01-01-2014\n")
    assert found.phenotypes["age_at"].to_list() == [pytest.approx(50, abs=0.01)]


def test_columns_of_a_survey_become_phenotypes(tmp_path: Path) -> None:
    rows = """id,day,smokes,sugar,height,weight
A,2020-01-01,Y,N,160,64
B,2020-01-01,N,Y,1.8,80
C,2020-01-01,maybe,,200,
"""
    found = read_site(tmp_path, SURVEY, {"survey.csv": rows})
    assert values(found, "bmi") == {"A": pytest.approx(25)}
    # 1.8 is a height in metres; nobody is 1.8 cm tall, and a BMI made of it is none.
    assert broken(found) == [
        (3, "parts_within_range", "height 1.8"),
        (3, "within_range", "1.8"),
        (4, "has_value", None),
        (4, "has_value", None),
        (4, "known_category", "maybe"),
    ]
    categories = found.phenotypes.filter(pl.col("phenotype_id") == "smoking")
    assert categories.select("person_id", "category").rows() == [("A", "current"), ("B", "never")]


def test_samples_and_pseudonyms_lead_to_people(tmp_path: Path) -> None:
    mapping = """
people: {file: key.csv, person: pseudonym, study_person: id, birth: born}
tables:
  by_sample: {file: a.csv, columns: {sample: sample, value: hdl, date: day}}
  by_person: {file: b.csv, columns: {person: pseudonym, value: ldl, date: day}}
phenotypes:
  hdl_cholesterol: [{table: by_sample, unit: mmol/L}]
  ldl_cholesterol: [{table: by_person, unit: mg/dL}]
"""
    files = {
        "key.csv": "pseudonym,id,born\np1,A,1960-01-01\np2,B,1970-01-01\n",
        "a.csv": "sample,hdl,day\nS2,1.5,2020-01-01\n",
        "b.csv": "pseudonym,ldl,day\np1,100,2020-01-01\np9,100,2020-01-01\n",
    }
    found = read_site(tmp_path, mapping, files, PEOPLE.drop("age"))
    assert values(found, "hdl_cholesterol") == {"B": 1.5}
    assert values(found, "ldl_cholesterol") == {"A": pytest.approx(2.586, abs=1e-3)}
    assert found.phenotypes["age_at"].to_list() == [
        pytest.approx(50, abs=0.01), pytest.approx(60, abs=0.01),
    ]  # fmt: skip
    assert broken(found) == [(3, "person_in_study", "p9")]


@pytest.mark.parametrize("suffix", ["parquet", "xlsx"])
def test_files_that_hold_numbers_and_dates_are_read_as_they_are(
    tmp_path: Path, suffix: str
) -> None:
    frame = pl.DataFrame(
        {
            "cpr": ["A", "B"],
            "npu": ["NPU27300", "NPU27300"],
            "svar": [48.5, 50.0],
            "enhed": ["mmol/mol", "mmol/mol"],
            "dato": ["2015-02-01", "2016-02-01"],
        }
    ).with_columns(pl.col("dato").str.to_date())
    path = tmp_path / f"lab.{suffix}"
    if suffix == "parquet":
        frame.write_parquet(path)
    else:
        frame.write_excel(path)
    mapping = DENMARK.replace("lab.csv", path.name)
    found = read_site(tmp_path, mapping, {"diagnoser.csv": DIAGNOSES})
    assert values(found, "hba1c") == {"A": 48.5, "B": 50.0}
    assert [str(day) for day in found.phenotypes["measured_on"]] == ["2015-02-01", "2016-02-01"]


def test_a_phenotype_of_the_study_s_own_joins_the_dictionary(tmp_path: Path) -> None:
    own = """
tables:
  laboratory:
    file: lab.csv
    columns: {person: id, code: test, value: result, unit: unit, date: day}
    code_system: local
define:
  vitamin_d:
    label: Vitamin D
    kind: continuous
    unit: nmol/L
    range: [1, 500]
    codes: {local: [VITD]}
phenotypes:
  vitamin_d: [{table: laboratory}]
"""
    other = own.split("define:")[0] + "phenotypes:\n  vitamin_d: [{table: laboratory}]\n"
    header = "id,test,result,unit,day\n"
    (tmp_path / "lab.csv").write_text(header + "A,VITD,60,nmol/L,2020-01-01\n")
    study = write_study(tmp_path, first=own, second=other)
    found = [phenotype_reading.read_phenotypes(study, site, PEOPLE) for site in study.sites]
    dictionary = phenotype_reading.dictionary(study, found)
    assert dictionary.select("phenotype_id", "label", "unit", "is_core", "n_sites", "n_people").row(
        0
    ) == ("vitamin_d", "Vitamin D", "nmol/L", False, 2, 2)


def test_one_id_cannot_mean_two_things(tmp_path: Path) -> None:
    (tmp_path / "lab.csv").write_text("id,day\n")
    mapping = """
tables: {t: {file: lab.csv, columns: {person: id, date: day}}}
define: {gout: {label: Other gout, kind: date}}
phenotypes: {gout: [{table: t}]}
"""
    study = write_study(tmp_path, here=mapping)
    with pytest.raises(StudyError, match="here.yaml:3: 'gout' is already defined otherwise"):
        phenotype_reading.read_phenotypes(study, study.sites[0], PEOPLE)


def test_every_frame_has_the_columns_and_key_of_its_table(tmp_path: Path) -> None:
    found = denmark(
        tmp_path,
        "A;DE119;01-02-2015\nB;DZZ99X;01-02-2015\nZ;DE119;01-02-2015\n",
        "A;NPU27300;48;mmol/mol;01-02-2015\nA;NPU27300;980;mmol/mol;01-02-2015\n",
    )
    study = write_study(tmp_path, here=DENMARK)
    frames = {
        table.name: getattr(found, table.name)
        for table in tables.phenotype_tables.TABLES
        if table.name != "phenotype_dictionary"
    }
    frames["phenotype_dictionary"] = phenotype_reading.dictionary(study, [found])
    for name, frame in frames.items():
        table = TABLES[name]
        assert dict(frame.schema) == dict(pl.Schema(table.schema)), name
        assert not table.key or not frame.select(table.key).is_duplicated().any(), name
        frame.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(table.schema)
