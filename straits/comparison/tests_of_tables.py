"""The test of a 2 x 2 table, compiled: Fisher's exact, or chi-square where all cells reach 100.

As straits.popgen.contingency.difference_test and straits.popgen.fisher have it, table by table, so
that a hundred million need not be held at once.
"""

import math

import numpy as np
from scipy import special

from straits.comparison.judged import Floats
from straits.comparison.measures import square_score
from straits.genotypes.compiled import measuring
from straits.popgen.contingency import CHI_SQUARE_FROM
from straits.popgen.exact import TIE

# A p that was not worked out, as it is above the limit that was asked for.
ABOVE_LIMIT = 2.0
_NEGLIGIBLE = 1e-15
# Tables that a thread remembers; a power of 2.
_REMEMBERED = 1 << 16
# Called alleles of A and B together from which on they are not.
_MOST_REMEMBERED = 1 << 13
# Probabilities of tables follow from logarithms that are off by no more than this.
_MARGIN = 1e-6


def log_factorials(largest: int) -> Floats:
    """Return the logarithm of n! for n from 0 to the largest, shape (largest + 1,)."""
    return np.asarray(special.gammaln(np.arange(largest + 1, dtype=np.float64) + 1))


@measuring
def p_of_table(ac_a, an_a, ac_b, an_b, limit, factorials):
    """Return the two-sided p of a difference, ABOVE_LIMIT where it is above the limit.

    factorials
        As of log_factorials, up to an_a + an_b.
    """
    smallest = min(min(ac_a, an_a - ac_a), min(ac_b, an_b - ac_b))
    if smallest >= CHI_SQUARE_FROM:
        p = math.erfc(math.sqrt(square_score(ac_a, an_a, ac_b, an_b) / 2))
        return p if p <= limit else ABOVE_LIMIT
    return fisher_p(ac_a, an_a, ac_b, an_b, limit, factorials)


@measuring
def fisher_p(ac_a, an_a, ac_b, an_b, limit, factorials):
    """Return p of Fisher's exact test, as `p_of_table` does."""
    copies, everyone = ac_a + ac_b, an_a + an_b
    margins = factorials[copies] + factorials[everyone - copies]
    margins += factorials[an_a] + factorials[an_b] - factorials[everyone]
    observed = margins - log_cells(ac_a, copies, an_a, an_b, factorials)
    # p is at least the probability of the table itself.
    itself = math.exp(observed)
    if limit < 1 and itself > limit * (1 + _MARGIN):
        return ABOVE_LIMIT
    first, last = max(0, copies - an_b), min(copies, an_a)
    # Exact, as whole numbers below 2^53 are, and three times as fast as a division of such.
    middle = np.float64(copies + 1) * np.float64(an_a + 1) / np.float64(everyone + 2)
    peak = min(max(np.int64(middle), first), last)
    if peak > first and rise(peak - 1, copies, an_a, an_b) < 1:
        peak -= 1
    level = observed + TIE
    # Beyond these two, both included, all are at most as likely as the observed one. Its side is
    # added up before the other is looked for, as that may be enough to pass the limit.
    below, above, p = first - 1, last + 1, 0.0
    if ac_a <= peak:
        below = ac_a
        while below < peak and (
            margins - log_cells(below + 1, copies, an_a, an_b, factorials) <= level
        ):
            below += 1
        p = _tail_below(below, first, copies, an_a, an_b, margins, factorials, limit)
        if limit < 1 and p > limit:
            return ABOVE_LIMIT
        if margins - log_cells(last, copies, an_a, an_b, factorials) <= level:
            low = peak + 1
            while low < above:
                half = (low + above) // 2
                if margins - log_cells(half, copies, an_a, an_b, factorials) <= level:
                    above = half
                else:
                    low = half + 1
    else:
        above = ac_a
        while above > peak + 1 and (
            margins - log_cells(above - 1, copies, an_a, an_b, factorials) <= level
        ):
            above -= 1
        p = _tail_above(above, last, copies, an_a, an_b, margins, factorials, limit)
        if limit < 1 and p > limit:
            return ABOVE_LIMIT
        if margins - log_cells(first, copies, an_a, an_b, factorials) <= level:
            high = peak
            while below < high:
                half = (below + high + 1) // 2
                if margins - log_cells(half, copies, an_a, an_b, factorials) <= level:
                    below = half
                else:
                    high = half - 1
    if above == below + 1:
        return 1.0 if limit >= 1 else ABOVE_LIMIT
    if ac_a <= peak and above <= last:
        p += _tail_above(above, last, copies, an_a, an_b, margins, factorials, limit)
    elif ac_a > peak and below >= first:
        p += _tail_below(below, first, copies, an_a, an_b, margins, factorials, limit)
    p = min(p, 1.0)
    return p if p <= limit else ABOVE_LIMIT


@measuring
def _tail_below(outcome, first, copies, an_a, an_b, margins, factorials, limit):
    """Return the chance of an outcome and of all below it, or a part of it above the limit."""
    term = math.exp(margins - log_cells(outcome, copies, an_a, an_b, factorials))
    p = term
    for each in range(outcome, first, -1):
        down = np.float64(each) * np.float64(an_b - copies + each)
        term *= down / (np.float64(copies - each + 1) * np.float64(an_a - each + 1))
        p += term
        if term <= p * _NEGLIGIBLE or p > limit:
            break
    return p


@measuring
def _tail_above(outcome, last, copies, an_a, an_b, margins, factorials, limit):
    """Return the chance of an outcome and of all above it, or a part of it above the limit."""
    term = math.exp(margins - log_cells(outcome, copies, an_a, an_b, factorials))
    p = term
    for each in range(outcome, last):
        term *= rise(each, copies, an_a, an_b)
        p += term
        if term <= p * _NEGLIGIBLE or p > limit:
            break
    return p


@measuring
def rounded(p):
    """Return a value to 29 bits: two tables whose p is one differ in the last digits.

    The larger half of Veltkamp's split (Dekker 1971, Numer Math 18:224).
    """
    upper = p * 16_777_217.0  # 2^24 + 1
    return upper - (upper - p)


@measuring
def round_all(values):
    """Make each value `rounded`."""
    for i in range(values.size):
        values[i] = rounded(values[i])


@measuring
def least_square(p, n_most):
    """Return what Pearson's chi-squared of a table must reach for a p that is no larger.

    p is at least the probability of the table, which by Stirling's formula is above
    exp(-G^2 / 2 - 1 / 3) / sqrt(2 pi N), and half of G^2 is at most N log(1 + chi-squared / N) for
    a table of N; all of this grows with N.

    n_most
        The most that N can be.
    """
    if p >= 1:
        return 0.0
    # The smallest number above 0 stands for all that are too small for one.
    most = -math.log(max(p, 5e-324)) - 0.5 * math.log(2 * math.pi * n_most) - 1 / 3 - _MARGIN
    return n_most * math.expm1(max(most, 0.0) / n_most) * (1 - 1e-9)


@measuring
def minimum_p(copies, an_a, an_b, factorials):
    """Return the smallest p that Fisher's test could give for so many copies (Tarone 1990)."""
    most, least = min(copies, an_a), max(0, copies - an_b)
    return min(
        fisher_p(most, an_a, copies - most, an_b, 1.0, factorials),
        fisher_p(least, an_a, copies - least, an_b, 1.0, factorials),
    )


@measuring
def log_cells(outcome, copies, an_a, an_b, factorials):
    """Return the logarithms of the factorials of the four cells, summed."""
    return (
        factorials[outcome]
        + factorials[copies - outcome]
        + factorials[an_a - outcome]
        + factorials[an_b - copies + outcome]
    )


@measuring
def rise(outcome, copies, an_a, an_b):
    """Return the probability of one more copy in A over that of this outcome."""
    up = np.float64(copies - outcome) * np.float64(an_a - outcome)
    return up / (np.float64(outcome + 1) * np.float64(an_b - copies + outcome + 1))


class Memory:
    """Tables that were met before; of large groups none, as hardly one comes again."""

    def __init__(self, most: int) -> None:
        """Know no table yet; an_a + an_b is below `most` in each, and each thread has its own."""
        n_tables = _REMEMBERED if most <= _MOST_REMEMBERED else 0
        self.tables = np.full((n_tables, 4), -1, np.int32)
        self.p = np.empty(n_tables)


@measuring
def fill_p(
    ac_a, an_a, ac_b, an_b, reason, few, limit, factorials, known, known_p, values
):  # fmt: skip
    """Fill in p of each allele compared: ABOVE_LIMIT above the limit, NaN where it is left out.

    few
        So many copies cannot have a p up to the limit, of `too_few_copies`.
    known, known_p
        Of a Memory that was given this limit alone.
    """
    mask = known_p.size - 1
    for i in range(values.size):
        if reason[i] != 0:
            values[i] = math.nan
            continue
        a, n_a, b, n_b = ac_a[i], an_a[i], ac_b[i], an_b[i]
        if a + b <= few:
            values[i] = ABOVE_LIMIT
            continue
        if known_p.size == 0:
            values[i] = p_of_table(
                np.int64(a), np.int64(n_a), np.int64(b), np.int64(n_b), limit, factorials
            )
            continue
        at = _slot(a, n_a, b, n_b) & mask
        if known[at, 0] != a or known[at, 1] != n_a or known[at, 2] != b or known[at, 3] != n_b:
            known_p[at] = p_of_table(
                np.int64(a), np.int64(n_a), np.int64(b), np.int64(n_b), limit, factorials
            )
            known[at, 0], known[at, 1], known[at, 2], known[at, 3] = a, n_a, b, n_b
        values[i] = known_p[at]


@measuring
def too_few_copies(an_a, an_b, reason, limit):
    """Return how many copies cannot have a p up to a limit, in any of the alleles compared.

    p is at least the probability of the table, which is least where all copies are on one side, on
    the smaller one of the smallest.
    """
    least_a = least_b = np.int32(2_147_483_647)
    most_a = most_b = np.int32(0)
    for i in range(reason.size):
        is_compared = reason[i] == 0
        n_a, n_b = an_a[i], an_b[i]
        least_a = n_a if is_compared and n_a < least_a else least_a
        least_b = n_b if is_compared and n_b < least_b else least_b
        most_a = n_a if is_compared and n_a > most_a else most_a
        most_b = n_b if is_compared and n_b > most_b else most_b
    in_a = in_b = 1.0
    copies = 0
    while copies < min(least_a, least_b):
        in_a *= (least_a - copies) / (np.int64(least_a) + most_b - copies)
        in_b *= (least_b - copies) / (np.int64(least_b) + most_a - copies)
        if min(in_a, in_b) <= limit * (1 + _MARGIN):
            break
        copies += 1
    return copies


@measuring
def fill_minimum_p(ac_a, an_a, ac_b, an_b, reason, factorials, known, known_p, values):
    """Fill in the smallest p of each allele compared, as `fill_p` does; the memory is its own."""
    mask = known_p.size - 1
    for i in range(values.size):
        if reason[i] != 0:
            values[i] = math.nan
            continue
        copies, n_a, n_b = ac_a[i] + ac_b[i], an_a[i], an_b[i]
        if known_p.size == 0:
            values[i] = minimum_p(np.int64(copies), np.int64(n_a), np.int64(n_b), factorials)
            continue
        at = _slot(copies, n_a, 0, n_b) & mask
        if known[at, 0] != copies or known[at, 1] != n_a or known[at, 3] != n_b:
            known_p[at] = minimum_p(np.int64(copies), np.int64(n_a), np.int64(n_b), factorials)
            known[at, 0], known[at, 1], known[at, 2], known[at, 3] = copies, n_a, 0, n_b
        values[i] = known_p[at]


@measuring
def _slot(ac_a, an_a, ac_b, an_b):
    """Return a number that tables share seldom."""
    mixed = (np.int64(ac_a) * 73_856_093) ^ (np.int64(an_a) * 19_349_663)
    mixed ^= (np.int64(ac_b) * 83_492_791) ^ (np.int64(an_b) * 49_979_687)
    return mixed ^ (mixed >> 17)
