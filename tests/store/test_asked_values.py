"""Numbers in another unit are known for what they are, by the factors that the loaders use."""

import csv

import pytest

from data_loaders.harmonise import definitions, units
from straits.cohorts import Measurement
from straits.store.cohorts import asked_values
from straits.store.cohorts.asked_values import (
    Phenotype,
    coded_criterion,
    likely_criterion,
    unit_question,
)

HBA1C = Phenotype("continuous", "mmol/mol", (), "HbA1c", (10, 200), (28, 97))
BMI = Phenotype("continuous", "kg/m²", (), "BMI", (10, 100), (17, 45))


def test_other_units_are_converted_as_the_loaders_convert_them() -> None:
    with asked_values._OTHER_UNITS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    for row in rows:
        definition = definitions.core()[row["phenotype_id"]]
        assert row["unit"] == definition.unit
        made = units.conversion(row["other_unit"], row["unit"], definition.analyte)
        assert float(row["factor"]) == pytest.approx(made.factor, rel=1e-6)
        assert float(row["offset"]) == pytest.approx(made.offset)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"above": 8}, "did you mean 8 % (63.9 mmol/mol)? If 8 mmol/mol is meant, write the unit"),
        ({"above": 10}, "did you mean 10 % (85.8 mmol/mol)?"),
        ({"at_least": 6.5, "below": 9}, "did you mean 6.5 % (47.5 mmol/mol)?"),
        ({"below": 250}, "250 mmol/mol is far from the values of 'hba1c' here; if 250"),
        ({"above": 12}, "did you mean 12 % (108 mmol/mol)?"),
        ({"above": 110}, ""),  # nobody has it, and it is no other unit
        ({"above": 48}, ""),
        ({"above": 8, "unit": "mmol/mol"}, ""),
        ({"above": 8, "unit": "mmol/MOL"}, ""),
        ({"above": 8, "unit": "%"}, "in mmol/mol, not %: 8 % is 63.9 mmol/mol"),
        ({"above": 8, "unit": "kg"}, "in mmol/mol, not kg"),
    ],
)
def test_a_number_that_is_hardly_meant_is_asked_about(asked: dict[str, object], said: str) -> None:
    question = unit_question(Measurement(phenotype="hba1c", **asked), HBA1C)
    assert said in question
    assert bool(said) == bool(question)


def test_a_unit_may_be_spelt_otherwise() -> None:
    for spelling in ("kg/m2", "KG/m²", "kg / m2"):
        assert unit_question(Measurement(phenotype="bmi", above=30, unit=spelling), BMI) == ""


def test_values_that_hardly_differ_are_asked_about_as_well() -> None:
    alike = Phenotype("continuous", "mmol/mol", (), "HbA1c", (10, 200), (37, 48))
    for bound, said in ((8, "8 % (63.9"), (12, "12 % (108"), (53, ""), (64, ""), (20, "")):
        question = unit_question(Measurement(phenotype="hba1c", above=bound), alike)
        assert said in question
        assert bool(said) == bool(question)


def test_without_a_unit_or_values_nothing_is_asked() -> None:
    score = Phenotype("continuous", None, (), "Score", (0, 10))
    assert unit_question(Measurement(phenotype="score", above=99), score) == ""
    few = Phenotype("continuous", "mmol/mol", (), "HbA1c", (None, None))
    assert unit_question(Measurement(phenotype="hba1c", above=8), few) == ""


PHENOTYPES = {
    "type_2_diabetes": Phenotype(
        "binary", None, (), "Type 2 diabetes", codes={"icd10": ("E11",), "omop": ("201826",)}
    ),
    "diabetes": Phenotype("binary", None, (), "Diabetes", codes={"icd10": ("E10-E14",)}),
    "metformin": Phenotype("binary", None, (), "Metformin", codes={"atc": ("A10BA02",)}),
    "hba1c": HBA1C,
    "diet": Phenotype("categorical", None, ("not vegan", "vegan"), "What people eat"),
}


@pytest.mark.parametrize(
    ("words", "criterion"),
    [
        ("diagnosis DE11", ""),  # the parser asks for DE11 next
        ("DE11", "ever type_2_diabetes with icd10 code E11"),
        ("e11.9", "ever type_2_diabetes with icd10 code E11.9"),
        ("E13", "ever diabetes with icd10 code E13"),
        ("E15", ""),
        ("A10BA02", "ever metformin with atc code A10BA02"),
        ("A10BA", "ever metformin with atc code A10BA"),
        ("metformin", "ever metformin"),
        ("drug metformin", "ever metformin"),
        ("type 2 diabetes", "ever type_2_diabetes"),
        ("hba1c", "hba1c above ... mmol/mol"),
        ("what people eat", 'diet recorded as "not vegan"'),
        ("shoe size", ""),
    ],
)
def test_the_criterion_of_a_name_or_code_is_the_nearest(words: str, criterion: str) -> None:
    assert likely_criterion(words, PHENOTYPES) == criterion


def test_a_code_is_no_phenotype_but_is_told_which_one_has_it() -> None:
    assert coded_criterion("DE11", PHENOTYPES) == "ever type_2_diabetes with icd10 code E11"
    assert coded_criterion("metformin", PHENOTYPES) == ""
