"""A survey in the manner of UK Biobank, planted with oddities: its mapping counts right."""

import csv
import io
import random
from pathlib import Path

import polars as pl
import pytest
import yaml

from data_loaders.check import suggested_mapping
from tests.builders import excel_files
from tests.builders.site_files import read_site, status, values

N = 120
DIAGNOSES = {"M10.9": "gout", "J45.9": "asthma", "Z00.0": None, "K21.9": None}
PLACES = range(6)


class _Survey:
    """The rows of a survey, and what is right for each person by phenotype."""

    def __init__(self) -> None:
        self.draw, self.rows = random.Random(13), []
        self.right: dict[str, dict[str, object]] = {
            name: {}
            for name in ("gout", "asthma", "height", "weight", "hba1c", "haemoglobin", "smoking")
        }
        for number in range(N):
            self._person(str(1_000_001 + number))
        self.rows += [self.rows[3], self.rows[7]]  # sent twice

    def _person(self, eid: str) -> None:
        second = self.draw.random() < 0.2
        row = {
            "Participant ID": eid,
            "Date of birth": "1950-02-03",
            "Date of visit-0.0": "2008-05-06",
            "Date of visit-1.0": "2013-05-06" if second else "",
        }
        height, weight = self.draw.randint(1500, 1950) / 10, self.draw.randint(450, 1200) / 10
        row["Standing height-0.0"] = self._either(f"{height / 100:.3f}", str(height), 0.05)
        row["Weight-0.0 "] = str(weight).replace(".", ",")
        row["Weight-1.0"] = str(weight + 1) if second else ""
        self.right["height"][eid] = height
        self.right["weight"][eid] = weight + second
        self._laboratory(row, eid, "Glycated haemoglobin (HbA1c) (mmol/mol)-0.0", "hba1c", 5.5)
        self._laboratory(row, eid, "Haemoglobin concentration-0.0", "haemoglobin", 14.2)
        answers = {"Never": "never", "Previous": "former", "Current": "current"}
        answer = self.draw.choice([*answers, *answers, "Prefer not to answer", "-3", ""])
        later = self.draw.choice([*answers, "Do not know"]) if second else ""
        row |= {"Smoking status-0.0": answer, "Smoking status-1.0": later}
        if meant := answers.get(later, answers.get(answer)):
            self.right["smoking"][eid] = meant
        self._hospital(row, eid)
        self.rows.append(row)

    def _laboratory(
        self, row: dict[str, str], eid: str, column: str, name: str, mean: float
    ) -> None:
        result = round(self.draw.gauss(mean, mean / 20), 1)
        row[column] = self._either(self.draw.choice(["#N/A", "NA", ""]), str(result), 0.1)
        if row[column] == str(result):
            self.right[name][eid] = result * 10 if name == "haemoglobin" else 10.93 * result - 23.5

    def _hospital(self, row: dict[str, str], eid: str) -> None:
        codes = self.draw.sample([*DIAGNOSES], self.draw.choice([0, 0, 1, 2, 3]))
        of_person = dict.fromkeys(("gout", "asthma"), "no")
        cells = {place: ("", "") for place in PLACES}
        for place, code in zip(self.draw.sample(PLACES, len(codes)), codes, strict=True):
            day = self._either("1900-01-01", "2015-06-07", 0.1)
            spelt = self.draw.choice([code, code.replace(".", ""), f"{code} Of some kind"])
            cells[place] = (spelt, day)
            if name := DIAGNOSES[code]:
                of_person[name] = "unknown" if day == "1900-01-01" else "yes"
        if self.draw.random() < 0.05:
            free = next(place for place in PLACES if not cells[place][0])
            cells[free] = ("see letter", "2015-06-07")
            of_person = {name: "unknown" if is_ == "no" else is_ for name, is_ in of_person.items()}
        for at, column in enumerate(("Diagnoses - ICD10", "Date of diagnosis - ICD10")):
            row |= {f"{column}-0.{place}": cells[place][at] for place in PLACES}
        for name, is_ in of_person.items():
            self.right[name][eid] = is_

    def _either(self, odd: str, usual: str, share: float) -> str:
        return odd if self.draw.random() < share else usual

    def text(self) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, self.rows[0])
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()


def test_the_mapping_of_a_survey_is_proposed_and_its_numbers_are_right(tmp_path: Path) -> None:
    survey = _Survey()
    ids = [row["Participant ID"] for row in survey.rows[:N]]
    (tmp_path / "survey.csv").write_text(survey.text())
    proposed = "\n".join(
        suggested_mapping.suggest(tmp_path, [tmp_path / "survey.csv"], ids).lines()
    )
    assert "the name says mmol/mol, the values fit %" in proposed
    # What the comments ask for, and the heights in m that `check` sets aside.
    mapping = proposed.replace('unit: "mmol/mol"', 'unit: "%"')
    mapping = mapping.replace('code_system: "icd10"', 'code_system: "icd10", covers: everyone')
    height = '{table: survey_columns, value: "Standing height-0.0", unit: '
    mapping = mapping.replace(f"    - {height}", f"    - {height}m}}\n    - {height}")
    people = pl.DataFrame(
        {"person_id": ids, "sample_id": ids, "sex": ["XX"] * N, "age": [60.0] * N}
    )
    site = read_site(tmp_path, mapping, {"survey.csv": survey.text()}, people)
    for name in ("gout", "asthma"):
        assert status(site, name) == survey.right[name]
        assert {"yes", "no", "unknown"} == {*survey.right[name].values()}
    for name in ("height", "weight", "hba1c", "haemoglobin"):
        assert values(site, name) == pytest.approx(survey.right[name], rel=1e-3), name
    smoking = site.phenotype_status.filter(pl.col("phenotype_id") == "smoking")
    chosen = smoking.drop_nulls("category").select("person_id", "category").rows()
    assert dict(chosen) == survey.right["smoking"]
    unlikely = site.set_aside_counts.filter(pl.col("rule") == "likely_unit")
    assert unlikely.is_empty()


def _proposed(folder: Path, header: str, *rows: str) -> str:
    (folder / "table.csv").write_text("\n".join([header, *rows]) + "\n")
    ids = [row.replace(",", ";").split(";")[0] for row in rows]
    return "\n".join(suggested_mapping.suggest(folder, [folder / "table.csv"], ids).lines())


def test_a_danish_table_of_codes_and_values_is_proposed(tmp_path: Path) -> None:
    header = "cpr;fødselsdato;diagnosekode;indlagt;vægt (kg);Hæmoglobin"
    rows = [f"A{at};12-03-1950;DE119;{at + 13}-02-2015;7{at},5;8,{at}" for at in range(6)]
    proposed = _proposed(tmp_path, header, *rows)
    assert 'code: "diagnosekode", date: "indlagt"}, code_system: "sks"' in proposed
    assert 'date: "indlagt"}, decimal: ",", date_format: "dd-mm-yyyy"}' in proposed
    assert 'value: "vægt (kg)", unit: "kg"' in proposed
    assert 'value: "Hæmoglobin", unit: "mmol/L"' in proposed


@pytest.mark.parametrize(
    ("column", "cells", "unit"),
    [
        ("Haemoglobin", "13.9 14.2 15.1", "g/dL"),
        ("Haemoglobin", "8.1 8.9 9.4", "mmol/L"),
        ("Weight", "150 170 190", "lb"),
        ("Glucose (mg/dL)", "90 99 120", "mg/dL"),
        ("HbA1c", "5.1 5.5 7.2", "%"),
    ],
)
def test_a_unit_is_the_one_in_which_values_are_usual(
    tmp_path: Path, column: str, cells: str, unit: str
) -> None:
    rows = [f"P{at},{cell}" for at, cell in enumerate(cells.split())]
    assert f'unit: "{unit}"' in _proposed(tmp_path, f"id,{column}", *rows)


def test_a_list_without_dates_of_its_own_has_the_date_of_its_visit(tmp_path: Path) -> None:
    header = "id,Date of death,seen-0.0,seen-1.0,drug-1.0,drug-1.1,drug-1.2"
    rows = [f"P{at},2020-01-01,2008-01-0{at},2012-01-0{at},A10BA02,C10AA05," for at in range(1, 5)]
    proposed = _proposed(tmp_path, header, *rows)
    assert 'code: ["drug-1.0", "drug-1.1", "drug-1.2"], date: "seen-1.0"}' in proposed
    assert "statin: [{table: table}]" in proposed


def test_every_sheet_of_a_workbook_is_proposed_for(tmp_path: Path) -> None:
    sheets = {
        "Read me": [["Results of the laboratory"]],
        "Blood 2020": [["eid", "Hb (g/dL)"], ["P1", "13.9"], ["P2", "14.1"]],
        "Diagnoser": [["eid", "kode"], ["P1", "DM109"], ["P3", "DE119"]],
    }
    excel_files.workbook(tmp_path / "two.xlsx", sheets)
    suggestion = suggested_mapping.suggest(tmp_path, [tmp_path / "two.xlsx"], ["P1", "P2", "P3"])
    proposed = "\n".join(suggestion.lines())
    assert set(yaml.safe_load(proposed)["tables"]) == {"two_blood_2020", "two_diagnoser"}
    people = {name: ["P1", "P2", "P3"] for name in ("person_id", "sample_id")}
    people |= {"sex": ["XX"] * 3, "age": [60.0] * 3}
    site = read_site(tmp_path, proposed, {}, pl.DataFrame(people))
    assert values(site, "haemoglobin") == {"P1": 139.0, "P2": 141.0}
    assert status(site, "gout") == {"P1": "yes", "P2": "unknown", "P3": "no"}
