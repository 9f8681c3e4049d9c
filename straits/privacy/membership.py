"""How well somebody's genome tells whether they are in a group of which frequencies are published.

Sankararaman et al. 2009 (Nature Genetics 41:965): of the likelihood ratio test, which is the best
there is, the mean moves by the root of m / n standard deviations, where m independent variants of n
people are published. The test was measured to find somewhat more than that says, since what rare
alleles tell is no normal variable (tests/attacks/test_bundle_attacks.py): each variant counts for a
third more. What is published with less than exact counts tells less.
"""

import math

from scipy.stats import norm

# Of those who are not in the group, how many the test takes for members.
FALSE_POSITIVES = 0.01
_WEIGHT = 4 / 3


def power_of_test(n_variants: int, n_people: int) -> float:
    """Return how many members the best test finds at FALSE_POSITIVES, between that and 1.

    n_variants
        Independent variants of which exact frequencies are published.
    n_people
        In the group; above 0.

    >>> round(power_of_test(20_000, 300), 3), round(power_of_test(0, 300), 3)
    (1.0, 0.01)
    >>> round(power_of_test(245, 300), 3)
    0.1
    """
    moved = math.sqrt(_WEIGHT * n_variants / n_people)
    return float(norm.cdf(moved - norm.isf(FALSE_POSITIVES)))


def most_variants(n_people: int, power: float) -> int:
    """Return how many independent variants may be published for no more than a power.

    >>> most_variants(300, 0.1)
    245
    """
    moved = max(0.0, norm.isf(FALSE_POSITIVES) - norm.isf(power))
    return int(n_people * moved**2 / _WEIGHT)
