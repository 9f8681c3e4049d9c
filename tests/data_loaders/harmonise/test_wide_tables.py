"""A table with a column for each of a person's codes, two units in a column, two decimal signs."""

from pathlib import Path

import polars as pl
import pytest

from data_loaders.harmonise.phenotype_reading import SitePhenotypes
from straits.errors import StudyError
from tests.builders.site_files import broken, read_site, status, values

WIDE = """
tables:
  hospital:
    file: survey.csv
    columns: {person: id, code: [c0, c1, c2], date: [d0, d1, d2]}
    code_system: icd10
    covers: everyone
phenotypes:
  gout: [{table: hospital}]
  asthma: [{table: hospital}]
"""
HEADER = "id,c0,c1,c2,d0,d1,d2\n"


def _wide(folder: Path, *rows: str, mapping: str = WIDE) -> SitePhenotypes:
    return read_site(folder, mapping, {"survey.csv": HEADER + "\n".join(rows) + "\n"})


def test_an_empty_cell_of_a_list_of_codes_says_nothing(tmp_path: Path) -> None:
    rows = (
        "A,M10.9,,,2020-01-01,,",
        "B,Z00.0,J45.9,,2020-01-01,2020-01-02,",
        "C,,,,,,",
        "D,NA,,,,,",
    )
    found = _wide(tmp_path, *rows)
    assert status(found, "gout") == {"A": "yes", "B": "no", "C": "no", "D": "no"}
    assert status(found, "asthma") == {"A": "no", "B": "yes", "C": "no", "D": "no"}
    assert broken(found) == []
    of_table = found.phenotype_sources.row(0, named=True)
    assert [of_table[f"n_rows{part}"] for part in ("", "_used", "_not_asked_for")] == [4, 2, 2]
    dates = found.phenotypes.select("person_id", pl.col("measured_on").cast(pl.String)).rows()
    assert dates == [("A", "2020-01-01"), ("B", "2020-01-02")]


@pytest.mark.parametrize(
    "cells",
    [
        "Z00.0,KOL,,2020-01-01,2020-01-01,",
        "Z00.0,,Do not know,2020-01-01,,",
        "#REF!,,,,,",
        "Z00.0,,M10.9,2020-01-01,,1900-01-01",
    ],
)
def test_a_cell_of_a_list_that_cannot_be_read_makes_nobody_healthy(
    tmp_path: Path, cells: str
) -> None:
    mapping = WIDE.replace("covers", "missing: [Do not know]\n    covers")
    found = _wide(tmp_path, f"A,{cells}", "B,,M10.9,,,2020-01-01,", mapping=mapping)
    assert status(found, "gout") == {"A": "unknown", "B": "yes", "C": "no", "D": "no"}


def test_who_has_an_empty_list_is_not_listed(tmp_path: Path) -> None:
    mapping = WIDE.replace("covers: everyone", "covers: listed")
    found = _wide(tmp_path, "A,,,,,,", "B,,Z00.0,,,2020-01-01,", mapping=mapping)
    assert status(found, "gout") == {"A": "unknown", "B": "no", "C": "unknown", "D": "unknown"}


def test_a_code_that_stands_twice_keeps_both_of_its_days(tmp_path: Path) -> None:
    found = _wide(tmp_path, "A,M10,,M10,2020-01-02,,2019-05-01")
    days = found.phenotypes["measured_on"].cast(pl.String).sort().to_list()
    assert days == ["2019-05-01", "2020-01-02"]
    assert found.phenotype_sources["n_rows_used"].to_list() == [1]


def test_rows_of_a_list_that_are_not_selected_are_counted_once(tmp_path: Path) -> None:
    mapping = WIDE.replace("covers", "where: {d2: [x]}\n    covers")
    found = _wide(
        tmp_path, "A,M10,J45,,,,x", "B,M10,J45,,,,y", mapping=mapping.replace(", d2]", ", d1]")
    )
    assert status(found, "asthma") == {"A": "yes", "B": "no", "C": "no", "D": "no"}
    of_table = found.phenotype_sources.row(0, named=True)
    assert (of_table["n_rows"], of_table["n_rows_not_selected"]) == (2, 1)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("date: [d0, d1, d2]", "date: [d0, d1]", "one for each of the 3 under `code:`, got 2"),
        ("date: [d0, d1, d2]", "value: d0", "nothing says to which code they belong"),
        ("c2]", "c9]", "no column 'c9'"),
        (
            "[{table: hospital}]\n  asthma",
            "[{table: hospital, value: d0}]\n  asthma",
            "another table",
        ),
    ],
)
def test_a_list_that_cannot_be_one_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(StudyError, match=told):
        _wide(tmp_path, "A,M10,,,,,", mapping=WIDE.replace(old, new))


MIXED = """
tables:
  survey:
    file: survey.csv
    columns: {person: id}
    decimal: {"Weight-0.0": ","}
phenotypes:
  height:
    - {table: survey, value: Standing height-0.0, unit: m}
    - {table: survey, value: Standing height-0.0, unit: cm}
  weight: [{table: survey, value: Weight-0.0, unit: kg}]
  hba1c: [{table: survey, value: a1c, unit: mmol/mol}, {table: survey, value: a1c, unit: "%"}]
  ferritin: [{table: survey, formula: "`Ferritin ``new``` * 2", unit: µg/L}]
  bmi: [{table: survey, formula: "`Weight-0.0` / (`Standing height-0.0` / 100) ** 2", unit: kg/m2}]
"""
SURVEY = 'id,Standing height-0.0,"Weight-0.0 ",a1c,Ferritin `new`\n'


def test_a_column_of_two_units_is_read_by_two_sources_and_nothing_is_unlikely(
    tmp_path: Path,
) -> None:
    rows = 'A,180,"81,0",6.5,40\nB,160.5,"60,2",48,50\nC,1.7,"71,5",5.5,60\nD,170,57.8,5.4,x\n'
    found = read_site(tmp_path, MIXED, {"survey.csv": SURVEY + rows})
    assert values(found, "height") == {"A": 180.0, "B": 160.5, "C": 170.0, "D": 170.0}
    assert values(found, "weight") == {"A": 81.0, "B": 60.2, "C": 71.5}  # 57.8 has no comma
    assert values(found, "hba1c") == pytest.approx(
        {"A": 47.5, "B": 48.0, "C": 36.6, "D": 35.5}, abs=0.1
    )
    assert values(found, "ferritin") == {"A": 80.0, "B": 100.0, "C": 120.0}
    assert values(found, "bmi") == pytest.approx({"A": 25.0, "B": 23.37}, abs=0.01)
    assert "likely_unit" not in {rule for _, rule, _ in broken(found)}


def test_a_column_that_no_source_reads_in_its_unit_is_still_told(tmp_path: Path) -> None:
    mapping = MIXED.replace("unit: cm}", "unit: mm}")
    rows = 'A,180,"81,0",6.5,40\nB,160.5,"60,2",48,50\nC,171,"71,5",5.5,60\n'
    found = read_site(tmp_path, mapping, {"survey.csv": SURVEY + rows})
    assert (2, "likely_unit", "180 mm, likely cm") in broken(found)


def test_a_decimal_sign_of_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    mapping = MIXED.replace('decimal: {"Weight-0.0"', 'decimal: {"Weigth-0.0"')
    with pytest.raises(StudyError, match="no column 'Weigth-0.0'.*Weight-0.0"):
        read_site(tmp_path, mapping, {"survey.csv": SURVEY})


def test_a_formula_of_a_column_of_two_units_is_two_sources_with_ranges(tmp_path: Path) -> None:
    metres = 'formula: "`Weight-0.0` / `Standing height-0.0` ** 2"'
    second = (
        f", {{table: survey, {metres}, unit: kg/m2, ranges: {{Standing height-0.0: [1, 2.3]}}}}]"
    )
    mapping = MIXED.replace('** 2", unit: kg/m2}]', '** 2", unit: kg/m2}' + second)
    rows = 'A,180,"81,0",6.5,40\nC,1.7,"57,8",5.5,60\nD,17,"57,8",5.4,x\n'
    found = read_site(tmp_path, mapping, {"survey.csv": SURVEY + rows})
    assert values(found, "bmi") == pytest.approx({"A": 25.0, "C": 20.0})


@pytest.mark.parametrize("named", ["weight", "WEIGHT"])
def test_what_is_said_by_column_holds_whatever_the_capitals(tmp_path: Path, named: str) -> None:
    mapping = f"""
tables:
  survey:
    file: survey.csv
    columns: {{person: id}}
    decimal: {{{named}: ","}}
    missing: {{{named}: ["99"]}}
phenotypes:
  weight: [{{table: survey, value: Weight, unit: kg}}]
"""
    found = read_site(tmp_path, mapping, {"survey.csv": "id;Weight\nA;70,5\nB;99\n"})
    assert values(found, "weight") == {"A": 70.5}
