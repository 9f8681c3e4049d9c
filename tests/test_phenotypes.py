"""Phenotypes of a site: what is used, what is known of whom, and where every row went."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loaders import phenotypes
from straits.errors import InputError, StudyError
from straits.tables import PHENOTYPE_TABLES
from tests.site_files import PEOPLE, broken, read_site, status, values, write_study

DENMARK = """
ages_on: 2024-01-01
tables:
  diagnoses:
    file: diagnoser.csv
    columns: {person: cpr, code: kode, date: dato}
    code_system: sks
    date_format: dd-mm-yyyy
    covers: everyone
  laboratory:
    file: lab.csv
    columns: {person: cpr, code: npu, value: svar, unit: enhed, date: dato}
    code_system: npu
    decimal: ","
    date_format: dd-mm-yyyy
phenotypes:
  type_2_diabetes: [{table: diagnoses}]
  hba1c: [{table: laboratory}]
"""
DIAGNOSES = "cpr;kode;dato\n"
LABORATORY = "cpr;npu;svar;enhed;dato\n"


def denmark(folder: Path, diagnoses: str = "", laboratory: str = "", strict: bool = False):
    """Read Denmark's two files, with these rows."""
    files = {"diagnoser.csv": DIAGNOSES + diagnoses, "lab.csv": LABORATORY + laboratory}
    return read_site(folder, DENMARK, files, strict=strict)


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
    ("row", "rule", "value"),
    [
        ("A;NPU27300;980;mmol/mol;01-02-2015", "within_range", "980"),
        ("A;NPU27300;48;mmHg;01-02-2015", "unit_of_the_quantity", "mmHg"),
        ("A;NPU27300;48;wat;01-02-2015", "known_unit", "wat"),
        ("A;NPU27300;48;;01-02-2015", "has_unit", "48"),
        ("A;NPU27300;hæmolyseret;mmol/mol;01-02-2015", "is_a_number", "hæmolyseret"),
        ("A;NPU27300;48.5;mmol/mol;01-02-2015", "is_a_number", "48.5"),  # a point, not a comma
        ("A;NPU27300;<20;mmol/mol;01-02-2015", "not_a_limit", "<20"),
        ("A;NPU27300;;mmol/mol;01-02-2015", "has_value", "NPU27300"),
        ("A;NPU27300;48;mmol/mol;2015-02-01", "readable_date", "2015-02-01"),
        ("A;NPU27300;48;mmol/mol;01-02-1931", "born_by_then", "01-02-1931"),
        ("A;NPU2730;48;mmol/mol;01-02-2015", "code_of_the_system", "NPU2730"),
        ("A;;48;mmol/mol;01-02-2015", "has_code", "48"),
        ("Z;NPU27300;48;mmol/mol;01-02-2015", "person_in_study", "Z"),
        ("A;NPU27300;40;mmol/mol;01-02-2016", "not_repeated", "40"),
    ],
)
def test_a_row_that_breaks_a_rule_is_set_aside_with_the_rule(
    tmp_path: Path, row: str, rule: str, value: str
) -> None:
    good = "A;NPU27300;40;mmol/mol;01-02-2016\n"
    found = denmark(tmp_path, "A;DE119;01-02-2015\n", good + row + "\n")
    assert broken(found) == [(3, rule, value)]
    counted = found.set_aside_counts.filter(pl.col("rule") == rule)
    assert counted.select("source_table", "n_rows").row(0) == ("laboratory", 1)
    assert values(found, "hba1c") == {"A": 40.0}


def test_a_strict_run_stops_with_examples_of_every_rule(tmp_path: Path) -> None:
    laboratory = "A;NPU27300;980;mmol/mol;01-02-2015\nZ;NPU27300;48;mmol/mol;01-02-2015\n"
    with pytest.raises(InputError, match=r"hba1c: the value is out of the range.*lab.csv:2 '980'"):
        denmark(tmp_path, "A;DE119;01-02-2015\n", laboratory, strict=True)
    with pytest.raises(InputError, match="nobody in the study in 1 rows, such as lab.csv:3 'Z'"):
        denmark(tmp_path, "A;DE119;01-02-2015\n", laboratory, strict=True)


def test_a_strict_run_passes_over_what_every_file_has(tmp_path: Path) -> None:
    twice = "A;NPU27300;48;mmol/mol;01-02-2015\n" * 2 + "B;NPU27300;;mmol/mol;01-02-2015\n"
    found = denmark(tmp_path, "A;DE119;01-02-2015\n", twice, strict=True)
    assert [rule for _, rule, _ in broken(found)] == ["not_repeated", "has_value"]


def test_a_mapping_that_matches_nothing_is_told_and_stops_a_strict_run(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;DJ069;01-02-2015\n", "A;NPU27300;48;mmol/mol;01-02-2015\n")
    counted = found.set_aside_counts.select("phenotype_id", "rule", "n_rows")
    assert counted.rows() == [("type_2_diabetes", "matches_something", 0)]
    with pytest.raises(InputError, match="type_2_diabetes: the mapping of the phenotype matches"):
        denmark(tmp_path, "A;DJ069;01-02-2015\n", "A;NPU27300;48;mmol/mol;01-02-2015\n", True)


def test_codes_that_no_phenotype_asks_for_are_listed(tmp_path: Path) -> None:
    found = denmark(tmp_path, "A;DE119;01-02-2015\nA;DJ069;01-02-2015\nB;DJ069;02-02-2015\n")
    assert found.unasked_codes.rows() == [("here", "diagnoses", "DJ069", 2, 2)]


def test_of_people_outside_the_study_only_a_few_rows_are_kept(tmp_path: Path) -> None:
    strangers = "".join(f"X{number};DE119;01-02-2015\n" for number in range(50))
    found = denmark(tmp_path, strangers)
    assert found.set_aside_rows.height == 20
    counted = found.set_aside_counts.filter(pl.col("rule") == "person_in_study")
    assert counted.select("n_rows", "n_people").row(0) == (50, 0)


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


SURVEY = """
tables:
  survey:
    file: survey.csv
    columns: {person: id, date: day}
phenotypes:
  smoking: [{table: survey, value: smokes, values: {Y: current, N: never}}]
  type_2_diabetes: [{table: survey, value: sugar, values: {Y: yes, N: no}}]
  height: [{table: survey, value: height, unit: cm}]
  bmi: [{table: survey, formula: weight / (height / 100) ** 2, unit: kg/m2}]
"""


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
        (3, "within_range", "1.8"),
        (3, "within_range", "80; 1.8"),
        (4, "has_value", None),
        (4, "has_value", None),
        (4, "known_category", "maybe"),
    ]
    categories = found.phenotypes.filter(pl.col("phenotype_id") == "smoking")
    assert categories.select("person_id", "category").rows() == [("A", "current"), ("B", "never")]


def test_who_did_not_answer_a_question_did_not_say_no(tmp_path: Path) -> None:
    rows = "id,day,smokes,sugar,height,weight\nA,2020-01-01,N,N,160,60\n"
    rows += "B,2020-01-01,N,,160,60\nC,2020-01-01,N,Y,160,60\n"
    found = read_site(tmp_path, SURVEY, {"survey.csv": rows})
    assert status(found, "type_2_diabetes") == {
        "A": "no", "B": "unknown", "C": "yes", "D": "unknown",
    }  # fmt: skip


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


def test_a_short_row_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"diagnoser.csv:3: expected 3 columns .* got 2"):
        denmark(tmp_path, "A;DE119;01-02-2015\nA;DE119\n")


def test_lines_are_those_of_the_file_when_cells_span_several(tmp_path: Path) -> None:
    rows = 'A;"DJ069\n";01-02-2015\nB;DZZ99X;01-02-2015\n'
    found = denmark(tmp_path, rows)
    assert [line for line, rule, _ in broken(found) if rule == "code_of_the_system"] == [4]


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
    found = [phenotypes.read_phenotypes(study, site, PEOPLE) for site in study.sites]
    dictionary = phenotypes.dictionary(study, found)
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
        phenotypes.read_phenotypes(study, study.sites[0], PEOPLE)


CELL = st.sampled_from(
    ["A", "B", "Z", "", "DE119", "DJ069", "DZZ99X", "NPU27300", "48", "980", "<1"]
)
DAY = st.sampled_from(["01-02-2015", "02-02-2015", "31-02-2015", ""])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, DAY), max_size=12))
def test_every_row_is_accounted_for_whatever_the_file_holds(
    tmp_path: Path, rows: list[tuple[str, str, str, str, str]]
) -> None:
    text = "".join(f"{';'.join(row)}\n" for row in rows if any(row))
    found = denmark(tmp_path, laboratory=text)
    parts = [name for name in found.phenotype_sources.columns if name.startswith("n_rows_")]
    sums = found.phenotype_sources.select(
        "n_rows", total=pl.sum_horizontal(parts), least=pl.min_horizontal(parts)
    )
    assert (sums["n_rows"] == sums["total"]).all()
    assert (sums["least"] >= 0).all()
    assert found.phenotype_sources["n_rows"].sum() == text.count("\n")


def test_every_frame_has_the_columns_and_key_of_its_table(tmp_path: Path) -> None:
    found = denmark(
        tmp_path,
        "A;DE119;01-02-2015\nB;DZZ99X;01-02-2015\nZ;DE119;01-02-2015\n",
        "A;NPU27300;48;mmol/mol;01-02-2015\nA;NPU27300;980;mmol/mol;01-02-2015\n",
    )
    study = write_study(tmp_path, here=DENMARK)
    frames = {
        name: getattr(found, name) for name in PHENOTYPE_TABLES if name != "phenotype_dictionary"
    }
    frames["phenotype_dictionary"] = phenotypes.dictionary(study, [found])
    for name, frame in frames.items():
        table = PHENOTYPE_TABLES[name]
        assert dict(frame.schema) == dict(pl.Schema(table.schema)), name
        assert not table.key or not frame.select(table.key).is_duplicated().any(), name
        frame.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(table.schema)
