"""What may be said of the people of a cohort: how many, step by step, and who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import and_
from typing import Any

import polars as pl

from straits import cohorts, privacy
from straits.cohorts import Tree
from straits.popgen import balance
from straits.privacy import Profile
from straits.store.cohorts.cohort_registry import Cohorts
from straits.store.cohorts.people_of_trees import fault
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
    running = [reduce(and_, truths[: number + 1]) for number in range(len(truths))]
    everyone = pl.repeat(True, of.people.height, eager=True)
    left = [of.by_call_set(truth) for truth in (everyone, *running)]
    told = [True, *(_is_told(of, profile, truth) for truth in running)]
    enough = privacy.shown_steps(left, profile)
    shown = [
        sum(sizes) if is_told and is_enough else None
        for sizes, is_told, is_enough in zip(left, told, enough, strict=True)
    ]
    steps = [
        Step(part, *_own(of, profile, truth), n_left)
        for part, truth, n_left in zip(parts, truths, shown[1:], strict=True)
    ]
    n_unknown: int | None = running[-1].null_count() if running else 0
    if running and (shown[-1] is None or not _is_split(of, profile, running[-1])):
        n_unknown = None
    stated = cohorts.with_units(tree, of.names.units)
    why = fault(stated, [sum(sizes) for sizes in left[1:]]) if sum(left[-1]) == 0 else ""
    return Attrition(shown[0], tuple(steps), shown[-1], n_unknown, why)


def _own(of: Cohorts, profile: Profile, truth: pl.Series) -> tuple[int | None, int | None]:
    """Return how many meet a criterion, and of how many that is unknown."""
    if not _is_told(of, profile, truth):
        return None, None
    n_people = int(truth.sum())
    return n_people, truth.null_count() if _is_split(of, profile, truth) else None


def _is_told(of: Cohorts, profile: Profile, truth: pl.Series) -> bool:
    """Tell whether the number of those of whom something is true may be said, without call sets."""
    if privacy.is_exact(profile):
        return True
    return privacy.is_told(of.overlaps(truth.fill_null(value=False), ("all",), ("all",)), profile)


def _is_split(of: Cohorts, profile: Profile, truth: pl.Series) -> bool:
    """Tell whether the numbers of true, false and unknown may stand beside each other."""
    parts = (truth.fill_null(value=False), (~truth).fill_null(value=False), truth.is_null())
    return privacy.are_shown([n for part in parts for n in of.by_call_set(part)], profile)


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
    told = [_is_told(of, profile, member) for member in members]
    named = [member.alias(f"n_{number}") for number, member in enumerate(members, start=1)]
    band = (pl.col("age") // AGE_BAND * AGE_BAND).cast(pl.Int64)
    bands = pl.format("{} to {}", band, band + AGE_BAND - 1)
    everyone = of.people.with_columns(*named, bands.alias("age"), pl.col("site_id").alias("site"))
    frames = []
    for breakdown in ("site", *of.groupings, "sex", "age"):
        counts = [pl.col(member.name).sum().cast(pl.Int64) for member in named]
        parts = (
            everyone.group_by(pl.col(breakdown).cast(pl.String).alias("part"), "call_set_id")
            .agg(pl.len().cast(pl.Int64).alias("n_everyone"), *counts)
            .sort("part", "call_set_id", nulls_last=True)
        )
        frames.append(
            _guarded(parts, profile, told).select(pl.lit(breakdown).alias("breakdown"), pl.all())
        )
    return pl.concat(frames)


def _guarded(parts: pl.DataFrame, profile: Profile, told: Sequence[bool]) -> pl.DataFrame:
    """Return the people by part, added up over call sets; null where the profile withholds them.

    parts
        part, call_set_id, n_everyone, and of each cohort n_1, n_2 ...
    told
        Of each cohort, whether its number of people may be said.
    """
    call_sets = parts["call_set_id"].unique().sort().to_list()
    names = parts.columns[2:]
    added = parts.group_by("part", maintain_order=True).agg(pl.col(names).sum())
    counted = {(row["part"], row["call_set_id"]): row for row in parts.iter_rows(named=True)}
    nobody = dict.fromkeys(names, 0)
    for name, is_told in zip(names, (True, *told), strict=True):
        sizes_of = {
            str(number): [
                (here[name], here["n_everyone"])
                for here in (counted.get((part, call_set), nobody) for call_set in call_sets)
            ]
            for number, part in enumerate(added["part"])
        }
        is_shown = pl.Series(
            list(privacy.shown_parts(sizes_of, profile).values()), dtype=pl.Boolean
        )
        added = added.with_columns(
            pl.when(is_shown & pl.lit(is_told)).then(pl.col(name)).alias(name)
        )
    return added


def overlap(of: Cohorts, profile: Profile, a: Tree, b: Tree) -> Overlap:
    """Return how many people are in A, in B and in both."""
    in_a, in_b = (of.truth(tree).fill_null(value=False) for tree in (a, b))
    n_a, n_b = (
        int(members.sum()) if _is_told(of, profile, members) else None for members in (in_a, in_b)
    )
    areas = (in_a & in_b, in_a & ~in_b, in_b & ~in_a)
    sizes_of = [of.by_call_set(area) for area in (*areas, ~in_a & ~in_b)]
    if n_a is None or n_b is None or not privacy.are_shown(chain(*sizes_of), profile):
        return Overlap(n_a, n_b, None, None, None)
    return Overlap(n_a, n_b, *(int(area.sum()) for area in areas))


def differences(of: Cohorts, profile: Profile, a: Tree, b: Tree) -> pl.DataFrame:
    """Return one row per property: what A and B have of it, and their standardised difference.

    Columns: breakdown, part, n_a, n_b, value_a, value_b (a share, or the mean age in years), smd.
    Null where the profile withholds what it follows from, or where it is not defined.
    """
    counts = composition(of, profile, (a, b)).rename({"n_1": "n_a", "n_2": "n_b"})
    in_both = [of.truth(tree).fill_null(value=False) for tree in (a, b)]
    totals = [int(member.sum()) for member in in_both]
    rows = [_age(of, in_both, profile)]
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


def _age(of: Cohorts, members: Sequence[pl.Series], profile: Profile) -> dict[str, Any]:
    row: dict[str, Any] = {"breakdown": "age", "part": None}
    ages = of.people["age"]
    is_known = ages.is_not_null()
    sizes_of = [
        of.by_call_set(part)
        for member in members
        for part in (member & is_known, ~member & is_known)
    ]
    known: list[Any] = [ages.filter(member & is_known) for member in members]
    if (
        min(map(len, known)) < 2  # noqa: PLR2004 - a spread needs two
        or not all(_is_told(of, profile, member) for member in members)
        or not privacy.are_shown(chain(*sizes_of), profile)
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
    privacy.require_persons(
        profile, ", so the members of a cohort cannot be listed. Count them instead."
    )
    columns = ("call_set_id", "site_id", "sample_id", "person_id", "sex", "age")
    return of.people.filter(of.truth(tree).fill_null(value=False)).select(columns)
