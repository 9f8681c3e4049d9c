"""Counts as arrays, checked once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def counts(*pairs: tuple[ArrayLike, ArrayLike]) -> list[Floats]:
    """Return AC and AN of each pair as floats that have been broadcast to one shape.

    pairs
        (ac, an) of one group each; whole numbers, 0 <= ac <= an. NaN, which is what a null becomes
        that was withheld, is taken for "not called": both are 0 there.

    Raises ValueError if any ac is negative or above its an.

    >>> counts(([1, 2, float("nan")], 10))
    [array([1., 2., 0.]), array([10., 10.,  0.])]
    """
    flat = [np.asarray(values, dtype=np.float64) for pair in pairs for values in pair]
    arrays = [np.array(array) for array in np.broadcast_arrays(*flat)]
    for ac, an in zip(arrays[::2], arrays[1::2], strict=True):
        is_withheld = np.isnan(ac) | np.isnan(an)
        ac[is_withheld] = an[is_withheld] = 0.0
        if ((ac < 0) | (ac > an)).any():
            raise ValueError("expected 0 <= ac <= an for every allele and group")
    return arrays


def known(value: ArrayLike) -> float | None:
    """Return a single number; None where it is NaN.

    >>> known(np.float64(0.5)), known(float("nan"))
    (0.5, None)
    """
    number = float(np.asarray(value))
    return None if np.isnan(number) else number
