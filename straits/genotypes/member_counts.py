"""Members counted by the cell that each person is in: one compiled pass over all people."""

import numpy as np
from numpy.typing import NDArray

from straits.genotypes.compiled import compiled


def members_by_cell(
    cell: NDArray[np.int32], is_member: NDArray[np.bool_], n_cells: int
) -> NDArray[np.int64]:
    """Return how many members each cell has, shape (n_cells,).

    cell, is_member
        Of each person, shape (n_people,); cells count from 0.
    """
    n_members = np.zeros(n_cells, np.int64)
    _count(cell, is_member, n_members)
    return n_members


@compiled
def _count(cell, is_member, n_members):
    for person in range(cell.shape[0]):
        n_members[cell[person]] += is_member[person]
