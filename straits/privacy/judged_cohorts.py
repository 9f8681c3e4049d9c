"""What a profile shows of a cohort: its cells, the steps that lead to it, and its composition.

A cohort is one more total that can be subtracted from another, so what it leaves of everyone, and
of each group that holds it or that it holds, counts as a cell too.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.privacy.decide import are_shown, are_too_few, fewest, is_too_few
from straits.privacy.profiles import Profile
from straits.tables import SAMPLE_SETS, SEXES

_KEYS = ["call_set_id", "sample_set"]
_COUNTS = ("n_cohort", "n_group", "n_both")
# Why a row withholds a cell: its people are too few, or what one leaves of the other.
_FEW, _LEFT_OF_GROUP, _LEFT_OF_COHORT = 1, 2, 3

# Numbers of people: one per call set, or one within the other.
Sizes = tuple[int, ...]


def cohort_cells(overlaps: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Return one row per call set and sample set: is the cohort shown there, and are its sexes?

    overlaps
        Per call_set_id, sample_set, sex ("all" and tables.SEXES), grouping and group_id: n_cohort
        (people of the cohort, in or out of the group), n_group, n_both. The grouping "everyone"
        must be there.

    Columns: call_set_id, sample_set, is_shown, is_sex_shown, reason (empty where it is shown).
    """
    named = (overlaps[name].to_list() for name in (*_KEYS, "sex"))
    keys_of_rows: list[tuple[str, str, str]] = list(zip(*named, strict=True))
    sizes: dict[tuple[str, str, str], int] = dict(
        zip(keys_of_rows, overlaps["n_cohort"].to_list(), strict=True)
    )
    reasons = dict.fromkeys(sizes, "")
    why = _why_withheld(overlaps, profile)
    for number in np.flatnonzero(why).tolist():
        key = keys_of_rows[number]
        if not reasons[key]:
            reasons[key] = _reason(overlaps.row(number, named=True), int(why[number]), profile)
    rows = []
    for call_set_id, sample_set in dict.fromkeys(key[:2] for key in sizes):
        keys = {sex: (call_set_id, sample_set, sex) for sex in ("all", *SEXES)}
        reason = "nobody is in it" if not sizes[keys["all"]] else reasons[keys["all"]]
        left = {sex: _relatives(sizes, keys[sex]) for sex in keys}
        if not reason and is_too_few(left["all"], profile):
            reason = f"fewer than {fewest(profile)} relatives would be left of all people"
        is_sex_shown = not reason and not any(
            reasons[keys[sex]] or is_too_few(left[sex], profile) for sex in SEXES
        )
        rows.append((call_set_id, sample_set, not reason, is_sex_shown, reason))
    names = [*_KEYS, "is_shown", "is_sex_shown", "reason"]
    types = [pl.String] * 2 + [pl.Boolean] * 2 + [pl.String]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def shown_steps(steps: Sequence[Sizes], profile: Profile) -> list[bool]:
    """Tell of which steps the number of people left may be said.

    steps
        Per step, the people left in each call set: a sum over call sets tells of each of them,
        since others of the same people are shown by call set.

    A step is shown if in every call set the number, and what it leaves of the last one shown, is 0
    or enough.

    >>> from straits.privacy.profiles import profile
    >>> shown_steps([(500,), (495,), (300,), (10,), (0,)], profile("inside"))
    [True, False, True, False, True]
    >>> shown_steps([(500, 100), (300, 90), (300, 8)], profile("inside"))
    [True, False, False]
    """

    def step(last: tuple[Sizes | None, bool], sizes: Sizes) -> tuple[Sizes | None, bool]:
        before = last[0] if last[0] is not None else sizes
        left = [outer - inner for outer, inner in zip(before, sizes, strict=True)]
        is_shown = are_shown([*sizes, *left], profile)
        return (sizes if is_shown else last[0]), is_shown

    start: tuple[Sizes | None, bool] = (None, False)
    return [is_shown for _, is_shown in list(accumulate(steps, step, initial=start))[1:]]


def shown_parts(parts: Mapping[str, Sequence[Sizes]], profile: Profile) -> dict[str, bool]:
    """Return which parts of a breakdown are shown.

    parts
        Per part and call set the people in it: of the cohort, of everyone, and so on, each within
        the one that follows.

    Where what is withheld could be found by subtraction, because it is too few in all, nothing is
    shown.

    >>> from straits.privacy.profiles import profile
    >>> shown_parts({"A": [(40, 90)], "B": [(5, 60)], "C": [(0, 50)]}, profile("inside"))
    {'A': False, 'B': False, 'C': False}
    >>> shown_parts({"A": [(40, 90)], "B": [(15, 60)], "C": [(15, 50)]}, profile("inside"))
    {'A': True, 'B': False, 'C': False}
    """
    shown = {name: _is_enough(sizes, profile) for name, sizes in parts.items()}
    hidden = [sizes for name, sizes in parts.items() if not shown[name]]
    # Added up over the parts, within each call set.
    added = [
        [sum(column) for column in zip(*here, strict=True)] for here in zip(*hidden, strict=True)
    ]
    if hidden and not _is_enough(added, profile):
        return dict.fromkeys(shown, False)
    return shown


def is_told(overlaps: pl.DataFrame, profile: Profile) -> bool:
    """Tell whether it may be said how many people a cohort has in all call sets together.

    overlaps
        As of cohort_cells.
    """
    return not bool(_why_withheld(overlaps, profile).any())


def _is_enough(sizes: Sequence[Sequence[int]], profile: Profile) -> bool:
    left = [outer - inner for here in sizes for inner, outer in pairwise(here)]
    return are_shown([*(n for here in sizes for n in here), *left], profile)


def _why_withheld(overlaps: pl.DataFrame, profile: Profile) -> NDArray[np.int8]:
    """Return which of the reasons each row has, 0 for none, shape (n_rows,)."""
    n_cohort, n_group, n_both = (overlaps[name].cast(pl.Int64).to_numpy() for name in _COUNTS)
    # A group that is not shown itself tells nothing of what the cohort has besides.
    is_known = (n_group != 0) & ~are_too_few(n_group, profile)
    of_cohort = is_known & (n_both == n_group) & are_too_few(n_cohort - n_group, profile)
    of_group = (n_cohort != 0) & (n_both == n_cohort) & are_too_few(n_group - n_cohort, profile)
    why = np.where(of_group, _LEFT_OF_GROUP, np.where(of_cohort, _LEFT_OF_COHORT, 0))
    return np.where(are_too_few(n_cohort, profile), _FEW, why).astype(np.int8)


def _reason(row: Mapping[str, str], why: int, profile: Profile) -> str:
    few = f"fewer than {fewest(profile)} people"
    name = "everyone" if row["grouping"] == "everyone" else f"the group {row['group_id']}"
    return {
        _FEW: few,
        _LEFT_OF_GROUP: f"{few} of {name} would be left outside it",
        _LEFT_OF_COHORT: f"{few} of it would be left outside {name}",
    }[why]


def _relatives(sizes: Mapping[tuple[str, str, str], int], key: tuple[str, str, str]) -> int:
    """Return how many the unrelated leave of all people; 0 of all people."""
    call_set_id, sample_set, sex = key
    return sizes[call_set_id, SAMPLE_SETS[0], sex] - sizes[key] if sample_set != "all" else 0
