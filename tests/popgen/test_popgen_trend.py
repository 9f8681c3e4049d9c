"""Trends over copies against least squares and correlations of the people themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from straits.popgen import trend

RANDOM = np.random.default_rng(8)


def cells(copies: np.ndarray, values: np.ndarray, strata: np.ndarray) -> list[np.ndarray]:
    """Return n, mean and sd of each stratum and number of copies, from the people."""
    found = np.full((3, strata.max() + 1, 3), np.nan)
    for stratum in range(strata.max() + 1):
        for k in range(3):
            own = values[(strata == stratum) & (copies == k)]
            found[0, stratum, k] = own.size
            found[1, stratum, k] = own.mean() if own.size else np.nan
            found[2, stratum, k] = own.std(ddof=1) if own.size > 1 else np.nan
    return list(found)


def test_in_one_stratum_the_slope_is_that_of_linear_regression() -> None:
    copies = RANDOM.integers(0, 3, 200)
    values = 5 + 0.7 * copies + RANDOM.normal(size=200)
    found = trend.linear_trend([0, 1, 2], *cells(copies, values, np.zeros(200, int)))
    expected = stats.linregress(copies, values)
    assert found is not None
    assert found.value == pytest.approx(expected.slope)
    assert found.p == pytest.approx(expected.pvalue)
    half = stats.t.ppf(0.975, 198) * expected.stderr
    assert (found.low, found.high) == pytest.approx((expected.slope - half, expected.slope + half))


def test_over_strata_the_slope_is_that_of_least_squares_with_their_own_levels() -> None:
    strata = RANDOM.integers(0, 3, 300)
    copies = RANDOM.binomial(2, 0.2 + 0.2 * strata)
    values = 10 * strata + 0.3 * copies + RANDOM.normal(size=300)
    found = trend.linear_trend([0, 1, 2], *cells(copies, values, strata))
    design = np.column_stack([copies, *(strata == one for one in range(3))]).astype(float)
    beta, squares, _, _ = np.linalg.lstsq(design, values, rcond=None)
    error = np.sqrt(squares[0] / (300 - 4) * np.linalg.inv(design.T @ design)[0, 0])
    assert found is not None
    assert found.value == pytest.approx(beta[0])
    assert found.p == pytest.approx(2 * stats.t.sf(abs(beta[0]) / error, 296))
    # Left together, the strata's levels would pass for an effect of the allele.
    assert found.value < stats.linregress(copies, values).slope / 3


@pytest.mark.parametrize(
    "n", [[[5, 0, 0]], [[1, 1, 0]], [[0, 0, 0], [0, 0, 0]], [[2, 0, 0], [0, 0, 2]]]
)
def test_where_copies_do_not_vary_within_strata_there_is_no_slope(n: list[list[int]]) -> None:
    mean = np.where(np.array(n) > 0, 1.0, np.nan)
    assert trend.linear_trend([0, 1, 2], n, mean, mean) is None


@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=5, max_size=60).filter(
        lambda people: len({k for k, _ in people}) > 1 and len({y for _, y in people}) > 1
    )
)
def test_the_trend_of_a_share_is_the_correlation_of_answers_and_copies(
    people: list[tuple[int, bool]],
) -> None:
    copies, yes = (np.array(column, float) for column in zip(*people, strict=True))
    n = [[(copies == k).sum() for k in range(3)]]
    cases = [[yes[copies == k].sum() for k in range(3)]]
    r = np.corrcoef(copies, yes)[0, 1]
    expected = stats.chi2.sf((len(people) - 1) * r**2, 1)
    assert trend.share_trend([0, 1, 2], n, cases) == pytest.approx(expected, rel=1e-6)


def test_without_a_case_a_share_has_no_trend() -> None:
    assert np.isnan(trend.share_trend([0, 1, 2], [[5, 4, 3]], [[0, 0, 0]]))
