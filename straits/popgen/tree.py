"""Which groups are closest: a tree joined from their distances."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

from straits.popgen.arrays import Floats


def average_linkage(distances: ArrayLike) -> Floats:
    """Merges of a tree in which the closest two groups or branches are joined first (UPGMA).

    Sokal and Michener 1958. Of F_ST it shows likeness, not descent: groups that drifted fast, or
    mixed, are put where a history would not have them.

    distances
        Symmetric, shape (k, k), such as from `fst_matrix`; what is below 0 counts as 0.

    Returns shape (k - 1, 4): the two groups or branches that are joined (branch i is number k + i),
    the distance at which, and the number of groups below. Raises ValueError if a distance is NaN.

    >>> average_linkage([[0, 0.2, 0.3], [0.2, 0, 0.1], [0.3, 0.1, 0]])
    array([[1.  , 2.  , 0.1 , 2.  ],
           [0.  , 3.  , 0.25, 3.  ]])
    """
    square = np.asarray(distances, dtype=np.float64)
    if np.isnan(square).any():
        raise ValueError("expected a distance between every two groups; leave out those without")
    if len(square) < 2:
        return np.zeros((0, 4))
    condensed = squareform(np.maximum(square, 0.0), checks=False)
    merges = hierarchy.linkage(condensed, method="average", optimal_ordering=True)
    return np.asarray(merges, dtype=np.float64)


def leaf_order(merges: ArrayLike) -> list[int]:
    """Order of the groups from the top of the tree down, so that no two branches cross.

    merges
        From `average_linkage`, shape (k - 1, 4).

    >>> leaf_order([[1, 2, 0.1, 2], [0, 3, 0.25, 3]])
    [0, 1, 2]
    """
    joined = np.asarray(merges, dtype=np.float64).reshape(-1, 4)
    if len(joined) == 0:
        return [0]
    return [int(leaf) for leaf in hierarchy.leaves_list(joined)]
