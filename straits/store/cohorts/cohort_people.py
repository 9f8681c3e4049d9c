"""What may be said of the people of a cohort: how many, step by step, and who they are."""

from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import cohorts, privacy
from straits.cohorts import Tree
from straits.privacy import Profile
from straits.store.cohorts.cohort_registry import Cohorts
from straits.store.cohorts.people_of_trees import fault
from straits.store.people.three_valued import FALSE, TRUE, UNKNOWN, Truth
from straits.tables import SEXES


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
    running = list(accumulate(truths, np.minimum))
    people = of.columns
    everyone = np.ones(people.n_people, np.bool_)
    left = [people.by_call_set(members) for members in (everyone, *(t == TRUE for t in running))]
    told = [True, *(is_told(of, profile, truth == TRUE) for truth in running)]
    enough = privacy.shown_steps(left, profile)
    shown = [
        sum(sizes) if is_one_told and is_enough else None
        for sizes, is_one_told, is_enough in zip(left, told, enough, strict=True)
    ]
    steps = [
        Step(part, *_own(of, profile, truth), n_left)
        for part, truth, n_left in zip(parts, truths, shown[1:], strict=True)
    ]
    n_unknown: int | None = _n_unknown(running[-1]) if running else 0
    if running and (shown[-1] is None or not _is_split(of, profile, running[-1])):
        n_unknown = None
    stated = cohorts.with_units(tree, of.names.units)
    why = fault(stated, [sum(sizes) for sizes in left[1:]]) if sum(left[-1]) == 0 else ""
    return Attrition(shown[0], tuple(steps), shown[-1], n_unknown, why)


def _own(of: Cohorts, profile: Profile, truth: Truth) -> tuple[int | None, int | None]:
    """Return how many meet a criterion, and of how many that is unknown."""
    members = truth == TRUE
    if not is_told(of, profile, members):
        return None, None
    n_people = int(members.sum())
    return n_people, _n_unknown(truth) if _is_split(of, profile, truth) else None


def _n_unknown(truth: Truth) -> int:
    return int((truth == UNKNOWN).sum())


def is_told(of: Cohorts, profile: Profile, members: NDArray[np.bool_]) -> bool:
    """Tell whether the number of some people may be said, without call sets."""
    if privacy.is_exact(profile):
        return True
    of_all = (pl.col("sample_set") == "all") & (pl.col("sex") == "all")
    return privacy.is_told(of.overlaps(members).filter(of_all), profile)


def _is_split(of: Cohorts, profile: Profile, truth: Truth) -> bool:
    """Tell whether the numbers of true, false and unknown may stand beside each other."""
    people = of.columns
    parts = (truth == TRUE, truth == FALSE, truth == UNKNOWN)
    return privacy.are_shown([n for part in parts for n in people.by_call_set(part)], profile)


def sizes(of: Cohorts, cohort_id: str) -> pl.DataFrame:
    """Return one row per call set: how many people of a cohort, or why that is withheld.

    Columns: call_set_id, reason (empty where it is shown), n_people, n_xx, n_xy, n_unknown,
    n_unrelated; counts are null where the profile withholds them.
    """
    entered = of.entered(cohort_id)
    is_member, people = of.members_of(entered.tree), of.columns
    parts = {"n_people": is_member, "n_unrelated": is_member & people.is_unrelated}
    for number, sex in enumerate(SEXES):
        parts[f"n_{sex.lower()}"] = is_member & (people.sex == number)
    counted = pl.DataFrame(
        {"call_set_id": people.call_set_ids}
        | {name: people.by_call_set(part) for name, part in parts.items()}
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


def overlap(of: Cohorts, profile: Profile, a: Tree, b: Tree) -> Overlap:
    """Return how many people are in A, in B and in both."""
    in_a, in_b = (of.members_of(tree) for tree in (a, b))
    n_a, n_b = (
        int(members.sum()) if is_told(of, profile, members) else None for members in (in_a, in_b)
    )
    areas = (in_a & in_b, in_a & ~in_b, in_b & ~in_a)
    sizes_of = [of.columns.by_call_set(area) for area in (*areas, ~in_a & ~in_b)]
    if n_a is None or n_b is None or not privacy.are_shown(chain(*sizes_of), profile):
        return Overlap(n_a, n_b, None, None, None)
    return Overlap(n_a, n_b, *(int(area.sum()) for area in areas))


def listing(of: Cohorts, profile: Profile, tree: Tree) -> pl.DataFrame:
    """Return one row per member: call_set_id, site_id, sample_id, person_id, sex, age.

    Raises QueryError where the profile shows nothing about one person.
    """
    privacy.require_persons(
        profile, ", so the members of a cohort cannot be listed. Count them instead."
    )
    columns = ("call_set_id", "site_id", "sample_id", "person_id", "sex", "age")
    return of.people.filter(of.members_of(tree)).select(columns)
