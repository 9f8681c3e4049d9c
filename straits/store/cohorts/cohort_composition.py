"""What the people of cohorts are: by site, group, sex and age, beside everyone and each other."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import privacy
from straits.cohorts import Tree
from straits.popgen import balance
from straits.privacy import Profile
from straits.store.cohorts.cohort_people import is_told
from straits.store.cohorts.cohort_registry import Cohorts
from straits.store.people.person_columns import Coded, PersonColumns, coded
from straits.tables import SEXES

AGE_BAND = 10  # years

_Members = NDArray[np.bool_]


def composition(of: Cohorts, profile: Profile, trees: Sequence[Tree]) -> pl.DataFrame:
    """Return one row per breakdown and part: how many people of each cohort, and of everyone.

    Columns: breakdown ("site", each grouping, "sex", "age"), part (null: not known), n_everyone,
    n_1, n_2 ... of the cohorts. Null where the profile withholds the count.
    """
    members = [of.members_of(tree) for tree in trees]
    public = [of.public_members(tree) for tree in trees]
    told = [
        (is_told(of, profile, tree), is_all)
        for tree, (_, is_all) in zip(trees, public, strict=True)
    ]
    # What each takes in that others of the same words leave open is judged as the cohort is.
    areas = [[] if privacy.is_exact(profile) else of.left_open.taken_in(tree) for tree in trees]
    frames = []
    for breakdown, part in breakdowns(of.columns):
        guarded = _guarded(
            _parts(of.columns, part, [*members, *(who for who, _ in public)]), profile, told
        )
        for number, of_tree in enumerate(areas, start=1):
            for area in of_tree:
                could_be = np.isin(of.columns.call_set, of.columns.call_set[area.could_be])
                judged = _parts(of.columns, part, [area.people, could_be])
                is_shown = _guarded(judged, profile, [(True, False)])["n_1"].is_not_null()
                counted = pl.when(is_shown).then(pl.col(f"n_{number}"))
                guarded = guarded.with_columns(counted.alias(f"n_{number}"))
        frames.append(guarded.select(pl.lit(breakdown).alias("breakdown"), pl.all()))
    return pl.concat(frames)


def breakdowns(people: PersonColumns) -> Iterator[tuple[str, Coded]]:
    """Yield each breakdown of a composition, and which part of it each person is in."""
    yield "site", _per_call_set(people)
    yield from people.groups.items()
    yield "sex", Coded(SEXES, people.sex.astype(np.int32))
    lows = pl.Series(people.age // AGE_BAND * AGE_BAND).fill_nan(None).cast(pl.Int64)
    yield "age", coded(pl.select(pl.format("{} to {}", lows, lows + AGE_BAND - 1)).to_series())


def _per_call_set(people: PersonColumns) -> Coded:
    sites = coded(pl.Series(people.site_ids, dtype=pl.String))
    return Coded(sites.names, sites.codes[people.call_set])


def _parts(people: PersonColumns, part: Coded, members: Sequence[_Members]) -> pl.DataFrame:
    """Return how many people each part of a breakdown has in each call set, as _guarded asks.

    Parts are in order, those without one last; nobody's are left out.
    """
    n_parts = len(part.names) + 1
    # Who has no part comes after all others.
    codes = part.codes % n_parts * len(people.call_set_ids) + people.call_set
    everyone = np.ones(people.n_people, np.bool_)
    n_everyone, *n_members = (
        np.bincount(codes[chosen], minlength=n_parts * len(people.call_set_ids))
        for chosen in (everyone, *members)
    )
    here = np.flatnonzero(n_everyone)
    of_part, of_call_set = np.divmod(here, len(people.call_set_ids))
    return pl.DataFrame(
        {
            "part": pl.Series([*part.names, None], dtype=pl.String).gather(of_part),
            "call_set_id": pl.Series(people.call_set_ids, dtype=pl.String).gather(of_call_set),
            "n_everyone": n_everyone[here],
        }
        | {f"n_{number}": n[here] for number, n in enumerate(n_members, start=1)}
    )


def _guarded(
    parts: pl.DataFrame, profile: Profile, told: Sequence[tuple[bool, bool]]
) -> pl.DataFrame:
    """Return the people by part, added up over call sets; null where the profile withholds them.

    parts
        part, call_set_id, n_everyone, and of each cohort n_1, n_2 ..., then likewise of the part of
        each that the tables of the release answer.
    told
        Of each cohort, whether its number of people may be said, and whether the tables answer all.
    """
    call_sets = parts["call_set_id"].unique().sort().to_list()
    names = ["n_everyone", *(f"n_{number + 1}" for number in range(len(told)))]
    publics = ["n_everyone", *(f"n_{number + 1 + len(told)}" for number in range(len(told)))]
    counted = {(row["part"], row["call_set_id"]): row for row in parts.iter_rows(named=True)}
    added = parts.group_by("part", maintain_order=True).agg(pl.col(names).sum())
    nobody = dict.fromkeys(parts.columns[2:], 0)
    decided = zip(names, publics, ((True, True), *told), strict=True)
    for name, public, (is_one_told, is_public) in decided:
        sizes_of = {
            str(number): [
                privacy.PartSizes(here[name], here["n_everyone"], here[public])
                for here in (counted.get((part, call_set), nobody) for call_set in call_sets)
            ]
            for number, part in enumerate(added["part"])
        }
        is_shown = pl.Series(
            list(privacy.shown_parts(sizes_of, is_public, profile).values()), dtype=pl.Boolean
        )
        added = added.with_columns(
            pl.when(is_shown & pl.lit(is_one_told)).then(pl.col(name)).alias(name)
        )
    return added


def differences(of: Cohorts, profile: Profile, a: Tree, b: Tree) -> pl.DataFrame:
    """Return one row per property: what A and B have of it, and their standardised difference.

    Columns: breakdown, part, n_a, n_b, value_a, value_b (a share, or the mean age in years), smd.
    Null where the profile withholds what it follows from, or where it is not defined.
    """
    counts = composition(of, profile, (a, b)).rename({"n_1": "n_a", "n_2": "n_b"})
    in_both = [of.members_of(tree) for tree in (a, b)]
    totals = [int(member.sum()) for member in in_both]
    rows = [_age(of, (a, b), profile)]
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


def _age(of: Cohorts, trees: Sequence[Tree], profile: Profile) -> dict[str, Any]:
    row: dict[str, Any] = {"breakdown": "age", "part": None}
    people, members = of.columns, [of.members_of(tree) for tree in trees]
    is_known = ~np.isnan(people.age)
    # Where the age of everybody is known, of nobody it is not.
    are_all_known = np.array(people.by_call_set(~is_known)) == 0
    numbers, is_public = [], []
    for tree, member in zip(trees, members, strict=True):
        is_nobody = np.array(people.by_call_set(of.public_members(tree)[0])) == 0
        numbers += [people.by_call_set(member & is_known), people.by_call_set(member & ~is_known)]
        is_public += [is_nobody, is_nobody | are_all_known]
    known: list[Any] = [pl.Series(people.age[member & is_known]) for member in members]
    if (
        min(map(len, known)) < 2  # noqa: PLR2004 - a spread needs two
        or not all(is_told(of, profile, tree) for tree in trees)
        or privacy.are_unsaid(np.array(numbers), np.array(is_public), profile).any()
    ):
        return row
    a_ages, b_ages = known
    row |= {"n_a": len(a_ages), "n_b": len(b_ages)}
    row |= {"value_a": a_ages.mean(), "value_b": b_ages.mean()}
    smd = balance.of_means(a_ages.mean(), a_ages.var(), b_ages.mean(), b_ages.var())
    return {**row, "smd": smd}
