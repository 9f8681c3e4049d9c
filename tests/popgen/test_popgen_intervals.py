"""Intervals of an allele frequency against scipy, statsmodels and published figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from straits.popgen import intervals
from tests.builders.allele_counts import allele_counts


@pytest.mark.parametrize(
    ("ac", "an", "low", "high"),
    [
        (0, 4_422, 0.0, 8.67961e-4),
        (1, 4_422, 3.99207e-5, 1.279932e-3),
        (20, 3_216, 4.029450e-3, 9.586581e-3),
    ],
)
def test_wilson_interval_is_the_published_one(ac: int, an: int, low: float, high: float) -> None:
    observed = intervals.wilson_interval(ac, an)
    np.testing.assert_allclose(observed, (low, high), rtol=1e-5)


@pytest.mark.parametrize(
    ("ac", "an", "low", "high"),
    [(0, 4_422, 0.0, 8.33863e-4), (1, 4_422, 5.7254e-6, 1.259332e-3)],
)
def test_clopper_pearson_interval_is_the_published_one(
    ac: int, an: int, low: float, high: float
) -> None:
    observed = intervals.clopper_pearson_interval(ac, an)
    np.testing.assert_allclose(observed, (low, high), rtol=1e-5)


@pytest.mark.parametrize(
    ("an", "bound"),
    [(11_004, 2.7e-4), (3_882, 7.7e-4), (3_216, 9.3e-4), (4_422, 6.8e-4)],
)
def test_an_allele_that_nobody_has_is_rarer_than_three_over_an(an: int, bound: float) -> None:
    assert intervals.upper_bound(0, an) == pytest.approx(bound, abs=0.5e-5)


@given(allele_counts(max_an=100_000), st.sampled_from([0.9, 0.95, 0.99]))
def test_wilson_interval_agrees_with_statsmodels(count: tuple[int, int], level: float) -> None:
    ac, an = count
    z = stats.norm.ppf((1 + level) / 2)
    expected = proportion_confint(ac, an, alpha=1 - level, method="wilson")
    np.testing.assert_allclose(intervals.wilson_interval(ac, an, z), expected, atol=1e-12)


@given(allele_counts(max_an=100_000), st.sampled_from([0.9, 0.95, 0.99]))
def test_clopper_pearson_interval_agrees_with_statsmodels(
    count: tuple[int, int], level: float
) -> None:
    ac, an = count
    expected = proportion_confint(ac, an, alpha=1 - level, method="beta")
    observed = intervals.clopper_pearson_interval(ac, an, level)
    np.testing.assert_allclose(observed, expected, rtol=1e-9, atol=1e-15)


@given(allele_counts(max_an=10_000))
def test_upper_bound_agrees_with_the_one_sided_interval_of_scipy(count: tuple[int, int]) -> None:
    ac, an = count
    expected = stats.binomtest(ac, an, alternative="less").proportion_ci(0.95).high
    assert intervals.upper_bound(ac, an) == pytest.approx(expected, rel=1e-9)


def test_an_interval_is_nan_where_nothing_was_called() -> None:
    assert np.isnan(intervals.wilson_interval([0], [0])).all()
    assert np.isnan(intervals.clopper_pearson_interval([0], [0])).all()
    assert np.isnan(intervals.upper_bound([0], [0])).all()


def test_an_interval_reaches_0_and_1_exactly() -> None:
    low, high = intervals.wilson_interval([0, 7], [7, 7])
    assert (low[0], high[1]) == (0.0, 1.0)


def test_an_empty_gene_has_no_intervals() -> None:
    low, high = intervals.wilson_interval([], [])
    assert low.shape == high.shape == (0,)


@pytest.mark.parametrize(("ac", "an"), [(-1, 10), (11, 10)])
def test_more_copies_than_alleles_are_refused(ac: int, an: int) -> None:
    with pytest.raises(ValueError, match="expected 0 <= ac <= an"):
        intervals.wilson_interval([ac], [an])


@given(allele_counts(max_an=20_000))
def test_a_share_is_exact_where_few_have_it_or_lack_it_and_wilsons_elsewhere(
    count: tuple[int, int],
) -> None:
    ac, an = count
    method = "beta" if min(ac, an - ac) < 5 else "wilson"
    expected = proportion_confint(ac, an, method=method)
    low, high = intervals.share_interval([ac, ac], [an, an])
    np.testing.assert_allclose([low[0], high[1]], expected, atol=1e-9)
