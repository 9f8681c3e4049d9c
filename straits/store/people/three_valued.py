"""True, false and unknown of each of many people, as SQL's `and`, `or` and `not` have them.

As 1, -1 and 0, so that `and` is the least, `or` the greatest, and `not` the negative.
"""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Truth = NDArray[np.int8]

TRUE, UNKNOWN, FALSE = np.int8(1), np.int8(0), np.int8(-1)


def of_flags(is_true: NDArray[np.bool_], is_known: NDArray[np.bool_] | None = None) -> Truth:
    """Return what flags say, and unknown where it is not known (None: it is of everybody).

    >>> of_flags(np.array([True, False, True]), np.array([True, True, False])).tolist()
    [1, -1, 0]
    """
    truth = 2 * is_true.view(np.int8) - TRUE
    return truth if is_known is None else truth * is_known.view(np.int8)


def all_of(truths: Sequence[Truth], n_people: int) -> Truth:
    """Return whether all are true; of no parts, that they are."""
    return reduce(np.minimum, truths) if truths else np.full(n_people, TRUE)


def any_of(truths: Sequence[Truth]) -> Truth:
    """Return whether any is true."""
    return reduce(np.maximum, truths)


def or_unknown(truth: Truth) -> Truth:
    """Return whether something is true or unknown, which is always known."""
    return of_flags(truth != FALSE)
