"""People of a call set divided into cells: same sex, same relatedness, same groups throughout.

Every group is a union of cells, so genotypes are counted once by cell and then added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.tables import SEXES


@dataclass(frozen=True)
class Cells:
    """Who is in which cell.

    cell_of_sample
        Shape (n_samples,); -1 for a sample that is not counted in this call set.
    sex, is_unrelated
        Of each cell: place in tables.SEXES; whether its people are unrelated, shape (n_cells,).
    members
        For each (grouping, group): the cells that make it up.
    """

    cell_of_sample: NDArray[np.int32]
    sex: NDArray[np.int8]
    is_unrelated: NDArray[np.bool_]
    members: dict[tuple[str, str], NDArray[np.int32]]

    @property
    def n_cells(self) -> int:
        """How many cells there are."""
        return self.sex.size

    def leaves(self, grouping: str, group: str) -> dict[tuple[str, bool], NDArray[np.int32]]:
        """Return the cells of a group by sex and is_unrelated, of those that somebody has."""
        members = self.members[grouping, group]
        leaf = 2 * self.sex[members] + self.is_unrelated[members]
        return {
            (SEXES[each // 2], bool(each % 2)): members[leaf == each]
            for each in np.unique(leaf).tolist()
        }


def divide(
    sexes: Sequence[str],
    is_unrelated: Sequence[bool | None],
    is_counted: Sequence[bool],
    groupings: Mapping[str, Sequence[str | None]],
) -> Cells:
    """Divide the samples of a call set into cells.

    sexes, is_unrelated, is_counted, groupings
        One value per sample, in order of sample_index. A person of whom nobody says that they are
        related (None) counts as unrelated; a group of None is no group.

    >>> cells = divide(["XX", "XY", "XX"], [True] * 3, [True] * 3, {"population": ["A", "A", None]})
    >>> cells.cell_of_sample.tolist(), cells.members["population", "A"].tolist()
    ([0, 1, 2], [0, 1])
    """
    cells: dict[tuple[object, ...], int] = {}
    cell_of_sample = np.full(len(sexes), -1, np.int32)
    for sample, counted in enumerate(is_counted):
        if counted:
            groups = tuple(values[sample] for values in groupings.values())
            key: tuple[object, ...] = (sexes[sample], is_unrelated[sample] is not False, *groups)
            cell_of_sample[sample] = cells.setdefault(key, len(cells))
    members: dict[tuple[str, str], list[int]] = {}
    for key, cell in cells.items():
        for grouping, group in zip(groupings, key[2:], strict=True):
            if group is not None:
                members.setdefault((grouping, str(group)), []).append(cell)
    return Cells(
        cell_of_sample,
        np.array([SEXES.index(str(key[0])) for key in cells], np.int8),
        np.array([bool(key[1]) for key in cells], np.bool_),
        {group: np.array(places, np.int32) for group, places in members.items()},
    )
