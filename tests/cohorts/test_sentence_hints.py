"""A sentence that is written in a way of its own is answered with what to write instead."""

import re

import pytest

from straits.cohorts import Category, Measurement
from straits.cohorts.sentence_parser import parse
from straits.errors import QueryError


def refusal(text: str) -> str:
    with pytest.raises(QueryError) as raised:
        parse(text)
    return str(raised.value)


@pytest.mark.parametrize("gap", [(" ", " "), (" ", ""), ("", "")], ids=["apart", "half", "joined"])
@pytest.mark.parametrize(
    ("sign", "words"),
    [(">", "above"), ("<", "below"), (">=", "at least"), ("≥", "at least"), ("<=", "at most"),
     ("≤", "at most")],
)  # fmt: skip
def test_a_sign_of_comparison_is_answered_with_its_words(
    sign: str, words: str, gap: tuple[str, str]
) -> None:
    assert f"; `{sign}` is written `{words}`. An" in refusal(f"hba1c{gap[0]}{sign}{gap[1]}8")
    # And these words do what was asked for.
    field = words.replace(" ", "_")
    assert parse(f"hba1c {words} 8") == Measurement(phenotype="hba1c", **{field: 8})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hba1c = 8", "`=` is written `is`, and of a number `at least 8 but at most 8`"),
        ("sex = XX", "`=` is written `is`"),
        ("sex=XX", "`=` is written `is`"),
        ("age over 50", "`over` is written `above`"),
        ("age between 40 and 50", "is written `at least 1 but at most 2`"),
        ("age above 40 and below 50", "two bounds of one range are joined by `but`"),
        ("hba1c above 8%", "expected a number; a unit stands apart from its number: 8 %. An"),
        ("age above fifty", "expected a number. An"),
    ],
)
def test_other_ways_to_say_it_are_answered_with_the_language_s(text: str, words: str) -> None:
    assert words in refusal(text)


@pytest.mark.parametrize("number", ["nan", "NaN", "inf", "-inf", "infinity", "1e400"])
@pytest.mark.parametrize("start", ["age above", "hba1c at most", "ever gout from age"])
def test_what_is_no_number_is_refused_as_none(start: str, number: str) -> None:
    assert f"at {number!r}: expected a number. An" in refusal(f"{start} {number}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("diet recorded as not vegan", "not vegan"),
        ("diet recorded as one of vegan, not vegan and sex is XX", "not vegan"),
        ("latest diet recorded as never any meat since 2020-01-01", "never any meat"),
        ("diet recorded as never", "never"),
    ],
)
def test_a_category_of_words_of_the_language_is_told_how_to_quote_it(text: str, name: str) -> None:
    assert f'in double quotes, "{name}"' in refusal(text)
    quoted = parse(re.sub(rf"{name}\b", f'"{name}"', text))
    category = quoted if isinstance(quoted, Category) else quoted.parts[0]
    assert category.categories[-1] == name


def test_who_meant_everybody_else_is_told_where_not_stands() -> None:
    assert "`not` stands before the whole criterion" in refusal("g is not Malay")
    assert "`not` stands" not in refusal("g is never Malay")


def test_a_variant_with_a_sign_in_it_is_no_comparison() -> None:
    assert "is written" not in refusal("carries NM_1:c.681G>A")
