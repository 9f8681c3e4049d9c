"""What may be said of the people of a cohort: how many, step by step, and who they are."""

from dataclasses import dataclass
from itertools import accumulate

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
    so_far = [cohorts.all_of(*parts[:number]) for number in range(1, len(parts) + 1)]
    left = [_step(of, each) for each in (cohorts.EVERYBODY, *so_far)]
    enough = privacy.shown_steps(left, profile)
    told = [True, *(is_told(of, profile, each) for each in so_far)]
    shown = [
        sum(step.n_people) if is_one_told and is_enough else None
        for step, is_one_told, is_enough in zip(left, told, enough, strict=True)
    ]
    steps = [
        Step(part, *_own(of, profile, part, truth), n_left)
        for part, truth, n_left in zip(parts, truths, shown[1:], strict=True)
    ]
    n_unknown: int | None = _n_unknown(running[-1]) if running else 0
    if running and (shown[-1] is None or not _is_split(of, profile, tree, running[-1])):
        n_unknown = None
    # What all may know: whom nobody can be by the tables of the release or by the words alone.
    known = [step.n_people if privacy.is_exact(profile) else step.n_public for step in left]
    stated = cohorts.with_units(tree, of.names.units)
    is_nobody = sum(known[-1]) == 0 or cohorts.contradiction(tree) is not None
    why = fault(stated, [sum(sizes) for sizes in known[1:]]) if is_nobody else ""
    return Attrition(shown[0], tuple(steps), shown[-1], n_unknown, why)


def _step(of: Cohorts, tree: Tree) -> privacy.StepSizes:
    is_public_member, _ = of.public_members(tree)
    n_private = sum(not cohorts.public_part(part)[1] for part in cohorts.parts_of(tree))
    by_call_set = of.columns.by_call_set
    return privacy.StepSizes(
        by_call_set(of.members_of(tree)), by_call_set(is_public_member), n_private
    )


def _own(of: Cohorts, profile: Profile, tree: Tree, truth: Truth) -> tuple[int | None, int | None]:
    """Return how many meet a criterion, and of how many that is unknown."""
    if not is_told(of, profile, tree):
        return None, None
    n_people = int((truth == TRUE).sum())
    return n_people, _n_unknown(truth) if _is_split(of, profile, tree, truth) else None


def _n_unknown(truth: Truth) -> int:
    return int((truth == UNKNOWN).sum())


def is_told(of: Cohorts, profile: Profile, tree: Tree) -> bool:
    """Tell whether the number of a cohort's people may be said, without call sets."""
    return privacy.is_exact(profile) or privacy.is_told(of.overlaps(tree), profile)


def _is_split(of: Cohorts, profile: Profile, tree: Tree, truth: Truth) -> bool:
    """Tell whether the numbers of true, false and unknown may stand beside each other."""
    people, (_, is_public) = of.columns, cohorts.public_part(tree)
    numbers = [people.by_call_set(truth == each) for each in (TRUE, FALSE, UNKNOWN)]
    if privacy.are_unsaid(np.array(numbers), is_public, profile).any():
        return False
    return not any(
        privacy.are_unsaid(
            np.array(people.by_call_set(area.people)),
            np.array(people.by_call_set(area.could_be)) == 0,
            profile,
        ).any()
        for area in of.left_open.areas(tree, truth == UNKNOWN)
    )


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
        int(members.sum()) if is_told(of, profile, tree) else None
        for members, tree in ((in_a, a), (in_b, b))
    )
    areas = (in_a & in_b, in_a & ~in_b, in_b & ~in_a, ~in_a & ~in_b)
    numbers = np.array([of.columns.by_call_set(area) for area in areas])
    is_unsaid = privacy.are_unsaid(numbers, _are_public(of, a, b), profile)
    if n_a is None or n_b is None or is_unsaid.any():
        return Overlap(n_a, n_b, None, None, None)
    return Overlap(n_a, n_b, *(int(area.sum()) for area in areas[:3]))


def _are_public(of: Cohorts, a: Tree, b: Tree) -> NDArray[np.bool_]:
    """Return where all may know that nobody is in both, in A alone, in B alone and in neither.

    Shape (4, n_call_sets). By the tables of the release, or since the two are the same question,
    or exclude each other by their words.
    """
    (public_a, is_all_a), (public_b, is_all_b) = (of.public_members(tree) for tree in (a, b))
    members = (public_a & public_b, public_a, public_b)
    can_be = [np.array(of.columns.by_call_set(who)) > 0 for who in members]
    if cohorts.contradiction(cohorts.all_of(*cohorts.parts_of(a), *cohorts.parts_of(b))):
        can_be[0][:] = False
    if cohorts.canonical(a) == cohorts.canonical(b):
        can_be[1][:] = can_be[2][:] = False
    return np.stack([*(~each for each in can_be), np.zeros_like(can_be[0])]) | (
        is_all_a and is_all_b
    )


def listing(of: Cohorts, profile: Profile, tree: Tree) -> pl.DataFrame:
    """Return one row per member: call_set_id, site_id, sample_id, person_id, sex, age.

    Raises QueryError where the profile shows nothing about one person.
    """
    privacy.require_persons(
        profile, ", so the members of a cohort cannot be listed. Count them instead."
    )
    columns = ("call_set_id", "site_id", "sample_id", "person_id", "sex", "age")
    return of.people.filter(of.members_of(tree)).select(columns)
