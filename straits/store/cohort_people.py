"""What may be said of the people of a cohort: how many, step by step, and who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from straits import cohorts, privacy
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.popgen import balance
from straits.privacy import Profile
from straits.store.cohorts import Cohorts
from straits.store.people import fault
from straits.tables import SEXES

AGE_BAND = 10  # years


@dataclass(frozen=True)
class Step:
    """One criterion of a cohort; a count that the profile withholds is None.

    n_people, n_unknown
        Of everybody, how many meet it, and of how many that is unknown.
    n_left
        Who meets it and all before it.
    """

    criterion: Tree
    n_people: int | None
    n_unknown: int | None
    n_left: int | None


@dataclass(frozen=True)
class Attrition:
    """From everyone to a cohort.

    n_people, n_unknown
        Members, and people of whom it is unknown whether they are.
    fault
        Why nobody is left, naming the criterion; empty if somebody is.
    """

    n_everyone: int | None
    steps: tuple[Step, ...]
    n_people: int | None
    n_unknown: int | None
    fault: str


@dataclass(frozen=True)
class Overlap:
    """How many people two cohorts have, apart and together; None where one is too few."""

    n_a: int | None
    n_b: int | None
    n_both: int | None
    n_only_a: int | None
    n_only_b: int | None


def attrition(of: Cohorts, profile: Profile, tree: Tree) -> Attrition:
    """Return what each criterion keeps on its own, and what is left after it.

    Raises QueryError, naming the criterion at fault, for what the release does not know.
    """
    parts = cohorts.parts_of(tree)
    truths = of.truths(parts)
    n_everyone = of.people.height
    running = [reduce(and_, truths[: number + 1]) for number in range(len(truths))]
    left = [n_everyone, *(int(truth.sum()) for truth in running)]
    shown = privacy.shown_steps(left, profile)
    steps = [
        Step(part, *_own(truth, profile), n_left)
        for part, truth, n_left in zip(parts, truths, shown[1:], strict=True)
    ]
    unknown = running[-1].null_count() if running else 0
    others = n_everyone - left[-1] - unknown
    are_shown = privacy.are_shown([unknown, others], profile) and shown[-1] is not None
    why = fault(tree, left[1:]) if left[-1] == 0 else ""
    return Attrition(shown[0], tuple(steps), shown[-1], unknown if are_shown else None, why)


def _own(truth: pl.Series, profile: Profile) -> tuple[int | None, int | None]:
    n_people, n_unknown = int(truth.sum()), truth.null_count()
    n_others = len(truth) - n_people - n_unknown
    if not privacy.are_shown([n_people, n_unknown, n_others], profile):
        is_enough = privacy.are_shown([n_people, n_unknown + n_others], profile)
        return (n_people if is_enough else None), None
    return n_people, n_unknown


def sizes(of: Cohorts, cohort_id: str) -> pl.DataFrame:
    """Return one row per call set: how many people of a cohort, or why that is withheld.

    Columns: call_set_id, reason (empty where it is shown), n_people, n_xx, n_xy, n_unknown,
    n_unrelated; counts are null where the profile withholds them.
    """
    entered = of.entered(cohort_id)
    members = of.people.filter(of.truth(entered.tree).fill_null(value=False))
    counted = members.group_by("call_set_id").agg(
        pl.len().alias("n_people"),
        *((pl.col("sex") == sex).sum().alias(f"n_{sex.lower()}") for sex in SEXES),
        pl.col("is_unrelated").sum().alias("n_unrelated"),
    )
    cells = {
        sample_set: entered.cells.filter(pl.col("sample_set") == sample_set)
        for sample_set in ("all", "unrelated")
    }
    unrelated = cells["unrelated"].select(
        "call_set_id", pl.col("is_shown").alias("shows_unrelated")
    )
    by_sex = [f"n_{sex.lower()}" for sex in SEXES]
    return (
        cells["all"]
        .join(unrelated, on="call_set_id", maintain_order="left")
        .join(counted, on="call_set_id", how="left", maintain_order="left")
        .select(
            "call_set_id",
            "reason",
            pl.when("is_shown").then(pl.col("n_people")).alias("n_people"),
            *(pl.when("is_sex_shown").then(pl.col(name)).alias(name) for name in by_sex),
            pl.when("shows_unrelated").then(pl.col("n_unrelated")).alias("n_unrelated"),
        )
    )


def composition(of: Cohorts, profile: Profile, trees: Sequence[Tree]) -> pl.DataFrame:
    """Return one row per breakdown and part: how many people of each cohort, and of everyone.

    Columns: breakdown ("site", each grouping, "sex", "age"), part (null: not known), n_everyone,
    n_1, n_2 ... of the cohorts. Null where the profile withholds the count.
    """
    members = [of.truth(tree).fill_null(value=False) for tree in trees]
    named = [member.alias(f"n_{number}") for number, member in enumerate(members, start=1)]
    band = (pl.col("age") // AGE_BAND * AGE_BAND).cast(pl.Int64)
    bands = pl.format("{} to {}", band, band + AGE_BAND - 1)
    everyone = of.people.with_columns(*named, bands.alias("age"), pl.col("site_id").alias("site"))
    frames = []
    for breakdown in ("site", *of.groupings, "sex", "age"):
        counts = [pl.col(member.name).sum().cast(pl.Int64) for member in named]
        parts = (
            everyone.group_by(pl.col(breakdown).cast(pl.String).alias("part"))
            .agg(pl.len().cast(pl.Int64).alias("n_everyone"), *counts)
            .sort("part", nulls_last=True)
        )
        frames.append(
            _guarded(parts.select(pl.lit(breakdown).alias("breakdown"), pl.all()), profile)
        )
    return pl.concat(frames)


def _guarded(parts: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    shown = parts
    for name in parts.columns[2:]:
        pairs = zip(parts[name], parts["n_everyone"], strict=True)
        sizes_of = {str(number): pair for number, pair in enumerate(pairs)}
        is_shown = pl.Series(
            list(privacy.shown_parts(sizes_of, profile).values()), dtype=pl.Boolean
        )
        shown = shown.with_columns(pl.when(is_shown).then(pl.col(name)).alias(name))
    return shown


def overlap(of: Cohorts, profile: Profile, a: Tree, b: Tree) -> Overlap:
    """Return how many people are in A, in B and in both."""
    in_a, in_b = (of.truth(tree).fill_null(value=False) for tree in (a, b))
    n_both, n_only_a, n_only_b = (
        int(where.sum()) for where in (in_a & in_b, in_a & ~in_b, in_b & ~in_a)
    )
    n_outside = of.people.height - n_both - n_only_a - n_only_b
    n_a, n_b = n_both + n_only_a, n_both + n_only_b
    alone = [
        n if privacy.are_shown([n, of.people.height - n], profile) else None for n in (n_a, n_b)
    ]
    if not privacy.are_shown([n_both, n_only_a, n_only_b, n_outside], profile):
        return Overlap(alone[0], alone[1], None, None, None)
    return Overlap(n_a, n_b, n_both, n_only_a, n_only_b)


def differences(of: Cohorts, profile: Profile, a: Tree, b: Tree) -> pl.DataFrame:
    """Return one row per property: what A and B have of it, and their standardised difference.

    Columns: breakdown, part, n_a, n_b, value_a, value_b (a share, or the mean age in years), smd.
    Null where the profile withholds what it follows from, or where it is not defined.
    """
    counts = composition(of, profile, (a, b)).rename({"n_1": "n_a", "n_2": "n_b"})
    in_both = [of.truth(tree).fill_null(value=False) for tree in (a, b)]
    totals = [int(member.sum()) for member in in_both]
    rows = [_age(of.people["age"], in_both, profile)]
    for row in counts.filter(pl.col("breakdown") != "age").iter_rows(named=True):
        a_share, b_share = (
            row[name] / total if row[name] is not None and total else None
            for name, total in zip(("n_a", "n_b"), totals, strict=True)
        )
        rows.append(
            {
                **{name: row[name] for name in ("breakdown", "part", "n_a", "n_b")},
                "value_a": a_share,
                "value_b": b_share,
                "smd": _of_shares(a_share, b_share),
            }
        )
    schema: dict[str, Any] = dict.fromkeys(("breakdown", "part"), pl.String)
    schema |= dict.fromkeys(("n_a", "n_b"), pl.Int64)
    schema |= dict.fromkeys(("value_a", "value_b", "smd"), pl.Float64)
    return pl.DataFrame(rows, schema=schema)


def _of_shares(a_share: float | None, b_share: float | None) -> float | None:
    if a_share is None or b_share is None:
        return None
    return balance.of_shares(a_share, b_share)


def _age(ages: pl.Series, members: Sequence[pl.Series], profile: Profile) -> dict[str, Any]:
    known: list[Any] = [ages.filter(member).drop_nulls() for member in members]
    n_outside = int(ages.is_not_null().sum())
    row: dict[str, Any] = {"breakdown": "age", "part": None}
    if not all(
        len(values) > 1 and privacy.are_shown([len(values), n_outside - len(values)], profile)
        for values in known
    ):
        return row
    a_ages, b_ages = known
    row |= {"n_a": len(a_ages), "n_b": len(b_ages)}
    row |= {"value_a": a_ages.mean(), "value_b": b_ages.mean()}
    smd = balance.of_means(a_ages.mean(), a_ages.var(), b_ages.mean(), b_ages.var())
    return {**row, "smd": smd}


def listing(of: Cohorts, profile: Profile, tree: Tree) -> pl.DataFrame:
    """Return one row per member: call_set_id, site_id, sample_id, person_id, sex, age.

    Raises QueryError where the profile shows nothing about one person.
    """
    if not profile.shows_persons:
        raise QueryError(
            f"This study is open under the profile {profile.label!r}, which shows nothing about "
            "one person, so the members of a cohort cannot be listed. Count them instead."
        )
    columns = ("call_set_id", "site_id", "sample_id", "person_id", "sex", "age")
    return of.people.filter(of.truth(tree).fill_null(value=False)).select(columns)
