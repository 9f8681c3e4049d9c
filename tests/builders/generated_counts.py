"""Counts of two groups over many alleles, with ties, empty cells and all kinds of reasons."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.comparison.judged import CallSetCounts, Codes, Comparison

# Of these the codes are planted: unaligned_indel to clinvar.
_PLANTED = (0, 0, 0, 0, 0, 0, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class Generated:
    """A comparison, and what it says of each allele by plain NumPy.

    counts
        ac_a, an_a, ac_b and an_b of all call sets, shape (4, n).
    reason
        As sql/macros/comparison/judged_alleles.sql has it, shape (n,).
    """

    comparison: Comparison
    counts: NDArray[np.int64]
    reason: NDArray[np.uint8]

    @property
    def kept(self) -> NDArray[np.intp]:
        """The alleles compared."""
        return np.flatnonzero(self.reason == 0)


def generated(
    n: int,
    people: tuple[int, int] = (120, 90),
    n_call_sets: int = 1,
    *,
    ranges: list[tuple[int, int]] | None = None,
    least_an: int = 1,
    af: tuple[float, float] = (0.0, 1.0),
    seed: int = 1,
) -> Generated:
    """Return alleles that are mostly rare; some were called in nobody, and some are in everybody.

    people
        Of A and of B in each call set; counts of a large group are of a wider type.
    """
    random = np.random.default_rng(seed)
    frequency = random.beta(0.1, 1, n)
    frequency[random.random(n) < 0.01] = 1
    sides: list[list[CallSetCounts]] = []
    totals = np.zeros((4, n), np.int64)
    for side, size in enumerate(people):
        own = np.clip(frequency * random.lognormal(0, 0.5, n), 0, 1)
        own[frequency == 1] = 1
        call_sets = []
        for _ in range(n_call_sets):
            an = 2 * (size - random.binomial(size, random.beta(0.3, 20, n)))
            an[random.random(n) < 0.02] = 0
            ac = random.binomial(an, own)
            width = np.uint16 if 2 * size < 65_536 else np.uint32
            call_sets.append(CallSetCounts(ac.astype(width), an.astype(width)))
            totals[2 * side] += ac
            totals[2 * side + 1] += an
        sides.append(call_sets)
    planted = random.choice(_PLANTED, n).astype(np.uint8)
    wanted = [(0, n - 1)] if ranges is None else ranges

    def left_out(start: int, stop: int) -> Codes:
        return planted[start:stop].copy()

    comparison = Comparison(*sides, wanted, left_out, least_an, *af)
    ac_a, an_a, ac_b, an_b = totals
    reason = planted.copy()
    reason[(planted == 0) & (ac_a + ac_b == 0)] = 8
    with np.errstate(invalid="ignore"):
        together = (ac_a + ac_b) / (an_a + an_b)
    is_outside = (together < af[0]) | (together > af[1])
    reason[(reason == 0) & is_outside] = 9
    reason[np.minimum(an_a, an_b) < max(least_an, 1)] = 2
    is_wanted = np.zeros(n, np.bool_)
    for first, last in wanted:
        is_wanted[first : last + 1] = True
    reason[~is_wanted] = 255
    return Generated(comparison, totals, reason)
