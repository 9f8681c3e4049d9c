"""What could have been found, and what censored counts leave open."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from straits.popgen import censored, fisher, power
from tests.builders.allele_counts import allele_counts

Count = tuple[int, int]


@pytest.mark.parametrize(
    ("an", "ac"),
    [(3_216, 20), (3_882, 23), (11_004, 52)],
)
def test_the_smallest_significant_count_against_none_of_4422(an: int, ac: int) -> None:
    assert power.minimum_significant_ac(0, 4_422, an, 5e-8) == ac


@given(allele_counts(max_an=80), st.integers(1, 80))
def test_one_copy_less_is_not_significant(first: Count, an2: int) -> None:
    ac2 = power.minimum_significant_ac(*first, an2, 0.05)
    if np.isnan(ac2):
        assert fisher.fisher_exact(*first, an2, an2) >= 0.05
    else:
        assert fisher.fisher_exact(*first, ac2, an2) < 0.05
        assert fisher.fisher_exact(*first, ac2 - 1, an2) >= 0.05


@pytest.mark.parametrize(("af", "an1", "an2"), [(0.1, 1_000, 1_000), (0.3, 4_422, 3_216)])
def test_the_detectable_difference_has_about_the_power_that_statsmodels_gives(
    af: float, an1: int, an2: int
) -> None:
    difference = float(power.detectable_difference(af, an1, an2, alpha=0.05, power=0.8))
    effect = proportion_effectsize(af + difference, af)  # on the arcsine scale, so about
    found = NormalIndPower().power(effect, an1, 0.05, an2 / an1)
    assert found == pytest.approx(0.8, abs=0.01)


def test_no_difference_is_detectable_with_four_alleles() -> None:
    assert np.isnan(power.detectable_difference(0.5, 4, 4))
    assert np.isnan(power.detectable_difference(0.5, 0, 1_000))


@pytest.mark.parametrize(
    ("an", "true_p", "clipped_p"), [(3_216, 0.42, 0.013), (3_882, 0.47, 0.022)]
)
def test_a_count_clipped_to_5_leaves_the_whole_range_of_p_open(
    an: int, true_p: float, clipped_p: float
) -> None:
    # Shown as 5, the count may be 1 to 5; the other group has none of 4,422.
    lowest, highest = censored.p_range(1, 5, an, 0, 0, 4_422)
    assert (lowest, highest) == pytest.approx((clipped_p, true_p), abs=0.005)


@given(allele_counts(max_an=40), allele_counts(max_an=40), st.integers(0, 4))
def test_the_range_of_p_holds_every_count_that_may_be(
    first: Count, second: Count, width: int
) -> None:
    (ac1, an1), (ac2, an2) = first, second
    high = min(ac1 + width, an1)
    lowest, highest = censored.p_range(ac1, high, an1, ac2, ac2, an2)
    p = [stats.fisher_exact([[n, an1 - n], [ac2, an2 - ac2]]).pvalue for n in range(ac1, high + 1)]
    assert (lowest, highest) == pytest.approx((min(p), max(p)), rel=1e-9)


def test_a_range_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="expected the least of a count"):
        censored.p_range(5, 1, 100, 0, 0, 100)


def test_a_range_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 100 counts, got 101"):
        censored.p_range(0, 101, 1_000, 0, 0, 100)
