"""A cohort, its JSON, its sentence and its id say the same; nonsense is said to be that."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straits.cohorts import json_form
from straits.cohorts.contradictions import contradiction
from straits.cohorts.criteria import (
    Age,
    AllOf,
    AnyOf,
    Carrier,
    Category,
    Event,
    Group,
    Matched,
    Measurement,
    Not,
    PgxPhenotype,
    Sex,
    Site,
    Tree,
    all_of,
    parts_of,
)
from straits.cohorts.sentence import sentence
from straits.cohorts.sentence_parser import parse
from straits.errors import QueryError
from tests.builders.cohort_trees import trees

SCHEMA = Path(json_form.__file__).with_name("schema.json")
# Made once: to validate by the schema alone is to check the schema as well, each time.
FITS = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))

MALAY_WOMEN = AllOf(
    parts=(
        Group(grouping="ethnic_group", groups=("Malay",)),
        Sex(sexes=("XX",)),
        Age(above=50),
        Event(phenotype="type_2_diabetes"),
        Measurement(phenotype="hba1c", above=53, unit="mmol/mol"),
        Event(phenotype="insulin", answer="no"),
    )
)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (AllOf(), "everyone"),
        (
            MALAY_WOMEN,
            "ethnic_group is Malay and sex is XX and age above 50 and ever type_2_diabetes and "
            "hba1c above 53 mmol/mol and never insulin",
        ),
        (
            AnyOf(parts=(Sex(sexes=("XX", "unknown")), Not(part=Site(sites=("sg",))))),
            "sex is one of XX, unknown or not site is sg",
        ),
        (
            Not(part=Event(phenotype="t2d"), include_unknown=True),
            "possibly not ever t2d",
        ),
        (
            Event(
                phenotype="t2d",
                system="icd10",
                codes=("E11.2", "E10-E14"),
                times=2,
                since=date(2015, 1, 1),
                before_age=60,
            ),
            "ever t2d with icd10 codes E11.2, E10-E14 at least 2 times since 2015-01-01 before age "
            "60",
        ),
        (
            Measurement(phenotype="ldl", which="some", times=3, at_least=4.9, below=10),
            "at least 3 readings of ldl at least 4.9 but below 10",
        ),
        (
            Category(phenotype="smoking", which="latest", categories=("former", "current")),
            "latest smoking recorded as one of former, current",
        ),
        (
            Carrier(variants=("chr1-1-A-G", "chr1-2-A-G"), min_copies=2),
            "carries 2 copies of any of chr1-1-A-G, chr1-2-A-G",
        ),
        (Carrier(variants=("chr1-1-A-G",), min_copies=0, max_copies=0), "carries no copy of "
         "chr1-1-A-G"),
        (
            PgxPhenotype(gene="CYP2C19", phenotypes=("Poor Metaboliser", "not named")),
            'pgx CYP2C19 is one of poor metabolizer, "not named"',
        ),
        # A name that is a word of the language, or more than one, is quoted.
        (Group(grouping="site", groups=("Han Chinese",)), '"site" is "Han Chinese"'),
        (
            Matched(cohort=Sex(sexes=("XY",)), grouping="ethnic_group"),
            "matched 1 to 1 on ethnic_group, sex, age within 5 years to (sex is XY)",
        ),
    ],
)  # fmt: skip
def test_a_cohort_reads_like_english_and_back(tree: Tree, expected: str) -> None:
    assert sentence(tree) == expected
    assert parse(expected) == tree
    assert parse(f"{expected}.") == tree


@given(trees)
def test_the_sentence_parses_back_to_the_same_tree(tree: Tree) -> None:
    assert parse(sentence(tree)) == tree


@given(trees)
def test_json_reads_back_to_the_same_tree_and_fits_the_schema(tree: Tree) -> None:
    text = json_form.to_json(tree)
    assert json_form.from_json(text) == tree
    assert json_form.to_json(json_form.from_json(text)) == text
    FITS.validate(json.loads(text))


@given(trees)
def test_a_link_holds_the_cohort_itself(tree: Tree) -> None:
    link = json_form.to_link(tree)
    if link is not None:
        assert json_form.from_link(link) == tree
        assert len(link) <= 1500
        assert set(link) <= set("~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_any_name_can_stand_in_a_sentence(grouping: str, group: str) -> None:
    tree = Group(grouping=grouping, groups=(group, "A"))
    assert parse(sentence(tree)) == tree
    assert json_form.from_json(json_form.to_json(tree)) == tree


def test_the_published_schema_is_that_of_the_models() -> None:
    written = json.dumps(json_form.schema(), indent=2, sort_keys=True) + "\n"
    assert SCHEMA.read_text() == written, "straits/cohorts/schema.json is out of date"


def test_an_id_depends_on_what_is_said_and_not_on_how_it_was_written() -> None:
    other = json_form.from_json('{ "parts": [], "kind": "and", "include_unknown": false }')
    # printf '{"kind":"and"}' | sha256sum
    assert json_form.cohort_id(AllOf()) == json_form.cohort_id(other) == "5b5da1b6e3c6473d"


def test_a_cohort_too_long_for_an_address_has_no_link() -> None:
    variants = tuple(f"chr1-{(n * 7919) % 1_000_003 + 1}-A-{'ACGT'[n % 3 + 1]}" for n in range(900))
    assert json_form.to_link(Carrier(variants=variants)) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "should be an object"),
        ('{"kind":"sex"}', "sex / sexes: Field required"),
        ('{"kind":"sex","sexes":["F"]}', "sex / sexes / 1: Input should be 'XX', 'XY'"),
        ('{"kind":"age","above":60,"below":50}', "age: no number is between 60 and 50"),
        ('{"kind":"age","above":60,"at_least":50}', "one bound below at most"),
        ('{"kind":"age"}', "age: a range needs a bound"),
        ('{"kind":"age","above":50,"colour":1}', "age / colour: Extra inputs"),
        ('{"kind":"carrier","variants":["CYP2C19"]}', "expected contig-pos-ref-alt"),
        (
            '{"kind":"carrier","variants":["1-5-A-T"],"min_copies":2,"max_copies":1}',
            "nobody has both",
        ),
        ('{"kind":"and","parts":[{"kind":"age","above":1}]}', "one part needs no `and`"),
        (
            '{"kind":"and","parts":[{"kind":"sex","sexes":["XX"]},{"kind":"age"}]}',
            "and / parts / 2 / age: a range",
        ),
        (
            '{"kind":"event","phenotype":"a","since":"2015-01-01","before":"2014-01-01"}',
            "no day is from 2015-01-01 on and before 2014-01-01",
        ),
        ('{"kind":"event","phenotype":"a","codes":["E11"]}', "codes need the system"),
        (
            '{"kind":"measurement","phenotype":"a","above":1,"since":"2015-01-01"}',
            "a window needs to know which",
        ),
        ('{"kind":"not","part":' * 25 + '{"kind":"and"}' + "}" * 25, "not deeper than 20 levels"),
        ("[" * 100_000, "not JSON"),
    ],
)  # fmt: skip
def test_what_is_no_cohort_is_refused_with_the_criterion_at_fault(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said.replace("(", r"\(")):
        json_form.from_json(text)


@pytest.mark.parametrize(
    "link",
    ["~", "~!!", "~abc", json_form.to_link(MALAY_WOMEN)[:-9], "~Y2F0"],  # type: ignore[index]
)
def test_a_broken_link_says_what_to_do(link: str) -> None:
    with pytest.raises(QueryError, match=r"link to an unsaved cohort is broken.*Copy it again"):
        json_form.from_link(link)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at its end: expected the name of a phenotype or grouping"),
        ("sex is red", "at 'red': expected XX, XY or unknown"),
        ("age above fifty", "at 'fifty': expected a number"),
        ("age above 60 but below 50", "no number is between 60 and 50"),
        ("sex is XX and age above 50 or related", "`and` and `or` are mixed; put brackets"),
        (
            "smoking recorded as never",
            'a category; as a name this word stands in double quotes, "never"',
        ),
        ("smoking recorded as one of former, no", r"at 'no': .* stands in double quotes, \"no\""),
        ("ethnic_group is all", r'a group; as a name this word stands in double quotes, "all"'),
        ("ever gout with icd codes M10", "at 'icd codes M10': expected one of icd10, atc, loinc, "),
        ("ever gout with sks codes DM10", r"local \(codes of SKS: icd10, without their D\)\. An"),
        ("carries rs1, rs2", "at ', rs2': expected `any of` before several variants"),
        ("carries", r"expected the name of a variant\. An example: sex is XX and age above 50\."),
        ("(sex is XX", r"at its end: expected '\)'"),
        ("sex is XX sex is XY", "at 'sex is XY': expected `and`, `or` or the end"),
        ("ethnic_group is South Asian", "at 'Asian': .* stands in double quotes"),
        ("ever insulin since yesterday", "expected a day such as 2015-01-31"),
        ('site is "a', "cannot be read from"),
        ("not " * 30 + "related", "nest deeper than 20"),
    ],
)
def test_a_sentence_that_is_not_understood_says_where(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        parse(text)


def test_one_part_stands_alone_and_everyone_has_none() -> None:
    women = Sex(sexes=("XX",))
    assert all_of(women) == women
    assert parts_of(women) == (women,)
    assert parts_of(all_of()) == ()
    # Its unknowns are taken in as a whole, so it is one step.
    possibly = AllOf(parts=(women, Age(above=50)), include_unknown=True)
    assert parts_of(possibly) == (possibly,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sex is XX and sex is XY", "both “sex is XX” and “sex is XY”"),
        ("g is A and age above 5 and g is B", "both “g is A” and “g is B”"),
        ("age above 60 and age at most 60", "both “age above 60” and “age at most 60”"),
        ("age below 40 and age above 60", "both “age below 40”"),
        ("ever t2d and never t2d", "both “ever t2d” and “never t2d”"),
        ("unrelated and related", "both “unrelated” and “related”"),
        ("ever t2d and not ever t2d", "both “ever t2d” and “not ever t2d”"),
        ("hba1c above 53 and hba1c below 48", "both “hba1c above 53”"),
    ],
)
def test_criteria_that_exclude_each_other_are_named(text: str, said: str) -> None:
    assert said in (contradiction(parse(text)) or "")


@pytest.mark.parametrize(
    "text",
    [
        "sex is one of XX, XY and sex is XY",
        "age at least 60 and age at most 60",
        "latest hba1c above 53 and first hba1c below 48",
        "possibly ever t2d and possibly never t2d",
        "ever t2d and never t2d before age 40",
        "g is A or g is B",
    ],
)
def test_criteria_that_can_be_met_together_are_no_contradiction(text: str) -> None:
    assert contradiction(parse(text)) is None


def test_the_example_of_an_error_is_what_the_release_gives() -> None:
    with pytest.raises(QueryError, match=r"An example: population is GBR and never gout\."):
        parse("age", lambda: "population is GBR and never gout")


@pytest.mark.parametrize("word", ["never", "no", "all"])
def test_a_word_of_the_language_is_a_name_in_quotes(word: str) -> None:
    tree = parse(f'smoking recorded as one of former, "{word}"')
    assert tree == Category(phenotype="smoking", categories=("former", word))
