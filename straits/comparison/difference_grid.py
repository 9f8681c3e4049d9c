"""A volcano: how many alleles lie in each cell of the difference by -log10 p of their test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.comparison.tested import N_DIFFERENCES, Tested

N_HEIGHTS = 50
# A p too small for a number counts as this.
SMALLEST_P = 1e-300
_LOWEST = 1e-9


@dataclass(frozen=True)
class DifferenceGrid:
    """Cells of the difference, from -1 to 1, by -log10 p, from 0 to the largest.

    numbers
        Alleles, shape (N_DIFFERENCES, N_HEIGHTS); the last cells hold their upper ends too.
    height
        -log10 p from one cell to the next.
    is_whole
        Whether the lowest cells are told apart from those above: they are not where p was not
        worked out that ends within these.
    """

    numbers: NDArray[np.int64]
    height: float
    is_whole: bool


def difference_grid(tested: Tested) -> DifferenceGrid:
    """Return the grid of tests."""
    p = np.maximum(tested.p, SMALLEST_P)
    height = max(-np.log10(p.min(initial=1.0)), _LOWEST) / N_HEIGHTS
    up = np.minimum((-np.log10(p) / height).astype(np.int64), N_HEIGHTS - 1)
    flat = np.bincount(
        tested.cell.astype(np.int64) * N_HEIGHTS + up, tested.n_variants,
        N_DIFFERENCES * N_HEIGHTS,
    )  # fmt: skip
    numbers = flat.reshape(N_DIFFERENCES, N_HEIGHTS).astype(np.int64)
    numbers[:, 0] += tested.above
    is_whole = tested.limit >= 1 or -np.log10(tested.limit) <= height
    return DifferenceGrid(numbers, float(height), is_whole)
