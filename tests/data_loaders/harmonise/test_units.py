"""Units: published pairs, what must be refused, and that every way there leads back."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.harmonise import definitions, units

FOLDER = Path(units.__file__).parent


@pytest.mark.parametrize(
    ("value", "unit", "expected", "target", "analyte", "digits"),
    [
        # ADA, Standards of Care: the threshold for diabetes; NGSP's table of HbA1c.
        (6.5, "%", 48, "mmol/mol", "hba1c", 0),
        (48, "mmol/mol", 6.5, "%", "hba1c", 1),
        (5.0, "%", 31, "mmol/mol", "hba1c", 0),
        (7.0, "%", 53, "mmol/mol", "hba1c", 0),
        (10.0, "%", 86, "mmol/mol", "hba1c", 0),
        (0.065, "fraction", 48, "mmol/mol", "hba1c", 0),
        # NCEP ATP III: desirable cholesterol, high LDL, low HDL, borderline triglycerides.
        (200, "mg/dL", 5.17, "mmol/L", "cholesterol", 2),
        (160, "mg/dL", 4.14, "mmol/L", "cholesterol", 2),
        (40, "mg/dL", 1.03, "mmol/L", "cholesterol", 2),
        (150, "mg/dL", 1.7, "mmol/L", "triglycerides", 1),
        (500, "mg/dL", 5.65, "mmol/L", "triglycerides", 2),
        # WHO 2006: fasting glucose of diabetes, and two hours after a load.
        (126, "mg/dL", 7.0, "mmol/L", "glucose", 1),
        (200, "mg/dL", 11.1, "mmol/L", "glucose", 1),
        # AMA Manual of Style, SI conversion factors.
        (1, "mg/dL", 88.4, "µmol/L", "creatinine", 1),
        (6.8, "mg/dL", 404, "µmol/L", "urate", 0),
        (1, "mg/dL", 17.1, "µmol/L", "bilirubin", 1),
        # ICSH: the monomer with its iron, as Denmark's laboratories count haemoglobin.
        (10, "g/dL", 6.206, "mmol/L", "haemoglobin", 3),
        (15, "g/dL", 150, "g/L", "haemoglobin", 9),
        (30, "ng/mL", 30, "µg/L", None, 9),
        (120, "mmHg", 16.0, "kPa", None, 1),
        (150, "lb", 68.04, "kg", None, 2),
        (70, "in", 177.8, "cm", None, 9),
        (3, "genstande/week", 36, "g/week", None, 9),
        (3, "SG drinks/week", 30, "g/week", None, 9),
        (60, "U/L", 1000, "nkat/L", None, 0),
    ],
)
def test_published_pairs_agree(
    value: float, unit: str, expected: float, target: str, analyte: str | None, digits: int
) -> None:
    converted = units.conversion(unit, target, analyte).apply(value)
    assert round(converted, digits) == pytest.approx(expected)


def test_percent_of_hba1c_is_never_taken_for_a_plain_ratio() -> None:
    # Both are numbers without dimension, so a units library alone would say 65.
    assert units.conversion("%", "mmol/mol", "hba1c").apply(6.5) == pytest.approx(47.545)


@pytest.mark.parametrize(
    ("unit", "target", "analyte"),
    [
        ("U/L", "mmol/L", "cholesterol"),
        ("mmHg", "mmol/mol", "hba1c"),
        ("mg/dL", "mmol/mol", "hba1c"),
        ("mg/dL", "mmol/L", None),  # nobody said of what
        ("kg", "cm", None),
    ],
)
def test_units_of_different_quantities_are_refused(
    unit: str, target: str, analyte: str | None
) -> None:
    with pytest.raises(ValueError, match="different kinds of quantity|no equation turns"):
        units.conversion(unit, target, analyte)


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        ("MMOL/L", "mmol/L"),
        ("mmol / l", "mmol/L"),
        ("\N{MICRO SIGN}mol/L", "µmol/L"),
        ("\N{GREEK SMALL LETTER MU}mol/L", "µmol/L"),
        ("umol/l", "µmol/L"),
        ("mm[Hg]", "mmHg"),
        ("g/l", "g/L"),
        ("10*9/L", "10^9/L"),
        ("kg/m2", "kg/m²"),
        ("IU/L", "U/L"),
        ("mm", "mm"),  # a length, and not mM
        ("% NGSP", "%"),
        ("nkat/L", "nkat/L"),  # not in the table; pint knows it
    ],
)
def test_spellings_of_a_unit_are_one_unit(spelling: str, unit: str) -> None:
    assert units.find_unit(spelling) == unit


@pytest.mark.parametrize("text", ["", " ", "wat", "mmol/L of it", "???", "5", "__import__('os')"])
def test_what_is_no_unit_is_unknown(text: str) -> None:
    assert units.find_unit(text) is None


def test_no_two_units_share_a_spelling_or_a_concept() -> None:
    with (FOLDER / "units.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    spelt = [text for row in rows for text in {row["unit"], *row["spellings"].split("|")} if text]
    assert [text for text in spelt if units.find_unit(text) is None] == []
    assert len(spelt) == len({text.casefold() for text in spelt})
    concepts = [row["omop_concept_id"] for row in rows if row["omop_concept_id"]]
    assert len(concepts) == len(set(concepts))


CONTINUOUS = {
    name: definition
    for name, definition in definitions.core().items()
    if definition.kind == "continuous"
}
WAYS = [
    (name, unit)
    for name, definition in CONTINUOUS.items()
    for unit in units.known_units()
    if units.conversions([unit], str(definition.unit), definition.analyte)["factor"][0] is not None
]


@given(st.sampled_from(WAYS), st.floats(min_value=1e-3, max_value=1e5))
def test_every_conversion_leads_back(way: tuple[str, str], value: float) -> None:
    name, unit = way
    target, analyte = str(CONTINUOUS[name].unit), CONTINUOUS[name].analyte
    there = units.conversion(unit, target, analyte).apply(value)
    back = units.conversion(target, unit, analyte).apply(there)
    assert math.isclose(back, value, rel_tol=1e-9, abs_tol=1e-9)


@given(st.sampled_from(WAYS), st.floats(0, 1e4), st.floats(0, 1e4))
def test_conversions_keep_the_order_of_values(
    way: tuple[str, str], first: float, second: float
) -> None:
    name, unit = way
    found = units.conversion(unit, str(CONTINUOUS[name].unit), CONTINUOUS[name].analyte)
    assert found.factor > 0
    assert (found.apply(first) <= found.apply(second)) == (first <= second) or math.isclose(
        first, second
    )


def test_a_formula_says_what_it_rests_on() -> None:
    assert "IFCC-NGSP master equation" in units.conversion("%", "mmol/mol", "hba1c").formula
    assert "386.65 g/mol" in units.conversion("mg/dL", "mmol/L", "cholesterol").formula
