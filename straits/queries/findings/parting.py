"""Whether the counts of two groups tell which of them has more of an allele."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from straits.popgen import censored, contingency, differences

# Below this p, and with 0 outside of the 95 % interval, a difference is told of.
ALPHA = 0.05


@dataclass(frozen=True)
class Counted:
    """Copies of an allele in a group: ac_low to ac_high of an; equal where AC is exact.

    where
        The call set that was counted, if that is not all there is of the group; else empty.
    is_of_people
        Whether people are counted, of whom something holds, and not copies.
    """

    label: str
    ac_low: int
    ac_high: int
    an: int
    where: str = ""
    is_of_people: bool = False

    @property
    def is_exact(self) -> bool:
        """Tell whether AC is one number."""
        return self.ac_low == self.ac_high

    @property
    def af_low(self) -> float:
        """Return the least that AF can be."""
        return self.ac_low / self.an

    @property
    def af_high(self) -> float:
        """Return the most that AF can be."""
        return self.ac_high / self.an


def surely_more(pairs: Sequence[tuple[Counted, Counted]]) -> list[bool]:
    """Tell of each pair whether the first surely has more of an allele than the second.

    It has where Newcombe's 95 % interval of the difference lies above 0 and the test of two groups
    (`contingency.difference_test`) has p below ALPHA; of a range, at every count that is possible.
    A range of copies that is wider than `censored.WIDEST` tells nothing; of people, of whom it may
    be wide, the counts that lie closest are tried, as `censored.P_ALLOWED` does.

    >>> most, few = Counted("A", 30, 30, 100), Counted("B", 1, 4, 100)
    >>> surely_more([(most, few), (few, most), (few, Counted("C", 0, 0, 100))])
    [True, False, False]
    """
    tables, owners = [], []
    is_told = [
        first.is_of_people
        or max(first.ac_high - first.ac_low, second.ac_high - second.ac_low) <= censored.WIDEST
        for first, second in pairs
    ]
    for place, (first, second) in enumerate(pairs):
        if first.is_of_people:
            tables.append((first.ac_low, first.an, second.ac_high, second.an))
            owners.append(place)
            continue
        if not is_told[place]:
            continue
        for ac in range(first.ac_low, first.ac_high + 1):
            for other in range(second.ac_low, second.ac_high + 1):
                tables.append((ac, first.an, other, second.an))
                owners.append(place)
    if not tables:
        return is_told
    columns = np.array(tables, np.float64).T
    p, _ = contingency.difference_test(*columns)
    low, _ = differences.newcombe_interval(*columns)
    fails = ~((p < ALPHA) & (low > 0))
    n_failing = np.bincount(owners, weights=fails, minlength=len(pairs))
    return [bool(told and n == 0) for told, n in zip(is_told, n_failing, strict=True)]
