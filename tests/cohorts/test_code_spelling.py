"""Codes of a cohort are those of their system, or what is probably meant is said."""

import pytest

from data_loaders.harmonise.codes import code_systems
from straits.cohorts.code_spelling import SYSTEMS, misspelt, others


@pytest.mark.parametrize(
    ("system", "code", "meant"),
    [
        ("icd10", "DE11", "E11"),
        ("icd10", "DE10-DE14", "E10-E14"),
        ("icd10", "di489b", "I489B"),
        ("icd10", "E14-E11", "E11-E14"),
        ("icd10", "E11.9-E11.2", "E11.2-E11.9"),
        ("icd10", "E11,9", "E11.9"),
        ("icd10", "diabetes", ""),
        ("atc", "C09D-C09A", "C09A-C09D"),
        ("atc", "A10 BA02", "A10BA02"),
        ("atc", "metformin", ""),
        ("loinc", "4548-3", "4548-4"),
        ("npu", "27300", "NPU27300"),
        ("omop", "0", ""),
        ("icd10", "E11-F", ""),
    ],
)
def test_what_is_no_code_is_told_with_what_is_meant(system: str, code: str, meant: str) -> None:
    wrong = misspelt(system, code)
    assert wrong is not None
    assert wrong.meant == meant
    assert code in wrong.why
    assert not meant or misspelt(system, meant) is None


@pytest.mark.parametrize(
    ("system", "code"),
    [("icd10", "e119"), ("icd10", "E11.9*"), ("icd10", "E11.-"), ("icd10", "I48.9B"),
     ("icd10", "S72.001A"), ("icd10", "E11-E11.9"), ("icd10", "U07.1"), ("icd10", "A00-B99"),
     ("atc", "a10"), ("atc", "C09A-C09D"), ("loinc", "4548-4"), ("npu", "DNK05472"),
     ("omop", "201826"), ("local", "anything at all")],
)  # fmt: skip
def test_a_code_of_the_system_is_taken(system: str, code: str) -> None:
    assert misspelt(system, code) is None


def test_the_other_system_of_a_code_is_named() -> None:
    assert others("icd10", "A10BA02") == ["ATC"]
    assert others("atc", "E11.9") == ["ICD-10"]


def test_systems_are_called_and_shown_as_the_loaders_have_them() -> None:
    loaded = code_systems()
    for name, system in SYSTEMS.items():
        assert (system.label, system.example) == (
            {"omop": "OMOP"}.get(name, loaded[name].label),
            loaded[name].example,
        )
        assert system.has_ranges == (loaded[name].hierarchy == "prefix")
        assert loaded[name].canonical(system.example) is not None
