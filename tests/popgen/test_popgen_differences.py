"""Differences and ratios of two allele frequencies against statsmodels and published figures."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from statsmodels.stats.proportion import confint_proportions_2indep

from straits.popgen import differences
from straits.popgen.arrays import Floats
from tests.builders.allele_counts import allele_counts


def test_newcombe_interval_is_that_of_the_paper() -> None:
    # Newcombe 1998, table II, example (a), method 10: 56/70 - 48/80.
    low, high = differences.newcombe_interval(56, 70, 48, 80)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_odds_ratio_is_the_sample_odds_ratio() -> None:
    ratio, _, _ = differences.odds_ratio(51, 94, 22, 114)
    assert ratio == pytest.approx(4.95983, abs=5e-6)


@given(allele_counts(max_an=20_000), allele_counts(max_an=20_000))
def test_newcombe_interval_agrees_with_statsmodels(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    observed = differences.newcombe_interval(*first, *second)
    np.testing.assert_allclose(observed, expected, atol=1e-10)


@pytest.mark.parametrize(
    ("compare", "interval"),
    [("ratio", differences.frequency_ratio), ("odds-ratio", differences.odds_ratio)],
)
@given(first=allele_counts(max_an=5_000), second=allele_counts(max_an=5_000))
def test_score_intervals_of_ratios_agree_with_statsmodels(
    compare: str,
    interval: Callable[..., tuple[Floats, Floats, Floats]],
    first: tuple[int, int],
    second: tuple[int, int],
) -> None:
    (ac1, an1), (ac2, an2) = first, second
    assume(0 < ac1 < an1 and 0 < ac2 < an2)  # statsmodels finds no root at an empty cell
    expected = confint_proportions_2indep(
        ac1, an1, ac2, an2, method="score", compare=compare, correction=False
    )
    assume(np.isfinite(expected).all())
    _, low, high = interval(ac1, an1, ac2, an2)
    # Its search for an end of the interval stops some 3e-5 away from it: at 1 of 2 and 502 of 504
    # its own test gives p = 0.05 at our end, and 0.049995 at the one that it returns.
    np.testing.assert_allclose((low, high), expected, rtol=1e-4)


@pytest.mark.parametrize(
    ("first", "second", "ratio", "low_is_zero", "high_is_infinite"),
    [
        ((5, 100), (0, 100), np.inf, False, True),  # only the first group has it
        ((0, 100), (5, 100), 0.0, True, False),  # only the second group has it
    ],
)
def test_a_ratio_at_an_empty_cell_has_one_finite_end(
    first: tuple[int, int],
    second: tuple[int, int],
    ratio: float,
    low_is_zero: bool,
    high_is_infinite: bool,
) -> None:
    for interval in (differences.frequency_ratio, differences.odds_ratio):
        estimate, low, high = interval(*first, *second)
        assert estimate == ratio
        assert (low == 0) == low_is_zero
        assert np.isinf(high) == high_is_infinite


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((0, 100), (0, 100)),  # nobody has it
        ((0, 0), (5, 100)),  # the first group was not called
    ],
)
def test_a_ratio_is_nan_where_it_means_nothing(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    for interval in (differences.frequency_ratio, differences.odds_ratio):
        assert np.isnan(interval(*first, *second)).all()


@given(allele_counts(), allele_counts())
def test_swapping_the_groups_mirrors_the_difference(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    low, high = differences.newcombe_interval(*first, *second)
    np.testing.assert_allclose(differences.newcombe_interval(*second, *first), (-high, -low))
