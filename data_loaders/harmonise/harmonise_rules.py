"""The rules that a row must keep, as dataframely schemas, and the rows that broke one.

A rule's method says what is right; RULES says in words what a row that breaks it did. A row that
breaks several is counted under the first of them in that order.
"""

from dataclasses import dataclass
from datetime import date

import dataframely as dy
import polars as pl


@dataclass(frozen=True)
class Rule:
    """A rule by what happens to a row that breaks it.

    is_error
        Whether `strict` stops at it; what any good file has, such as empty cells, it passes over.
    is_kept
        Whether the row is used all the same.
    """

    explanation: str
    is_error: bool = True
    is_kept: bool = False


RULES = {
    "person_in_study": Rule("the person or sample is of nobody in the study"),
    "id_as_in_the_study": Rule(
        "the study has the person or sample in other capitals, with letters drawn alike or with "
        "other zeros around a number; nothing is known of who may be meant until ids are alike"
    ),
    "has_code": Rule("there is no code", is_error=False),
    "code_of_the_system": Rule("the code cannot be read as one of its code system"),
    "plain_spelling": Rule(
        "the code is in a list, has a name behind it or is written otherwise; it counts as read",
        is_error=False,
        is_kept=True,
    ),
    "exact_code": Rule("the code stands above those asked for, and may be one", is_error=False),
    "readable_date": Rule("the date cannot be read in the table's date format"),
    "real_date": Rule("the date stands for none, such as 1900-01-01 or 9999-12-31"),
    "past_date": Rule("the date lies after the day of the ingest"),
    "born_by_then": Rule("the date is before the person's birth"),
    "real_birth": Rule(
        "the person's birth stands for none, such as 1900-01-01; the age is not known from it",
        is_error=False,
        is_kept=True,
    ),
    "possible_age": Rule("the age on that day is none that a person has"),
    "has_value": Rule("there is no value", is_error=False),
    "parts_within_range": Rule("a column of the formula is out of the range that can be true"),
    "not_a_limit": Rule("the value is only a limit, such as <0.1"),
    "is_a_number": Rule("the value is not a number, or a formula has none"),
    "known_category": Rule("the mapping does not say what the value means"),
    "has_unit": Rule("the value has no unit, and the mapping states none"),
    "known_unit": Rule("nobody knows the unit"),
    "unit_of_the_quantity": Rule("the unit is of another kind of quantity"),
    "within_range": Rule("the value is out of the range that can be true"),
    "likely_unit": Rule(
        "most values are unlikely in their unit, and likely in another", True, True
    ),
    "allowed_sex": Rule("the phenotype is asked of the other sex alone"),
    "allowed_age": Rule("the age is outside the phenotype's limits", is_error=False),
    "not_repeated": Rule("the same row came before", is_error=False),
    "one_value": Rule("there are several values where one is allowed"),
    "one_value_a_day": Rule(
        "there are several values on one day; their median counts", is_error=False, is_kept=True
    ),
    "matches_something": Rule("the mapping of the phenotype matches no row"),
}


# Days that stand for no date: what lies before is what programs have for nothing (1900-01-01,
# 1899-12-30, 1753-01-01), and the special ones of UK Biobank (data coding 819).
_FIRST_DAY = date(1900, 1, 2)
_NO_DAYS = (date(1901, 1, 1), date(1902, 2, 2), date(1903, 3, 3), date(1909, 9, 9))
_LAST_YEAR = 2100
_FIRST_BIRTH = date(1880, 1, 1)
_NO_BIRTH = date(1900, 1, 1)
_OLDEST = 125


class Record(dy.Schema):
    """A row of a site's file, or one of several codes of it: whose, when, and with which code."""

    record = dy.UInt32()
    is_coded = dy.Bool()
    original_person = dy.String(nullable=True)
    person_id = dy.String(nullable=True)
    is_spelt_otherwise = dy.Bool()
    original_code = dy.String(nullable=True)
    code = dy.String(nullable=True)
    original_date = dy.String(nullable=True)
    measured_on = dy.Date(nullable=True)
    last_day = dy.Date()
    age_at = dy.Float64(nullable=True)

    @dy.rule()
    def person_in_study(cls) -> pl.Expr:
        return pl.col("person_id").is_not_null()

    @dy.rule()
    def id_as_in_the_study(cls) -> pl.Expr:
        return ~pl.col("is_spelt_otherwise")

    @dy.rule()
    def has_code(cls) -> pl.Expr:
        return ~pl.col("is_coded") | pl.col("original_code").is_not_null()

    @dy.rule()
    def code_of_the_system(cls) -> pl.Expr:
        return pl.col("original_code").is_null() | pl.col("code").is_not_null()

    @dy.rule()
    def readable_date(cls) -> pl.Expr:
        return pl.col("original_date").is_null() | pl.col("measured_on").is_not_null()

    @dy.rule()
    def real_date(cls) -> pl.Expr:
        day = pl.col("measured_on")
        is_one = (day >= _FIRST_DAY) & (day.dt.year() < _LAST_YEAR) & ~day.is_in(_NO_DAYS)
        return day.is_null() | is_one

    @dy.rule()
    def past_date(cls) -> pl.Expr:
        return pl.col("measured_on").is_null() | (pl.col("measured_on") <= pl.col("last_day"))

    @dy.rule()
    def born_by_then(cls) -> pl.Expr:
        # An age that is known to the year may be one less.
        return pl.col("age_at").is_null() | (pl.col("age_at") > -1)

    @dy.rule()
    def possible_age(cls) -> pl.Expr:
        return pl.col("age_at").is_null() | (pl.col("age_at") <= _OLDEST)


class Reading(dy.Schema):
    """A record as a value of a phenotype."""

    record = dy.UInt32()
    person_id = dy.String()
    sex = dy.String()
    age_at = dy.Float64(nullable=True)
    original_value = dy.String(nullable=True)
    is_repeat = dy.Bool()
    wanted_sex = dy.String(nullable=True)
    youngest = dy.Float64(nullable=True)
    oldest = dy.Float64(nullable=True)

    @dy.rule()
    def allowed_sex(cls) -> pl.Expr:
        return pl.col("wanted_sex").is_null() | (pl.col("sex") == pl.col("wanted_sex"))

    @dy.rule()
    def allowed_age(cls) -> pl.Expr:
        is_inside = pl.col("age_at").is_between(pl.col("youngest"), pl.col("oldest"))
        return pl.col("youngest").is_null() | is_inside.fill_null(False)

    @dy.rule()
    def not_repeated(cls) -> pl.Expr:
        return ~pl.col("is_repeat")


class Category(Reading):
    """A reading that is one of some words."""

    category = dy.String(nullable=True)

    @dy.rule()
    def has_value(cls) -> pl.Expr:
        return pl.col("original_value").is_not_null()

    @dy.rule()
    def known_category(cls) -> pl.Expr:
        return pl.col("category").is_not_null()


class Measurement(Reading):
    """A reading that is a number with a unit."""

    wrong_part = dy.String(nullable=True)
    is_limit = dy.Bool()
    number = dy.Float64(nullable=True)
    original_unit = dy.String(nullable=True)
    unit = dy.String(nullable=True)
    factor = dy.Float64(nullable=True)
    value = dy.Float64(nullable=True)
    lowest = dy.Float64(nullable=True)
    highest = dy.Float64(nullable=True)

    @dy.rule()
    def has_value(cls) -> pl.Expr:
        return pl.col("original_value").is_not_null()

    @dy.rule()
    def parts_within_range(cls) -> pl.Expr:
        return pl.col("wrong_part").is_null()

    @dy.rule()
    def not_a_limit(cls) -> pl.Expr:
        return ~pl.col("is_limit")

    @dy.rule()
    def is_a_number(cls) -> pl.Expr:
        return pl.col("number").is_not_null()

    @dy.rule()
    def has_unit(cls) -> pl.Expr:
        return pl.col("original_unit").is_not_null()

    @dy.rule()
    def known_unit(cls) -> pl.Expr:
        return pl.col("unit").is_not_null()

    @dy.rule()
    def unit_of_the_quantity(cls) -> pl.Expr:
        return pl.col("factor").is_not_null()

    @dy.rule()
    def within_range(cls) -> pl.Expr:
        is_inside = pl.col("value").is_between(pl.col("lowest"), pl.col("highest"))
        return pl.col("lowest").is_null() | is_inside.fill_null(False)


def is_birth(day: pl.Expr, last_day: date) -> pl.Expr:
    """Return whether a day can be somebody's birth; null where there is none."""
    return day.is_between(_FIRST_BIRTH, last_day) & (day != _NO_BIRTH)


def sift(frame: pl.DataFrame, schema: type[dy.Schema]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that keep every rule, and the others with `rule`, the first they broke.

    All columns of the frame stay in both; `record` must be of one row alone.
    """
    kept, failure = schema.filter(frame.select(schema.column_names()))
    if kept.height == frame.height:
        return frame, frame.clear().with_columns(rule=pl.lit(None, pl.String))
    details = failure.details()
    broken = [
        pl.when(pl.col(rule) == "invalid").then(pl.lit(rule))
        for rule in RULES
        if rule in details.columns
    ]
    reasons = details.select("record", rule=pl.coalesce(broken))
    return (
        frame.join(reasons, on="record", how="anti", maintain_order="left"),
        frame.join(reasons, on="record", how="inner", maintain_order="left"),
    )
