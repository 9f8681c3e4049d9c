"""Who is in the study, or in a cohort: how many, how old, and how two cohorts differ."""

import polars as pl

from straits import queries
from straits.ui.sentences import group_sizes
from straits.ui.words import numbers


def ages(rows: pl.DataFrame) -> str:
    """Say which group is the oldest and which the youngest, by the mean of the bands' middles.

    rows
        group_label, low, high and n_people, one per band of age.
    """
    middle = (pl.col("low") + pl.col("high")) / 2
    mean = (middle * pl.col("n_people")).sum() / pl.col("n_people").sum()
    n_people = pl.col("n_people").sum()
    means = rows.group_by("group_label", maintain_order=True).agg(mean.alias("age"), n_people)
    means = means.sort("age", maintain_order=True)
    young, old = means.row(0, named=True), means.row(-1, named=True)
    of_young, of_old = (
        group_sizes.named(row["group_label"], row["n_people"]) for row in (young, old)
    )
    if means.height == 1:
        return f"{of_old} are {old['age']:.0f} years old on average."
    if round(young["age"]) == round(old["age"]):
        return f"Each of {means.height} groups is {old['age']:.0f} years old on average."
    return f"{of_old} are {old['age']:.0f} years old on average, {of_young} {young['age']:.0f}."


def agreement(rows: pl.DataFrame) -> str:
    """Say how many people have the genotypes of another group than the one they name.

    rows
        n_disagree and n_people, one per group; null where withheld.
    """
    known = rows.filter(pl.col("n_disagree").is_not_null())
    if known.is_empty():
        return "Where people lie by their genotypes."
    n_odd, n_people = (int(known[name].sum()) for name in ("n_disagree", "n_people"))
    return (
        f"The genotypes of {n_odd:,} of {numbers.plural(n_people, 'person', 'people')} "
        f"({numbers.percent(n_odd / n_people)}) are those of another group than the one they name."
    )


def in_cohort(attrition: queries.cohorts.Attrition, described: str) -> str:
    """Say how many people are in a cohort, and of how many it is unknown.

    described
        The cohort in words.
    """
    if attrition.n_people is None:
        sentence = f"Too few people to say how many are in: {described}."
    else:
        people = numbers.verb(attrition.n_everyone, "person", "people")
        everyone = f"{numbers.count(attrition.n_everyone)} {people}"
        is_in = numbers.verb(attrition.n_people, "is", "are")
        sentence = f"{numbers.count(attrition.n_people)} of {everyone} {is_in} in: {described}."
    if attrition.n_unknown:
        sentence += f" Of {numbers.count(attrition.n_unknown)} more it is unknown."
    return sentence


def overlap(n_a: int | None, n_b: int | None, n_both: int | None, label: str) -> str:
    """Say how many people a cohort has, how many B has, and how many are in both.

    >>> overlap(1, 2, 1, "Malay"), overlap(30, None, None, "Malay")
    ('The cohort has 1 person, B (Malay) has 2 people; 1 person is in both.', 'The cohort has 30 \
people, B (Malay) too few to say how many; too few to say how many are in both.')
    """
    sides = [
        "too few to say how many" if n is None else numbers.plural(n, "person", "people")
        for n in (n_a, n_b)
    ]
    has = "" if n_b is None else "has "
    both = "too few to say how many are in both"
    if n_both is not None:
        people = numbers.plural(n_both, "person", "people")
        both = f"{people} {numbers.verb(n_both, 'is', 'are')} in both"
    return f"The cohort has {sides[0]}, B ({label}) {has}{sides[1]}; {both}."


def balance(n_notable: int, n_properties: int, least: float) -> str:
    """Say how many properties of two cohorts differ by more than is usually called balanced.

    >>> balance(1, 12, 0.1)[:48], balance(0, 12, 0.1)
    ('1 of 12 properties differs by more than 0.1 stan', 'No property differs by more than 0.1 \
standard deviations.')
    """
    if not n_notable:
        return f"No property differs by more than {least} standard deviations."
    differ = numbers.verb(n_notable, "differs", "differ")
    them = numbers.verb(n_notable, "it", "them")
    return (
        f"{numbers.count(n_notable)} of {numbers.plural(n_properties, 'property', 'properties')} "
        f"{differ} by more than {least} standard deviations; a difference in allele frequencies "
        f"may come from {them}."
    )


def left(n_people: int | None, n_everyone: int | None) -> str:
    """Say how many of how many people are left of everyone by the criteria of a cohort.

    >>> left(1, 40), left(None, 40)
    ('Of 40 people 1 is left.', 'Of 40 people too few are left to say how many.')
    """
    everyone = f"{numbers.count(n_everyone)} {numbers.verb(n_everyone, 'person', 'people')}"
    if n_people is None:
        return f"Of {everyone} too few are left to say how many."
    return f"Of {everyone} {numbers.count(n_people)} {numbers.verb(n_people, 'is', 'are')} left."
