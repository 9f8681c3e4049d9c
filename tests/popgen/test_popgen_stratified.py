"""Differences over several sites against statsmodels."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from straits.popgen import stratified
from tests.builders.allele_counts import allele_counts

Count = tuple[int, int]
STRATA = st.lists(st.tuples(allele_counts(2), allele_counts(2)), min_size=1, max_size=5)


def table(first: Count, second: Count) -> list[list[int]]:
    """Return the 2 x 2 table of two (AC, AN)."""
    return [[ac, an - ac] for ac, an in (first, second)]


@given(STRATA)
def test_cochran_mantel_haenszel_agrees_with_statsmodels(strata: list[tuple[Count, Count]]) -> None:
    tables = [np.array(table(first, second), dtype=float) for first, second in strata]
    oracle = StratifiedTable(tables)
    with np.errstate(all="ignore"):
        # statsmodels takes 1 - cdf for p, which loses the far tail: the statistic does not.
        expected_p = stats.chi2.sf(oracle.test_null_odds(correction=False).statistic, 1)
        expected_ratio = oracle.oddsratio_pooled
        expected_low, expected_high = oracle.oddsratio_pooled_confint()
    assume(np.isfinite(expected_p))
    assume(0 < expected_ratio < np.inf)
    (ac1, an1), (ac2, an2) = (zip(*group, strict=True) for group in zip(*strata, strict=True))
    p, ratio, low, high = stratified.cochran_mantel_haenszel([ac1], [an1], [ac2], [an2])
    np.testing.assert_allclose(p[0], expected_p, rtol=1e-6, atol=1e-300)
    np.testing.assert_allclose(
        (ratio[0], low[0], high[0]), (expected_ratio, expected_low, expected_high), rtol=1e-7
    )


def test_a_site_without_one_of_the_groups_adds_nothing() -> None:
    both = stratified.cochran_mantel_haenszel([[10, 3]], [[50, 40]], [[5, 0]], [[50, 0]])
    one = stratified.cochran_mantel_haenszel([[10]], [[50]], [[5]], [[50]])
    np.testing.assert_allclose(both, one)


@given(STRATA)
def test_breslow_day_agrees_with_statsmodels(strata: list[tuple[Count, Count]]) -> None:
    tables = [np.array(table(first, second), dtype=float) for first, second in strata]
    # statsmodels counts a stratum in which none or all have the allele as one that tells something.
    assume(all((cells.sum(axis=0) > 0).all() for cells in tables))
    oracle = StratifiedTable(tables)
    with np.errstate(all="ignore"):
        assume(0 < oracle.oddsratio_pooled < np.inf)
        expected = oracle.test_equal_odds(adjust=True)
    # Its quadratic has no root where the common odds ratio is exactly 1.
    assume(len(strata) == 1 or np.isfinite(expected.statistic))
    (ac1, an1), (ac2, an2) = (zip(*group, strict=True) for group in zip(*strata, strict=True))
    p, freedom = stratified.breslow_day([ac1], [an1], [ac2], [an2])
    assert freedom[0] == len(strata) - 1
    if len(strata) == 1:
        assert np.isnan(p[0])
    else:
        assert p[0] == pytest.approx(stats.chi2.sf(expected.statistic, freedom[0]), rel=1e-4)


def test_a_difference_that_turns_round_between_sites_is_noticed() -> None:
    p, freedom = stratified.breslow_day([[80, 20]], [[100, 100]], [[20, 80]], [[100, 100]])
    assert p[0] < 1e-20
    assert freedom[0] == 1


def test_a_site_in_which_nobody_has_the_allele_tells_nothing_of_the_odds_ratio() -> None:
    three = stratified.breslow_day([[10, 2, 0]], [[50, 40, 9]], [[5, 6, 0]], [[50, 40, 9]])
    two = stratified.breslow_day([[10, 2]], [[50, 40]], [[5, 6]], [[50, 40]])
    np.testing.assert_allclose(three, two)
