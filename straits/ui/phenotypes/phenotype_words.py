"""What is found of a phenotype, in a sentence, and how its numbers are written."""

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from straits import queries
from straits.ui.figures import captions
from straits.ui.frame.page_frame import Visit
from straits.ui.words import numbers

Row = Mapping[str, Any]

# What fewer people have is no finding.
_LARGE_ENOUGH = 50


def percent(share: float | None) -> str:
    """Write a share with one decimal, a small one with two.

    >>> percent(0.1218), percent(0.0042), percent(0.0), percent(None)
    ('12.2 %', '0.42 %', '0 %', '–')
    """
    if share is None:
        return numbers.MISSING
    if share == 0:
        return "0 %"
    return f"{share * 100:.1f} %" if share >= 0.01 else f"{share * 100:.2f} %"


def value(number: float | None) -> str:
    """Write a measured value with three digits that count, large ones without decimals.

    >>> value(38.0), value(1.6874), value(1234.5), value(None)
    ('38.0', '1.69', '1,234', '–')
    """
    if number is None:
        return numbers.MISSING
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    digits = 1 if abs(number) >= 10 else 2 if abs(number) >= 1 else 3
    return f"{number:.{digits}f}"


def sentence(phenotype: Row, rows: pl.DataFrame, figure: str) -> str:
    """Say where a phenotype is highest and lowest: of A and B if both have it, else of all.

    rows
        row_label, is_chosen, n_people and the figure, one per group; null where there is none. Of
        shares: share, with low and high, its Wilson interval.
    """
    known = rows.filter(pl.col(figure).is_not_null())
    pair = _pair(known).sort(figure, maintain_order=True)
    label = str(phenotype["label"])
    if known.is_empty():
        return f"{label}: no group's figures may be shown."
    least, most = pair.row(0, named=True), pair.row(-1, named=True)
    if phenotype["kind"] == "continuous":
        unit = f" {phenotype['unit']}" if phenotype["unit"] else ""
        subject = f"Median {within(label)}"
        if pair.height == 1:
            return f"{subject} is {value(most[figure])}{unit} in {most['row_label']}."
        return (
            f"{subject} is {value(most[figure])}{unit} in {most['row_label']} and "
            f"{value(least[figure])}{unit} in {least['row_label']}."
        )
    high, low = (f"{row['row_label']} ({percent(row[figure])})" for row in (most, least))
    if pair.height == 1:
        return f"{label}: {high} of those looked at."
    if least[figure] == 0:
        return f"{label} was found in {high} of those looked at, and in nobody of {low}."
    times = most[figure] / least[figure]
    if times < 1.1:
        return f"{label} is about as common in {high} as in {low} of those looked at."
    if _may_be_alike(most, least):
        return (
            f"{label} may be as common in {high} as in {low} of those looked at: the interval of "
            "their difference (Newcombe, 95 %) holds 0."
        )
    return f"{label} is {times:.1f} times as common in {high} as in {low} of those looked at."


def of_one_age(phenotype: Row, rows: pl.DataFrame) -> str:
    """Say what of the difference is left for people of one age and sex; empty where not known.

    rows
        As of `sentence`, with `standardised`.
    """
    known = rows.filter(pl.col("standardised").is_not_null())
    pair = _pair(known).sort("standardised", maintain_order=True)
    if pair.height < 2:
        return ""
    is_mean = phenotype["kind"] == "continuous"
    write = value if is_mean else percent
    least, most = (
        f"{write(row['standardised'])} in {row['row_label']}"
        for row in (pair.row(0, named=True), pair.row(-1, named=True))
    )
    what = "the mean is" if is_mean else "it is"
    return f"For people of one age and sex, {what} {most} and {least}."


def study(visit: Visit, grouping_label: str) -> str:
    """Return whom a figure is about and the release, as every caption ends."""
    facts = visit.store.study
    kept = captions.relatives(facts.relatedness, queries.study.default_sample_set(visit.store))
    return (
        f"Each person counts once; {kept}. Groups by {grouping_label.lower()}. {facts.name}, "
        f"release {visit.store.release_id}."
    )


def within(label: str) -> str:
    """Return a label as it stands within a sentence; abbreviations keep their capitals.

    >>> within("Body mass index"), within("HbA1c"), within("LDL cholesterol")
    ('body mass index', 'HbA1c', 'LDL cholesterol')
    """
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() else label


def _may_be_alike(most: Row, least: Row) -> bool:
    """Tell whether two shares may be the same, by Newcombe's interval of their difference.

    Newcombe 1998 (Statistics in Medicine 17:873), method 10, from the Wilson interval of each.
    """
    reach = math.hypot(most["share"] - most["low"], least["high"] - least["share"])
    return bool(most["share"] - least["share"] <= reach)


def _pair(known: pl.DataFrame) -> pl.DataFrame:
    """Return A and B if both are known, else all groups that are not tiny."""
    chosen = known.filter("is_chosen")
    if chosen.height > 1:
        return chosen
    large = known.filter(pl.col("n_people") >= _LARGE_ENOUGH)
    return large if large.height > 1 else known
