"""Numbers and their units: what enters a formula, which unit counts, and which is unlikely."""

from pathlib import Path

import polars as pl
import pytest

from straits.errors import InputError, StudyError
from tests.builders.site_files import broken, denmark, read_site, status, values

BMI = """
tables:
  survey: {file: survey.csv, columns: {person: id}}
phenotypes:
  bmi: [{table: survey, formula: FORMULA, unit: kg/m2}]
"""


def bmi(folder: Path, header: str, row: str, formula: str, more: str = "") -> list[tuple]:
    """Return what became of the BMI of one row."""
    mapping = BMI.replace("FORMULA", formula) + more
    found = read_site(folder, mapping, {"survey.csv": f"id,{header}\nA,{row}\n"})
    return list(values(found, "bmi").values()) or broken(found)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("170,70", [pytest.approx(24.22, abs=0.01)]),
        ("999,999", [(2, "parts_within_range", "weight 999")]),  # a BMI of 10.01
        ("999,80", [(2, "parts_within_range", "height 999")]),
        ("170,-9", [(2, "parts_within_range", "weight -9")]),
        ("88,88", [(2, "within_range", "88; 88")]),  # 88 inches are possible
        ("170,", [(2, "has_value", None)]),
        ("170,NULL", [(2, "has_value", None)]),
    ],
)
def test_a_column_out_of_the_range_of_its_namesake_does_not_enter_a_formula(
    tmp_path: Path, row: str, expected: list[object]
) -> None:
    assert bmi(tmp_path, "height,weight", row, "weight / (height / 100) ** 2") == expected


@pytest.mark.parametrize("name", ["Height (cm)", "height-0.0", "HEIGHT [cm]"])
def test_a_namesake_may_have_a_remark_behind_its_name(tmp_path: Path, name: str) -> None:
    formula = f'"weight / (`{name}` / 100) ** 2"'
    assert bmi(tmp_path, f"{name},weight", "999,1000", formula) == [
        (2, "parts_within_range", "weight 1000")
    ]
    assert bmi(tmp_path, f"{name},weight", "240,100", formula) == [
        (2, "parts_within_range", f"{name} 240")
    ]


def test_a_namesake_may_be_in_any_unit_that_is_known(tmp_path: Path) -> None:
    assert bmi(tmp_path, "Height,WEIGHT", "1.7,70", "WEIGHT / Height ** 2") == [
        pytest.approx(24.22, abs=0.01)
    ]


@pytest.mark.parametrize(
    "more",
    [
        "  height: [{table: survey, value: hoejde, unit: cm}]",
        "  height: [{table: survey, value: hoejde, unit: m}]",
        "",
    ],
)
def test_a_column_is_held_to_the_range_of_what_the_mapping_reads_from_it(
    tmp_path: Path, more: str
) -> None:
    became = bmi(tmp_path, "hoejde,vaegt", "171,70", "vaegt / (hoejde / 100) ** 2", more)
    if "unit: m}" in more:
        assert (2, "parts_within_range", "hoejde 171") in became
    else:
        assert became == [pytest.approx(23.94, abs=0.01)]


def test_the_mapping_may_state_the_range_of_a_column(tmp_path: Path) -> None:
    formula = "vaegt / (hoejde / 100) ** 2, ranges: {hoejde: [140, 210]}"
    assert bmi(tmp_path, "hoejde,vaegt", "220,100", formula) == [
        (2, "parts_within_range", "hoejde 220")
    ]
    assert bmi(tmp_path, "hoejde,vaegt", "200,100", formula) == [25.0]


def test_any_column_can_stand_in_a_formula_in_backticks(tmp_path: Path) -> None:
    header, row = "Standing height-0.0,Weight (kg)", "200,100"
    formula = '"`Weight (kg)` / (`Standing height-0.0` / 100) ** 2"'
    assert bmi(tmp_path, header, row, formula) == [25.0]
    with pytest.raises(StudyError, match="no column 'height'; in a formula, `height-0.0` stands"):
        bmi(tmp_path, "height-0.0,weight", row, "weight / (height-0.0 / 100) ** 2")


OMOP = """
tables:
  m: {file: m.csv, omop: measurement}
phenotypes:
  haemoglobin: [{table: m}]
"""


@pytest.mark.parametrize(
    ("text", "concept", "expected"),
    [
        ("gm/dL", "8713", 135),
        ("NULL", "8713", 135),
        ("", "8713.0", 135),
        (r"\N", "8713", 135),
        ("No matching concept", "8713", 135),
        ("wat", "8713", 135),
        ("mmHg", "8713", 135),  # known, but no unit of haemoglobin
        ("g/dL{Hb}", "0", 135),
        ("g/dL", "8636", 135),  # both are known: what is written counts
        ("wat", "0", None),
        ("", "", None),
    ],
)
def test_a_known_concept_counts_where_the_unit_s_text_is_unknown(
    tmp_path: Path, text: str, concept: str, expected: float | None
) -> None:
    rows = "person_id,measurement_concept_id,measurement_date,value_as_number,unit_concept_id,"
    rows += f"unit_source_value,operator_concept_id\nA,3000963,2020-03-01,13.5,{concept},{text},\n"
    found = read_site(tmp_path, OMOP, {"m.csv": rows})
    assert values(found, "haemoglobin") == ({} if expected is None else {"A": expected})


def lab(folder: Path, *numbers: str, unit: str = "mmol/mol", strict: bool = False):
    """Return what comes of one value of HbA1c for each of A, B, C ..."""
    rows = "".join(
        f"{person};NPU27300;{number};{unit};01-02-2015\n"
        for person, number in zip("ABCD", numbers, strict=False)
    )
    return denmark(folder, "A;DE119;01-02-2015\n", rows, strict=strict)


@pytest.mark.parametrize(
    ("numbers", "unit", "told"),
    [
        (("6,1", "10", "11,5", "48"), "mmol/mol", ["6,1 mmol/mol, likely %",
         "10 mmol/mol, likely %", "11,5 mmol/mol, likely %"]),
        (("38", "41", "48", "60"), "%", ["38 %, likely mmol/mol", "41 %, likely mmol/mol",
         "48 %, likely mmol/mol", "60 %, likely mmol/mol"]),
        (("38", "41", "10", "60"), "mmol/mol", []),
        (("10", "11"), "mmol/mol", []),  # of two people nobody can tell
        (("150", "160", "170"), "mmol/mol", []),  # high, and not likelier in another unit
    ],
)  # fmt: skip
def test_values_that_their_unit_makes_unlikely_are_told(
    tmp_path: Path, numbers: tuple[str, ...], unit: str, told: list[str]
) -> None:
    found = lab(tmp_path, *numbers, unit=unit)
    unlikely = found.set_aside_rows.filter(pl.col("rule") == "likely_unit")
    assert unlikely["value"].to_list() == told
    assert unlikely["is_kept"].all()


def test_a_strict_run_stops_at_an_unlikely_unit(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="most values are unlikely in their unit"):
        lab(tmp_path, "10", "11", "12", "10", strict=True)


@pytest.mark.parametrize(
    ("phenotype", "unit", "numbers", "likely"),
    [
        ("weight", "kg", (150, 160, 190), "lb"),
        ("height", "cm", (66, 68, 72), "in"),
        ("creatinine", "µmol/L", (0.9, 1.0, 1.2), "mg/dL"),
        ("haemoglobin", "g/L", (13.5, 14, 15.1), "g/dL"),
        ("glucose", "mmol/L", (88, 95, 110), "mg/dL"),
        ("systolic_bp", "mmHg", (16, 17, 18), "kPa"),
    ],
)
def test_the_median_tells_the_unit_of_other_quantities(
    tmp_path: Path, phenotype: str, unit: str, numbers: tuple[float, ...], likely: str
) -> None:
    mapping = "tables:\n  t: {file: t.csv, columns: {person: id}}\n"
    mapping += f"phenotypes:\n  {phenotype}: [{{table: t, value: x, unit: {unit}}}]\n"
    rows = "".join(f"{who},{x}\n" for who, x in zip("ABC", numbers, strict=True))
    found = read_site(tmp_path, mapping, {"t.csv": "id,x\n" + rows})
    unlikely = found.set_aside_rows.filter(pl.col("rule") == "likely_unit")
    assert unlikely["value"][0] == f"{numbers[0]} {unit}, likely {likely}"


MARKS = """
tables:
  survey:
    file: survey.csv
    columns: {person: id}
    missing: MISSING
phenotypes:
  height: [{table: survey, value: height, unit: cm}]
  smoking: [{table: survey, value: smokes, values: {None: never, Now: current}}]
"""


@pytest.mark.parametrize("missing", ["Prefer not to answer", "{smokes: [Prefer not to answer]}"])
def test_an_answer_can_be_named_as_none(tmp_path: Path, missing: str) -> None:
    rows = "id,height,smokes\nA,170,Prefer not to answer\nB,#N/A,None\nC,NULL,NOW\nD,-,\n"
    found = read_site(tmp_path, MARKS.replace("MISSING", missing), {"survey.csv": rows})
    # None is a word of this mapping, and so is Now in any capitals.
    assert status(found, "smoking") == {
        "A": "unknown", "B": "measured", "C": "measured", "D": "unknown",
    }  # fmt: skip
    assert {rule for _, rule, _ in broken(found)} == {"has_value"}


def test_what_is_missing_of_a_column_stays_a_value_of_another(tmp_path: Path) -> None:
    rows = "id,height,smokes\nA,170,170\nB,180,Now\n"
    found = read_site(tmp_path, MARKS.replace("MISSING", "{height: [170]}"), {"survey.csv": rows})
    assert values(found, "height") == {"B": 180.0}
    assert [rule for _, rule, _ in broken(found)] == ["has_value", "known_category"]


ANSWERED = """
tables:
  survey: {file: survey.csv, columns: {person: id}COVERS}
phenotypes:
  gout: [{table: survey, value: ill, values: VALUES}]
"""


@pytest.mark.parametrize(
    ("covers", "meant", "expected"),
    [
        # Words that all mean yes are as codes are, where the mapping says whom a table covers.
        (", covers: everyone", "{Gout: yes}", "yes no unknown no"),
        (", covers: listed", "{Gout: yes}", "yes no unknown unknown"),
        ("", "{Gout: yes}", "yes unknown unknown unknown"),
        (", covers: everyone", "{Gout: yes, Type 2 diabetes: no}", "yes unknown no unknown"),
        ("", "{Gout: yes, Type 2 diabetes: no, '': no}", "yes no no unknown"),
        (", covers: everyone", "{Type 2 diabetes: yes}", "unknown no yes no"),
    ],
)
def test_words_with_blanks_give_no_as_well_as_yes_where_the_table_covers_people(
    tmp_path: Path, covers: str, meant: str, expected: str
) -> None:
    mapping = ANSWERED.replace("COVERS", covers).replace("VALUES", meant)
    rows = "id,ill\nA,Gout\nB,\nC,Type 2 diabetes\n"
    found = read_site(tmp_path, mapping, {"survey.csv": rows})
    assert list(status(found, "gout").values()) == expected.split()


@pytest.mark.parametrize(("yes", "no"), [("1", "2"), ("1.0", "2.0"), ("YES", "No")])
def test_answers_that_went_through_a_program_are_those_that_are_named(
    tmp_path: Path, yes: str, no: str
) -> None:
    meant = "{Yes: yes, no: no}" if yes == "YES" else "{1: yes, 2: no}"
    mapping = ANSWERED.replace("COVERS", "").replace("VALUES", meant)
    found = read_site(tmp_path, mapping, {"survey.csv": f"id,ill\nA,{yes}\nB,{no}\nC,9\n"})
    assert list(status(found, "gout").values()) == ["yes", "no", "unknown", "unknown"]
