"""What is compared, of a release: the counts of A and B as arrays, judged by the profile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from straits import privacy
from straits.comparison.judged import BLOCK, CallSetCounts, Comparison, Flags
from straits.comparison.many_groups import Groups
from straits.comparison.ranged_counts import Within
from straits.errors import QueryError
from straits.flat.flat_counts import CellCounts
from straits.flat.flat_ranges import RangesOfCell
from straits.flat.flat_release import FlatRelease
from straits.privacy import Profile
from straits.store.cohorts.cohort_frequencies import COHORT
from straits.store.cohorts.cohort_registry import Cohorts
from straits.store.comparison import cohort_counts
from straits.store.comparison.asked_comparison import Asked, Ranges, key_of, ranges_of
from straits.store.comparison.cohort_counts import CohortCounts
from straits.store.comparison.left_out_codes import left_out
from straits.store.held.budget import Cache
from straits.store.query.running import Check


class CountedSides:
    """Reads what is compared; safe between threads. Nothing here has passed the guard."""

    def __init__(self, flat: FlatRelease, cohorts: Cohorts, profile: Profile, kept: Cache) -> None:
        """Read nothing yet.

        kept
            Keeps what is counted of cohorts.
        """
        self._flat, self._cohorts = flat, cohorts
        self._profile, self._kept = profile, kept

    def comparison(self, asked: Asked, check: Check) -> Comparison:
        """Return what is compared.

        Raises QueryError for a group that a call set does not have, and where genotypes of a cohort
        would have to be counted at too many alleles.
        """
        ranges = ranges_of(asked, self._flat.n_alleles)
        a, b = ([cell.counts for cell in self._side(asked, side, ranges, check)] for side in "ab")
        return Comparison(
            a, b, ranges, left_out(self._flat, asked), asked["least_an"], asked["af_min"],
            asked["af_max"],
        )  # fmt: skip

    def n_called(
        self, asked: Asked, side: str, alleles: NDArray[np.int64], check: Check
    ) -> NDArray[np.int64]:
        """Return how many people of a side were called at alleles that are compared, shape (n,)."""
        summed = np.zeros(alleles.size, np.int64)
        for cell in self._side(asked, side, ranges_of(asked, self._flat.n_alleles), check):
            n_called, n_all = cell.people(alleles)
            is_withheld = privacy.are_withheld(n_called, n_all, self._profile)
            summed += np.where(is_withheld, 0, n_called)
        return summed

    def groups(
        self, asked: Sequence[Asked], is_shown: Callable[[Asked, str], bool], check: Check
    ) -> Groups:
        """Return A of several comparisons over the alleles of the first, whatever its indels.

        is_shown
            Tells whether the profile shows A in a call set; what it does not is 0.

        Raises as `comparison` does.
        """
        call_sets = {call_set_id for each in asked for call_set_id in each["a_call_sets"]}
        asked = [
            {**each, "a_call_sets": [name for name in each["a_call_sets"] if is_shown(each, name)]}
            for each in asked
        ]
        first = asked[0]
        ranges = ranges_of(first, self._flat.n_alleles)
        filters = {**first, "a_call_sets": call_sets, "b_call_sets": [], "leave_out_indels": False}
        return Groups(
            [[cell.counts for cell in self._side(each, "a", ranges, check)] for each in asked],
            ranges,
            left_out(self._flat, filters),
            [self.ranges(each, "a", check) for each in asked],
        )

    def ranges(self, asked: Asked, side: str, check: Check) -> Within:
        """Return what reads the counts of a side that are ranges and that the profile shows."""
        grouping, group_id = asked[f"{side}_grouping"], asked[f"{side}_group"]
        if grouping == COHORT:
            return self._ranges_of_cohort(asked, side, check)
        known = [
            self._flat.ranges(call_set_id, grouping, group_id)
            for call_set_id in asked[f"{side}_call_sets"]
        ]
        there = [ranges for ranges in known if ranges is not None]
        return lambda start, stop: [self._shown(each.within(start, stop)) for each in there]

    def _ranges_of_cohort(self, asked: Asked, side: str, check: Check) -> Within:
        """Return what reads where a cohort has a range in a call set, and what others have there.

        What is exact is a range of one number, so that all of them add up.
        """
        counted = [
            self._counted(asked, side, call_set_id, check)
            for call_set_id in asked[f"{side}_call_sets"]
        ]
        is_range = np.logical_or.reduce([each.is_range for each in counted])
        if not is_range.any():
            return lambda start, stop: []
        there = []
        for each in counted:
            ends = each.ends()
            n_called, n_all = each.n_called.astype(np.int64), each.n_all.astype(np.int64)
            ends[0, privacy.are_withheld(n_called, n_all, self._profile)] = -1
            there.append(RangesOfCell(each.alleles[is_range], *ends[:, is_range]))
        return lambda start, stop: [self._shown(each.within(start, stop)) for each in there]

    def _counted(self, asked: Asked, side: str, call_set_id: str, check: Check) -> CohortCounts:
        """Return the counts of a side that is a cohort, in a call set."""
        group_id, sample_set = asked[f"{side}_group"], asked["sample_set"]
        ranges = ranges_of(asked, self._flat.n_alleles)
        where = self._cohorts, group_id, call_set_id, sample_set, ranges, check
        key = key_of({"cohort": [group_id, call_set_id, sample_set], "ranges": ranges})
        counted: CohortCounts = self._kept.answer(key, partial(cohort_counts.counted, *where))
        return counted

    def _shown(self, part: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        n_called = part["n_called"].astype(np.int64)
        kept = ~privacy.are_withheld(n_called, n_called, self._profile)
        kept &= n_called >= 0
        return {name: numbers[kept] for name, numbers in part.items()}

    def _side(self, asked: Asked, side: str, ranges: Ranges, check: Check) -> list["_Cell"]:
        grouping, group_id = asked[f"{side}_grouping"], asked[f"{side}_group"]
        sample_set = asked["sample_set"]
        cells: list[_Cell] = []
        for call_set_id in asked[f"{side}_call_sets"]:
            if grouping == COHORT:
                counted = self._counted(asked, side, call_set_id, check)
                cells.append(_CohortCell(counted, self._profile))
                continue
            chosen, everyone = (
                self._flat.counts(call_set_id, grouping, group_id, each)
                for each in (sample_set, "all")
            )
            if chosen is None or everyone is None:
                raise QueryError(
                    f"The call set {call_set_id!r} has no group {group_id!r} of {grouping!r}. "
                    "Choose one of those that it counts."
                )
            cells.append(_GroupCell(chosen, everyone, self._profile))
        return cells


class _Cell(Protocol):
    """A group or cohort in one call set."""

    @property
    def counts(self) -> CallSetCounts:
        """What was counted, and what of it the profile withholds."""

    def people(self, alleles: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how many were called, of the sample set and of all."""


@dataclass(frozen=True)
class _GroupCell:
    chosen: CellCounts
    everyone: CellCounts
    profile: Profile

    @property
    def counts(self) -> CallSetCounts:
        withheld = None if privacy.is_exact(self.profile) else self._withheld
        return CallSetCounts(self.chosen.ac, self.chosen.an, withheld=withheld)

    def people(self, alleles: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self.chosen.n_called_of(alleles), self.everyone.n_called_of(alleles)

    def _withheld(self, start: int, stop: int) -> Flags | None:
        lowest = self.chosen.lowest_n_called[start // BLOCK : (stop - 1) // BLOCK + 1]
        if self.chosen is self.everyone and lowest.min() >= privacy.fewest(self.profile):
            return None
        n_called, n_all = (
            cell.n_called(start, stop).astype(np.int64) for cell in (self.chosen, self.everyone)
        )
        return privacy.are_withheld(n_called, n_all, self.profile)


@dataclass(frozen=True)
class _CohortCell:
    counted: CohortCounts
    profile: Profile

    @property
    def counts(self) -> CallSetCounts:
        counted = self.counted
        withheld = None if privacy.is_exact(self.profile) else self._withheld
        is_range = self._is_range if counted.is_range.any() else None
        return CallSetCounts(counted.ac, counted.an, counted.firsts, withheld, is_range)

    def people(self, alleles: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        places = self.counted.places(alleles)
        return (
            self.counted.n_called[places].astype(np.int64),
            self.counted.n_all[places].astype(np.int64),
        )

    def _is_range(self, start: int, stop: int) -> Flags:
        return self.counted.is_range[self._span(start, stop)]

    def _span(self, start: int, stop: int) -> slice:
        first, last = self.counted.places(np.array([start, stop - 1])).tolist()
        return slice(first, last + 1)

    def _withheld(self, start: int, stop: int) -> Flags:
        span = self._span(start, stop)
        n_called, n_all = (
            numbers[span].astype(np.int64)
            for numbers in (self.counted.n_called, self.counted.n_all)
        )
        return privacy.are_withheld(n_called, n_all, self.profile)
