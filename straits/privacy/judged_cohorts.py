"""What a profile shows of a cohort: its cells, the steps that lead to it, and its composition.

A cohort is one more total that can be subtracted from another, so what it leaves of everyone, and
of each group or groups that hold it or that it holds, counts as a cell too. Nobody and a few are
told alike, but for what the release itself, or the words of the cohort, tell of nobody; and which
of the cells is too small is told only where the tables of the release tell it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.privacy.decide import are_shown, are_too_few, are_unsaid, fewest
from straits.privacy.profiles import Profile
from straits.tables import EVERYONE, SAMPLE_SETS, SEXES

_KEYS = ["call_set_id", "sample_set"]
_COUNTS = ("n_cohort", "n_group", "n_both", "n_public", "n_fewest")
_NOBODY = "nobody is in it"
# One reason for all: which of them it is would tell of a person on whom that depends.
_FEW_SOMEWHERE = "fewer than {n} people are in it, or in what it leaves of others"
# Why a row withholds a cell: its people are too few, or what one leaves of the other.
_FEW, _LEFT_OF_GROUP, _LEFT_OF_COHORT = 1, 2, 3

# Call set, sample set, and "all" or a sex.
_Key = tuple[str, str, str]

# Numbers of people, one per call set.
Sizes = tuple[int, ...]


class StepSizes(NamedTuple):
    """The people left after a criterion.

    n_people
        In each call set.
    n_public
        Of whom the criteria so far are true that the tables of the release answer.
    n_private
        How many of the criteria so far those tables do not answer.
    """

    n_people: Sizes
    n_public: Sizes
    n_private: int


class PartSizes(NamedTuple):
    """One part of a breakdown in one call set.

    n_people, n_everyone
        Of the cohort, and of all.
    n_public
        Of whom that part of the cohort is true that the tables of the release answer.
    """

    n_people: int
    n_everyone: int
    n_public: int


def cohort_cells(overlaps: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Return one row per call set and sample set: is the cohort shown there, and are its sexes?

    overlaps
        Per call_set_id, sample_set, sex ("all" and tables.SEXES), grouping and group_id: n_cohort
        (people of the cohort, in or out of the group), n_group, n_both; n_public (people of that
        part of the cohort that the tables of the release answer) and is_public (whether that is all
        of it); n_fewest (people of the cohort, or in the call set of one that it is matched to, if
        those are fewer). The grouping "everyone" must be there.

    Columns: call_set_id, sample_set, is_shown, is_sex_shown, reason (empty where it is shown).
    """
    named = (overlaps[name].to_list() for name in (*_KEYS, "sex"))
    keys_of_rows: list[_Key] = list(zip(*named, strict=True))
    sizes, publics = (
        dict(zip(keys_of_rows, overlaps[name].to_list(), strict=True))
        for name in ("n_cohort", "n_public")
    )
    reasons = dict.fromkeys(sizes, "")
    why = _why_withheld(overlaps, profile)
    for number in np.flatnonzero(why).tolist():
        key = keys_of_rows[number]
        if not reasons[key]:
            reasons[key] = _reason(overlaps.row(number, named=True), int(why[number]), profile)
    is_public = bool(overlaps["is_public"][0])
    if not is_public:
        for key, n_people in _from_unions(overlaps, profile).items():
            if sizes[key] and _is_unsaid(n_people, False, profile):
                reasons[key] = reasons[key] or _FEW_SOMEWHERE
    rows = []
    for call_set_id, sample_set in dict.fromkeys(key[:2] for key in sizes):
        keys = {sex: (call_set_id, sample_set, sex) for sex in ("all", *SEXES)}
        n_all = sizes[keys["all"]]
        reason = reasons[keys["all"]] or ("" if n_all else _NOBODY)
        for sex in SEXES:
            # All of one sex are that sex of everyone, or of a group, but for those left out.
            if not reason and sizes[keys[sex]] == n_all:
                reason = reasons[keys[sex]]
        has_few = {
            sex: sample_set != SAMPLE_SETS[0]
            and _is_unsaid(
                sizes[call_set_id, SAMPLE_SETS[0], sex] - sizes[keys[sex]],
                is_public or publics[call_set_id, SAMPLE_SETS[0], sex] == publics[keys[sex]],
                profile,
            )
            for sex in keys
        }
        if not reason and has_few["all"]:
            reason = f"fewer than {fewest(profile)} relatives would be left of all people"
        if reason and reason != _NOBODY and not is_public:
            reason = _FEW_SOMEWHERE.format(n=fewest(profile))
        is_sex_shown = not reason and not any(reasons[keys[sex]] or has_few[sex] for sex in SEXES)
        rows.append((call_set_id, sample_set, not reason, is_sex_shown, reason))
    names = [*_KEYS, "is_shown", "is_sex_shown", "reason"]
    types = [pl.String] * 2 + [pl.Boolean] * 2 + [pl.String]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def is_told(overlaps: pl.DataFrame, profile: Profile) -> bool:
    """Tell whether it may be said how many people a cohort has in all call sets together.

    overlaps
        As of cohort_cells.
    """
    cells = cohort_cells(overlaps.filter(pl.col("sample_set") == SAMPLE_SETS[0]), profile)
    return bool((cells["is_shown"] | (cells["reason"] == _NOBODY)).all())


def shown_steps(steps: Sequence[StepSizes], profile: Profile) -> list[bool]:
    """Tell of which steps the number of people left may be said.

    A sum over call sets tells of each of them, since others of the same people are shown by call
    set: so a step is shown if in every call set the number, and what it leaves of the last one
    shown, is enough, or publicly nobody.

    >>> from straits.privacy.profiles import profile
    >>> numbers = [500, 495, 300, 10, 0]
    >>> steps = [StepSizes((n,), (500,), place) for place, n in enumerate(numbers)]
    >>> shown_steps(steps, profile("inside"))
    [True, False, True, False, False]
    >>> by_site = [StepSizes((500, 100), (500, 100), 0), StepSizes((500, 0), (500, 0), 0)]
    >>> shown_steps(by_site, profile("inside"))
    [True, True]
    """
    shown: list[bool] = []
    last: StepSizes | None = None
    for step in steps:
        is_shown = not any(
            _is_unsaid(n, n_public == 0, profile)
            for n, n_public in zip(step.n_people, step.n_public, strict=True)
        ) and (last is None or not _leaves_few(last, step, profile))
        shown.append(is_shown)
        last = step if is_shown else last
    return shown


def _leaves_few(before: StepSizes, after: StepSizes, profile: Profile) -> bool:
    """Tell whether a step leaves too few of the people of another in some call set."""
    return any(
        _is_unsaid(
            n_before - n_after,
            public_before == 0
            or (public_before == public_after and before.n_private == after.n_private),
            profile,
        )
        for n_before, n_after, public_before, public_after in zip(
            before.n_people, after.n_people, before.n_public, after.n_public, strict=True
        )
    )


def shown_parts(
    parts: Mapping[str, Sequence[PartSizes]], is_public: bool, profile: Profile
) -> dict[str, bool]:
    """Return which parts of a breakdown are shown.

    parts
        Per part, its people in each call set.
    is_public
        Whether the tables of the release answer all of the cohort.

    Where what is withheld could be found by subtraction, because it is too few in all, nothing is
    shown.

    >>> from straits.privacy.profiles import profile
    >>> few = {"A": [PartSizes(40, 90, 90)], "B": [PartSizes(5, 60, 60)]}
    >>> shown_parts(few, False, profile("inside"))
    {'A': False, 'B': False}
    >>> enough = {"B": [PartSizes(15, 60, 60)], "C": [PartSizes(15, 50, 50)]}
    >>> shown_parts(few | enough, False, profile("inside"))
    {'A': True, 'B': False, 'C': False}
    """
    shown = {name: _is_enough(sizes, is_public, profile) for name, sizes in parts.items()}
    hidden = [sizes for name, sizes in parts.items() if not shown[name]]
    # Added up over the parts, within each call set.
    added = [
        PartSizes(*(sum(column) for column in zip(*here, strict=True)))
        for here in zip(*hidden, strict=True)
    ]
    if hidden and not _is_enough(added, is_public, profile):
        return dict.fromkeys(shown, False)
    return shown


def _is_enough(sizes: Sequence[PartSizes], is_public: bool, profile: Profile) -> bool:
    return are_shown((here.n_everyone for here in sizes), profile) and not any(
        _is_unsaid(here.n_people, here.n_public == 0, profile)
        or _is_unsaid(here.n_everyone - here.n_people, is_public or here.n_everyone == 0, profile)
        for here in sizes
    )


def _is_unsaid(n_people: int, is_nobody_public: bool, profile: Profile) -> bool:
    return bool(are_unsaid(np.array([n_people]), is_nobody_public, profile)[0])


def _why_withheld(overlaps: pl.DataFrame, profile: Profile) -> NDArray[np.int8]:
    """Return which of the reasons each row has, 0 for none, shape (n_rows,)."""
    n_cohort, n_group, n_both, n_public, n_fewest = (
        overlaps[name].cast(pl.Int64).to_numpy() for name in _COUNTS
    )
    is_public = overlaps["is_public"].to_numpy()
    # A group that is not shown itself tells nothing of what the cohort has besides.
    is_known = (n_group != 0) & ~are_too_few(n_group, profile)
    left_of_cohort = are_unsaid(n_cohort - n_group, is_public, profile)
    left_of_group = are_unsaid(n_group - n_cohort, is_public, profile)
    of_cohort = is_known & (n_both == n_group) & left_of_cohort
    of_group = (n_cohort != 0) & (n_both == n_cohort) & left_of_group
    why = np.where(of_group, _LEFT_OF_GROUP, np.where(of_cohort, _LEFT_OF_COHORT, 0))
    is_few = are_unsaid(n_fewest, n_public == 0, profile)
    return np.where(is_few, _FEW, why).astype(np.int8)


def _from_unions(overlaps: pl.DataFrame, profile: Profile) -> dict[_Key, int]:
    """Return by how many people a cohort differs from the nearest union of groups that are known.

    Of each call set, sample set and sex ("all" too). The union is of groups of one grouping, or of
    the sexes of these, and whoever is in none that is known is a group as well. A group is in it
    where most of its people are in the cohort.
    """
    # Of each, the people of a group, and of them those of the cohort.
    everyone: dict[_Key, tuple[int, int]] = {}
    known: dict[tuple[_Key, str, bool], list[tuple[int, int]]] = {}
    are_few = are_too_few(overlaps["n_group"].cast(pl.Int64).to_numpy(), profile).tolist()
    rows = overlaps.select(*_KEYS, "sex", "grouping", "n_group", "n_both").iter_rows()
    for (call_set_id, sample_set, sex, grouping, *sizes), is_few in zip(rows, are_few, strict=True):
        n_group, n_both = sizes
        if grouping == EVERYONE:
            everyone[call_set_id, sample_set, sex] = n_group, n_both
        parts = {"all": (sex != "all", True), sex: (grouping != EVERYONE, False)}
        for of, (is_part, is_by_sex) in parts.items():
            if is_part and not is_few:
                key = ((call_set_id, sample_set, of), grouping, is_by_sex)
                known.setdefault(key, []).append((n_group, n_both))
    nearest: dict[_Key, int] = {}
    for (of_whom, _, _), groups in known.items():
        n_in_groups, n_both_in_groups = map(sum, zip(*groups, strict=True))
        n_people, n_cohort = everyone[of_whom]
        groups.append((n_people - n_in_groups, n_cohort - n_both_in_groups))
        n_differs = sum(min(n_both, n_group - n_both) for n_group, n_both in groups)
        nearest[of_whom] = min(nearest.get(of_whom, n_differs), n_differs)
    return nearest


def _reason(row: Mapping[str, str], why: int, profile: Profile) -> str:
    few = f"fewer than {fewest(profile)} people"
    name = "everyone" if row["grouping"] == "everyone" else f"the group {row['group_id']}"
    return {
        _FEW: few,
        _LEFT_OF_GROUP: f"{few} of {name} would be left outside it",
        _LEFT_OF_COHORT: f"{few} of it would be left outside {name}",
    }[why]
