"""Who is counted in each number of people that a release showed: for the custodian's own eyes.

Nothing of it is told: straits.store.keeping.risk says which questions, put together, tell of a few,
and never of whom, or of how many.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits import cohorts
from straits.cohorts import Tree
from straits.store.cohorts import cohort_composition, cohort_people
from straits.store.door import Store
from straits.store.people.three_valued import TRUE
from straits.tables import EVERYONE, SEXES

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Number:
    """A number of people that was shown: what it is of, and who is counted, shape (n_people,)."""

    of: str
    people: Flags


class CustodiansStore(Store):
    """A release as whoever keeps it may ask of it; it is open to nobody else."""

    @property
    def person_keys(self) -> list[tuple[str, str]]:
        """Return call set and sample id of everybody counted, which another release has too."""
        people = self._cohorts.people
        return list(zip(people["call_set_id"], people["sample_id"], strict=True))

    def known(self) -> list[Number]:
        """Return the numbers of the study's own groups, which every reader has."""
        people = self._cohorts.columns
        everyone = np.ones(people.n_people, np.bool_)
        numbers: list[Number] = []
        for (grouping, group_id), cells in self._study_cells().group_by("grouping", "group_id"):
            is_in = everyone
            if grouping != EVERYONE:
                is_in = people.of_grouping(str(grouping)).truth([str(group_id)]) == TRUE
            numbers += self._cells(str(group_id), is_in, cells)
        return numbers

    def of_answer(self, question: str, trees: Sequence[Tree]) -> list[Number]:
        """Return the numbers of people of some cohorts that the answer to a question showed.

        trees
            In the order in which they were asked about.
        Raises QueryError for a cohort that the release cannot find.
        """
        numbers: list[Number] = []
        for tree in trees:
            entered = self._cohorts.entered(self._cohorts.enter(tree))
            is_member = self._cohorts.members_of(tree)
            numbers += self._cells(f"“{cohorts.sentence(tree)}”", is_member, entered.cells)
            if question == "cohorts.attrition":
                numbers += self._steps(tree)
            if question in ("cohorts.composition", "cohorts.differences"):
                numbers += self._parts(tree, is_member)
        if question == "cohorts.overlap" and len(trees) > 1:
            numbers += self._areas(trees[0], trees[1])
        return numbers

    def _cells(self, of: str, is_in: Flags, cells: pl.DataFrame) -> Iterator[Number]:
        people = self._cohorts.columns
        for cell in cells.filter("is_shown").iter_rows(named=True):
            here = np.zeros(people.n_people, np.bool_)
            here[people.of(cell["call_set_id"])] = True
            where = f"{of} in {cell['call_set_id']}"
            if cell["sample_set"] != "all":
                here &= people.is_unrelated
                where += f", {cell['sample_set']}"
            yield Number(where, is_in & here)
            if cell["is_sex_shown"]:
                for number, sex in enumerate(SEXES):
                    yield Number(f"{where}, {sex}", is_in & here & (people.sex == number))

    def _steps(self, tree: Tree) -> Iterator[Number]:
        parts = cohorts.parts_of(tree)
        truths = self._cohorts.truths(parts)
        told = cohort_people.attrition(self._cohorts, self.profile, tree)
        running = accumulate(truths, np.minimum)
        for step, alone, left in zip(told.steps, truths, running, strict=True):
            of = f"“{cohorts.sentence(step.criterion)}”"
            if step.n_people is not None:
                yield Number(of, alone == TRUE)
            if step.n_left is not None:
                yield Number(f"{of} and all before it", left == TRUE)

    def _areas(self, a: Tree, b: Tree) -> Iterator[Number]:
        if cohort_people.overlap(self._cohorts, self.profile, a, b).n_both is None:
            return
        in_a, in_b = (self._cohorts.members_of(tree) for tree in (a, b))
        names = [f"“{cohorts.sentence(tree)}”" for tree in (a, b)]
        yield Number(" and ".join(names), in_a & in_b)
        yield Number(" and not ".join(names), in_a & ~in_b)
        yield Number(" and not ".join(reversed(names)), in_b & ~in_a)

    def _parts(self, tree: Tree, is_member: Flags) -> Iterator[Number]:
        people = self._cohorts.columns
        told = cohort_composition.composition(self._cohorts, self.profile, [tree])
        of_breakdown = dict(cohort_composition.breakdowns(people))
        for row in told.filter(pl.col("n_1").is_not_null()).iter_rows(named=True):
            coded = of_breakdown[row["breakdown"]]
            code = -1 if row["part"] is None else coded.names.index(row["part"])
            of = f"“{cohorts.sentence(tree)}”, {row['breakdown']} {row['part'] or 'not known'}"
            yield Number(of, is_member & (coded.codes == code))
