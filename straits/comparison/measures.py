"""How different one allele is in A and B, as the macros of sql/macros/statistics have it."""

import math
from collections.abc import Callable

import numpy as np

from straits.comparison.judged import Floats, Judged, Numbers
from straits.genotypes.compiled import measuring

Kernel = Callable[..., None]

# What stands for a value that there is none of: below every other.
UNKNOWN = -1e308
LEFT_OUT = -math.inf
# By how much of itself, and how much besides, what `bounds` says may be off.
SLACK = 1e-9
# Of an allele that one side alone has: above every ratio of two frequencies.
INFINITE_RATIO = 1e300


def exact(order: str, judged: Judged, values: Floats) -> Floats:
    """Return by how much each allele differs, written to the first of values, shape (n,).

    order
        "abs_difference"; "ratio", of which infinite ones are told apart by the larger AF; "p", by
        the absolute score statistic, UNKNOWN where all alleles are the same; "fst", UNKNOWN where
        nothing varies.
    """
    return _fill(_EXACT[order], judged, values)


def bounds(order: str, judged: Judged, values: Floats) -> Floats:
    """Return what `exact` would but for SLACK, in a third of the time; of "p" its square."""
    return _fill(_BOUNDS[order], judged, values)


def larger_af(judged: Judged, values: Floats) -> Floats:
    """Return the larger AF of each allele, LEFT_OUT where it is left out, as `exact` does."""
    return _fill(_larger_af, judged, values)


def abs_scores(counts: Numbers) -> Floats:
    """Return `exact` by "p" of ac_a, an_a, ac_b and an_b, shape (4, n)."""
    return _of_counts("p", counts)


def fst_values(counts: Numbers) -> Floats:
    """Return `exact` by "fst" of ac_a, an_a, ac_b and an_b, shape (4, n)."""
    return _of_counts("fst", counts)


def _of_counts(order: str, counts: Numbers) -> Floats:
    ac_a, an_a, ac_b, an_b = np.ascontiguousarray(counts, np.int32)
    reason = np.zeros(ac_a.size, np.uint8)
    return exact(order, Judged(0, ac_a, an_a, ac_b, an_b, reason), np.empty(ac_a.size))


def _fill(kernel: Kernel, judged: Judged, values: Floats) -> Floats:
    filled = values[: judged.reason.size]
    kernel(*judged.counts, judged.reason, filled)
    return filled


@measuring
def _abs_difference(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        value = abs(ac_a[i] / an_a[i] - ac_b[i] / an_b[i])
        values[i] = value if reason[i] == 0 else LEFT_OUT


@measuring
def _ratio(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        af_a, af_b = ac_a[i] / an_a[i], ac_b[i] / an_b[i]
        larger = af_a if af_a > af_b else af_b
        smaller = af_b if af_a > af_b else af_a
        value = INFINITE_RATIO * (1 + larger) if smaller == 0 else larger / smaller
        values[i] = value if reason[i] == 0 else LEFT_OUT


@measuring
def abs_score(ac_a, an_a, ac_b, an_b):
    """Return |z| of sql/macros/statistics/score_z.sql; UNKNOWN where all alleles are the same."""
    af = (ac_a + ac_b) / (an_a + an_b)
    variance = af * (1 - af) * (1 / an_a + 1 / an_b)
    z = abs(ac_a / an_a - ac_b / an_b) / math.sqrt(variance)
    return z if variance > 0 else UNKNOWN


@measuring
def _abs_scores(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        value = abs_score(ac_a[i], an_a[i], ac_b[i], an_b[i])
        values[i] = value if reason[i] == 0 else LEFT_OUT


@measuring
def _fst(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        top, bottom = fst_parts(ac_a[i], an_a[i], ac_b[i], an_b[i])
        value = top / bottom + 0.0 if bottom > 0 else UNKNOWN
        values[i] = value if reason[i] == 0 else LEFT_OUT


@measuring
def fst_parts(ac_a, an_a, ac_b, an_b):
    """Return numerator and denominator of Hudson's F_ST; 0 and 0 where an an is below 2."""
    af_a, af_b = ac_a / an_a, ac_b / an_b
    within_a = af_a * (1 - af_a) / (an_a - 1)
    within_b = af_b * (1 - af_b) / (an_b - 1)
    top = (af_a - af_b) * (af_a - af_b) - within_a - within_b
    bottom = af_a * (1 - af_b) + af_b * (1 - af_a)
    is_known = min(an_a, an_b) > 1
    return top if is_known else 0.0, bottom if is_known else 0.0


@measuring
def _larger_af(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        af_a, af_b = ac_a[i] / an_a[i], ac_b[i] / an_b[i]
        larger = af_a if af_a > af_b else af_b
        values[i] = larger if reason[i] == 0 else LEFT_OUT


# The same with one division each: counts times the other side's size are whole numbers below 2^53.


@measuring
def _bound_of_difference(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        n_a, n_b = np.float64(an_a[i]), np.float64(an_b[i])
        value = abs(ac_a[i] * n_b - ac_b[i] * n_a) / (n_a * n_b)
        values[i] = value if reason[i] == 0 else LEFT_OUT


@measuring
def _bound_of_ratio(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        n_a, n_b = np.float64(an_a[i]), np.float64(an_b[i])
        f_a, f_b = ac_a[i] * n_b, ac_b[i] * n_a
        larger = f_a if f_a > f_b else f_b
        smaller = f_b if f_a > f_b else f_a
        share = larger / (n_a * n_b if smaller == 0 else smaller)
        value = INFINITE_RATIO * (1 + share) if smaller == 0 else share
        values[i] = value if reason[i] == 0 else LEFT_OUT


@measuring
def square_score(ac_a, an_a, ac_b, an_b):
    """Return the square of `abs_score`, which is Pearson's chi-squared, but for SLACK."""
    n_a, n_b = np.float64(an_a), np.float64(an_b)
    copies = np.float64(ac_a + ac_b)
    gap = ac_a * n_b - ac_b * n_a
    bottom = n_a * n_b * copies * (n_a + n_b - copies)
    square = gap * gap * (n_a + n_b) / bottom
    return square if bottom > 0 else UNKNOWN


@measuring
def _square_scores(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        value = square_score(ac_a[i], an_a[i], ac_b[i], an_b[i])
        values[i] = value if reason[i] == 0 else LEFT_OUT


@measuring
def _bound_of_fst(ac_a, an_a, ac_b, an_b, reason, values):
    for i in range(values.size):
        n_a, n_b = np.float64(an_a[i]), np.float64(an_b[i])
        less_a, less_b = n_a - 1, n_b - 1
        gap = ac_a[i] * n_b - ac_b[i] * n_a
        within_a = ac_a[i] * (n_a - ac_a[i]) * n_b * n_b * less_b
        within_b = ac_b[i] * (n_b - ac_b[i]) * n_a * n_a * less_a
        top = gap * gap * less_a * less_b - within_a - within_b
        between = ac_a[i] * (n_b - ac_b[i]) + ac_b[i] * (n_a - ac_a[i])
        bottom = n_a * n_b * less_a * less_b * between
        share = top / bottom
        value = share if bottom > 0 else UNKNOWN
        values[i] = value if reason[i] == 0 else LEFT_OUT


_EXACT = {"abs_difference": _abs_difference, "ratio": _ratio, "p": _abs_scores, "fst": _fst}
_BOUNDS = {
    "abs_difference": _bound_of_difference, "ratio": _bound_of_ratio, "p": _square_scores,
    "fst": _bound_of_fst,
}  # fmt: skip
