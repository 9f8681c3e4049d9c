"""Differences and ratios of two allele frequencies against statsmodels and published figures."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from statsmodels.stats import proportion

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
    expected = proportion.confint_proportions_2indep(
        *first, *second, method="newcomb", compare="diff"
    )
    observed = differences.newcombe_interval(*first, *second)
    np.testing.assert_allclose(observed, expected, atol=1e-10)


@pytest.mark.parametrize(
    ("compare", "interval"),
    [("ratio", differences.frequency_ratio), ("odds-ratio", differences.odds_ratio)],
)
@given(first=allele_counts(max_an=5_000), second=allele_counts(max_an=5_000))
def test_at_the_ends_of_an_interval_of_ratios_the_score_test_of_statsmodels_gives_5_percent(
    compare: str,
    interval: Callable[..., tuple[Floats, Floats, Floats]],
    first: tuple[int, int],
    second: tuple[int, int],
) -> None:
    # Its own intervals of ratios come from a closed form that loses digits, up to 1e-3 of an end.
    (ac1, an1), (ac2, an2) = first, second
    assume(0 < ac1 < an1 and 0 < ac2 < an2)  # an end of the interval is 0 or infinite elsewhere
    ratio, low, high = interval(ac1, an1, ac2, an2)
    assert low < ratio < high
    for end in (low, high):
        p = proportion.test_proportions_2indep(
            ac1, an1, ac2, an2, value=float(end), compare=compare, method="score", correction=False
        ).pvalue
        assert p == pytest.approx(0.05, rel=1e-6)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # The likelihood maximised by bisection in 50 digits; statsmodels' closed form ends at
        # 0.0947236, 0.0949040 and 0.1109045.
        ((1, 2), (527, 528), 0.0947103296126509768, 0.907210513648478507),
        ((1, 2), (502, 504), 0.0949072681885013187, 0.909128213320838026),
        ((5, 94), (22, 114), 0.110904481648961844, 0.668210894782430235),
    ],
)
def test_the_interval_of_a_ratio_of_frequencies_is_right_to_12_digits(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    _, *ends = differences.frequency_ratio(*first, *second)
    assert ends == pytest.approx([low, high], rel=1e-12)


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
