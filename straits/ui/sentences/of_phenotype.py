"""A phenotype in groups: where it is highest and lowest, and what of that is left at one age."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from straits import queries
from straits.ui.sentences import group_sizes
from straits.ui.words import numbers

Row = Mapping[str, Any]


def sentence(phenotype: Row, rows: pl.DataFrame, figure: str) -> str:
    """Say where a phenotype is highest and lowest: of A and B if both have it, else of all.

    rows
        row_label, is_chosen, n_people and the figure, one per group; null where there is none. Of
        shares: n_yes and n_known too, the people with a yes and those looked at. Of values:
        mean_low and mean_high, the ends of the mean's 95 % interval.
    """
    known = rows.filter(pl.col(figure).is_not_null())
    pair = _pair(known).sort(figure, maintain_order=True)
    label = str(phenotype["label"])
    if known.is_empty():
        return f"{label}: no group's figures may be shown."
    least, most = pair.row(0, named=True), pair.row(-1, named=True)
    if phenotype["kind"] == "continuous":
        unit = f" {phenotype['unit']}" if phenotype["unit"] else ""
        return _median(f"Median {within(label)}", pair, figure, unit)
    high, low = (_share(row, figure) for row in (most, least))
    if pair.height == 1:
        return f"{label}: {high} of those looked at."
    if most[figure] == 0:
        n = numbers.plural(int(pair["n_known"].sum()), "person", "people")
        return f"{label} was found in nobody of {n} looked at, in {pair.height} groups."
    if least[figure] == 0:
        return f"{label} was found in {high} of those looked at, and in nobody of {low}."
    times = most[figure] / least[figure]
    if times < 1.1:
        return f"{label} is about as common in {high} as in {low} of those looked at."
    if _may_be_alike(most, least):
        return (
            f"{label} may be as common in {high} as in {low} of those looked at: these counts do "
            "not tell the two apart."
        )
    return f"{label} is {times:.1f} times as common in {high} as in {low} of those looked at."


def _share(row: Row, figure: str) -> str:
    share = group_sizes.of_people(numbers.percent(row[figure]), row["n_known"])
    return f"{row['row_label']} ({share})"


def _median(subject: str, pair: pl.DataFrame, figure: str, unit: str) -> str:
    """Say the highest and the lowest median, and whether the means tell the two groups apart."""
    least, most = pair.row(0, named=True), pair.row(-1, named=True)
    high, low = (f"{numbers.value(row[figure])}{unit}" for row in (most, least))
    of_most, of_least = (
        group_sizes.named(row["row_label"], row["n_people"]) for row in (most, least)
    )
    if pair.height == 1:
        return f"{subject} is {high} in {of_most}."
    if high == low:
        return f"{subject} is {high} in {of_most} as in {of_least}."
    said = f"{subject} is {high} in {of_most} and {low} in {of_least}"
    ends = [row[name] for row in (most, least) for name in ("mean_low", "mean_high")]
    if None in ends:
        return f"{said}."
    part = ends[0] > ends[3] or ends[2] > ends[1]
    return f"{said}." if part else f"{said}; the 95 % intervals of their means overlap."


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
    write = numbers.value if is_mean else numbers.percent
    least, most = (
        f"{write(row['standardised'])} in {group_sizes.named(row['row_label'], row['n_people'])}"
        for row in (pair.row(0, named=True), pair.row(-1, named=True))
    )
    what = "the mean is" if is_mean else "it is"
    return f"For people of one age and sex, {what} {most} and {least}."


def highest_and_lowest(known: pl.DataFrame, write: Callable[[float], str]) -> str:
    """Return the highest figure with its group, and the lowest if another group has one.

    known
        A row per group with a figure, the lowest first: figure, plain_label, n_standardised.
    """
    least, most = known.row(0, named=True), known.row(-1, named=True)
    first, last = (
        f"{write(row['figure'])} in {group_sizes.named(row['plain_label'], row['n_standardised'])}"
        for row in (most, least)
    )
    if known.height == 1:
        return f"{first}; the other groups have too few people in the same bands"
    return f"{first} and {last}"


def least_known(rows: pl.DataFrame, is_binary: bool) -> str:
    """Say in which group the smallest share of people was looked at, or measured.

    rows
        plain_label, n_known, n_people and known (their share in per cent), one per group.

    >>> rows = pl.DataFrame({"plain_label": ["A", "B"], "n_known": [1, 4], "n_people": [2, 4],
    ...     "known": [50.0, 100.0]})
    >>> least_known(rows, True)
    'Of A, 50 % are looked at: 1 of 2 people, the smallest share.'
    >>> least_known(rows.tail(1), False)
    'Of B, 100 % are known: 4 of 4 people.'
    """
    ordered = rows.sort("known", maintain_order=True)
    least = ordered.row(0, named=True)
    what = "looked at" if is_binary else "known"
    if ordered["known"][0] == ordered["known"][-1] and ordered.height > 1:
        return f"Of each group, {least['known']:.0f} % are {what}."
    people = numbers.plural(least["n_people"], "person", "people")
    smallest = ", the smallest share" if ordered.height > 1 else ""
    return (
        f"Of {least['plain_label']}, {least['known']:.0f} % are {what}: "
        f"{numbers.count(least['n_known'])} of {people}{smallest}."
    )


def within(label: str) -> str:
    """Return a label as it stands within a sentence; abbreviations keep their capitals.

    >>> within("Body mass index"), within("HbA1c"), within("LDL cholesterol")
    ('body mass index', 'HbA1c', 'LDL cholesterol')
    """
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() else label


def _may_be_alike(most: Row, least: Row) -> bool:
    """Tell whether the counts of two shares do not tell which is higher."""
    high, low = (
        queries.findings.Counted(str(row["row_label"]), row["n_yes"], row["n_yes"], row["n_known"])
        for row in (most, least)
    )
    return not queries.findings.surely_more([(high, low)])[0]


def _pair(known: pl.DataFrame) -> pl.DataFrame:
    """Return A and B if both are known, else all groups that are not tiny."""
    chosen = known.filter("is_chosen")
    if chosen.height > 1:
        return chosen
    large = known.filter(pl.col("n_people") >= group_sizes.SMALL)
    return large if large.height > 1 else known
