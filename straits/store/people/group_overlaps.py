"""How many people of every group of a study are members of something, from one pass over people.

Who shares call set, sex, relatedness and all groups is in one cell; every group is a union of
cells, so members are counted once by cell and then added up.
"""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from straits.store.people.person_columns import NONE, PersonColumns
from straits.tables import EVERYONE, SAMPLE_SETS, SEXES

_COLUMNS = ["call_set_id", "sample_set", "sex", "grouping", "group_id", "n_group"]


@dataclass(frozen=True)
class GroupOverlaps:
    """What is the same for whatever is asked of the people.

    cell
        Of each person, shape (n_people,).
    place
        Where each cell counts in each grouping, shape (n_groupings, n_cells), in an array of
        `shape`, laid flat.
    shape
        (call sets, related and unrelated, sexes, groups of all groupings and one for nobody's).
    rows
        call_set_id, sample_set, sex, grouping, group_id, n_group: the cells of the study. Of each
        call set, sample set and sex everyone comes first, and is there even if that is nobody.
    at, everyone_at
        Where each row, and everyone of its call set, sample set and sex, stands in what
        `_by_sets` returns, laid flat.
    """

    cell: NDArray[np.int32]
    place: NDArray[np.int64]
    shape: tuple[int, int, int, int]
    rows: pl.DataFrame
    at: NDArray[np.int64]
    everyone_at: NDArray[np.int64]

    def of(self, is_member: NDArray[np.bool_]) -> pl.DataFrame:
        """Return what privacy.cohort_cells asks for: rows with n_cohort and n_both besides."""
        n_members = _kernel().members_by_cell(self.cell, is_member, self.place.shape[1])
        n_both = _by_sets(self.place, self.shape, n_members).ravel()
        return self.rows.hstack(
            [pl.Series("n_cohort", n_both[self.everyone_at]), pl.Series("n_both", n_both[self.at])]
        )


def group_overlaps(people: PersonColumns) -> GroupOverlaps:
    """Divide the people into cells, and find in which groups each counts."""
    named = [(EVERYONE, EVERYONE)]
    columns = []
    for grouping, groups in people.groups.items():
        # Places among the groups of all groupings; that of nobody's is not known yet.
        columns.append(np.where(groups.codes == NONE, NONE, groups.codes + len(named)))
        named += [(grouping, name) for name in groups.names]
    leaf = (people.call_set.astype(np.int64) * 2 + people.is_unrelated) * len(SEXES) + people.sex
    cell, person = _cells([leaf, *columns])
    shape = (len(people.call_set_ids), 2, len(SEXES), len(named) + 1)
    # Everybody is in the first group; nobody's is the last.
    groups_of_cell = np.stack([np.zeros_like(person), *(column[person] for column in columns)])
    place = leaf[person] * shape[-1] + groups_of_cell % shape[-1]
    n_group = _by_sets(place, shape, np.bincount(cell, minlength=person.size))
    is_row = n_group > 0
    is_row[..., 0] = True  # a sex that nobody has is a cell of nobody
    *sides, group = np.nonzero(is_row)
    names = (people.call_set_ids, SAMPLE_SETS, ("all", *SEXES))
    keys = [_taken(of, side) for of, side in zip(names, sides, strict=True)]
    keys += [_taken([pair[side] for pair in named], group) for side in (0, 1)]
    return GroupOverlaps(
        cell,
        place,
        shape,
        pl.DataFrame([*keys, pl.Series(n_group[is_row])], schema=_COLUMNS),
        np.ravel_multi_index((*sides, group), n_group.shape),
        np.ravel_multi_index((*sides, np.zeros_like(group)), n_group.shape),
    )


@cache
def _kernel() -> Any:
    """Return the compiled kernel, whose compiler not every visit loads."""
    return importlib.import_module("straits.genotypes.member_counts")


def _taken(names: Sequence[str], places: NDArray[np.int64]) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(places)


def _cells(columns: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the cell of each person, and one person of each cell."""
    cell = np.zeros_like(columns[0])
    person = cell[:0]
    for column in columns:
        # Numbered anew after each column, so that numbers never grow beyond the people's.
        both = cell * (int(column.max(initial=0)) - NONE + 1) + column - NONE
        _, person, cell = np.unique(both, return_index=True, return_inverse=True)
    return cell.astype(np.int32), person


def _by_sets(
    place: NDArray[np.int64], shape: tuple[int, int, int, int], n_of_cell: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return people by call set, sample set, "all" or sex, and group, from those by cell."""
    counted = np.bincount(
        place.ravel(), np.tile(n_of_cell, len(place)), minlength=int(np.prod(shape))
    )
    leaves = counted.astype(np.int64).reshape(shape)[..., :-1]
    of_sets = np.stack([leaves.sum(axis=1), leaves[:, 1]], axis=1)
    return np.concatenate([of_sets.sum(axis=2, keepdims=True), of_sets], axis=2)
