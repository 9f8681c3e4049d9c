"""How many alleles are compared and how many are left out, and what adds up over them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from straits.comparison.judged import COMPARED, REASONS, Comparison, Judged
from straits.comparison.measures import fst_parts
from straits.comparison.passes import Check, over_chunks
from straits.genotypes.compiled import measuring


@dataclass(frozen=True)
class Totals:
    """Of all the alleles looked at.

    numbers
        How many there are by reason, in the order of REASONS, shape (10,).
    most_an_a, most_an_b
        The largest AN of any allele; 0 where there is none.
    """

    numbers: NDArray[np.int64]
    most_an_a: int
    most_an_b: int

    @property
    def n_compared(self) -> int:
        """How many alleles are compared."""
        return int(self.numbers[COMPARED])


def totals(comparison: Comparison, check: Check) -> Totals:
    """Return the totals of a comparison."""
    works = over_chunks(comparison, comparison.chunks, _Totals, check)
    most = np.max([work.most for work in works], axis=0)
    numbers = np.stack([work.numbers for work in works]).sum(axis=0)
    return Totals(numbers, int(most[0]), int(most[1]))


class _Totals:
    def __init__(self) -> None:
        self.numbers = np.zeros(len(REASONS), np.int64)
        self.most = np.zeros(2, np.int64)

    def take(self, place: int, judged: Judged) -> None:
        _count(judged.an_a, judged.an_b, judged.reason, self.numbers, self.most)


@measuring
def _count(an_a, an_b, reason, numbers, most):
    most_a, most_b = most[0], most[1]
    for i in range(reason.size):
        numbers[reason[i]] += 1
        most_a, most_b = max(most_a, an_a[i]), max(most_b, an_b[i])
    most[0], most[1] = most_a, most_b


def fst_sums(comparison: Comparison, check: Check) -> tuple[float, float]:
    """Return the sums of the numerators and the denominators of Hudson's F_ST."""
    works = over_chunks(comparison, comparison.chunks, _FstSums, check)
    top, bottom = np.sum([work.sums for work in works], axis=0)
    return float(top), float(bottom)


class _FstSums:
    def __init__(self) -> None:
        self.sums = np.zeros(2)

    def take(self, place: int, judged: Judged) -> None:
        self.sums += _sum_fst(*judged.counts, judged.reason)


@measuring
def _sum_fst(ac_a, an_a, ac_b, an_b, reason):
    top, bottom = 0.0, 0.0
    for i in range(reason.size):
        if reason[i] == 0:
            of_allele = fst_parts(ac_a[i], an_a[i], ac_b[i], an_b[i])
            top += of_allele[0]
            bottom += of_allele[1]
    return top, bottom
