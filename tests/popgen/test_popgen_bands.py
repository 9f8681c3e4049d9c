"""Counts of partners in bands, 0 to 9 copies and their mirror: what intervals and tests keep.

The control reads a band as its middle, as one is tempted to.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from straits.popgen import censored, contingency, intervals

BAND = 10
N_ALLELES = 20_000
# Of alternate frequency; the alleles called in the study's group and in the partner's.
STRATA = {"very rare": (0.001, 0.005), "rare": (0.005, 0.03), "low": (0.03, 0.1),
          "common": (0.1, 0.5)}  # fmt: skip
AN, AN_PARTNER = 400, 240

Counts = NDArray[np.int64]


def drawn(name: str) -> tuple[NDArray[np.float64], Counts, Counts]:
    """Return AF of alleles that are as common in both groups, and the copies counted in each."""
    rng = np.random.default_rng([*name.encode()])
    af = rng.uniform(*STRATA[name], N_ALLELES)
    return af, rng.binomial(AN, af), rng.binomial(AN_PARTNER, af)


def banded(ac: Counts, an: int) -> tuple[Counts, Counts]:
    """Return the ends of each count as a partner tells it."""
    is_few, is_most = ac < BAND, an - ac < BAND
    low = np.where(is_few, 0, np.where(is_most, an - BAND + 1, ac))
    return low, np.where(is_few, BAND - 1, np.where(is_most, an, ac))


@pytest.mark.parametrize("name", STRATA)
def test_no_more_than_one_of_twenty_differs_by_chance(name: str) -> None:
    _, ac, partner = drawn(name)
    low, high = banded(partner, AN_PARTNER)
    # Each triple once: of so many alleles most are alike.
    triples, places = np.unique([ac, low, high], axis=1, return_inverse=True)
    ours, least, most = triples
    an = np.full(ours.size, AN), np.full(ours.size, AN_PARTNER)
    _, highest = censored.p_range(ours, ours, an[0], least, most, an[1])
    assert (highest[places.ravel()] < 0.05).mean() <= 0.055


@pytest.mark.parametrize("name", STRATA)
def test_intervals_of_bands_hold_the_frequency(name: str) -> None:
    af, _, partner = drawn(name)
    low, high = banded(partner, AN_PARTNER)
    an = np.full(N_ALLELES, AN_PARTNER)
    least, most = intervals.share_interval(low, an)[0], intervals.share_interval(high, an)[1]
    assert ((least <= af) & (af <= most)).mean() >= 0.945


def test_a_band_that_is_read_as_its_middle_finds_what_is_not_there() -> None:
    af, ac, partner = drawn("very rare")
    low, high = banded(partner, AN_PARTNER)
    middle = np.round((low + high) / 2).astype(int)
    pairs, places = np.unique([ac, middle], axis=1, return_inverse=True)
    p, _ = contingency.difference_test(pairs[0], AN, pairs[1], AN_PARTNER)
    assert (p[places.ravel()] < 0.05).mean() > 0.3
    least, most = intervals.share_interval(middle, np.full(N_ALLELES, AN_PARTNER))
    assert ((least <= af) & (af <= most)).mean() < 0.5
