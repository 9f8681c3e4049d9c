"""Tests of a difference against scipy, statsmodels and published figures."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from straits.popgen import contingency, fisher
from tests.builders.allele_counts import allele_counts

Count = tuple[int, int]


def table(first: Count, second: Count) -> list[list[int]]:
    """Return the 2 x 2 table of two (AC, AN), as scipy wants it."""
    return [[ac, an - ac] for ac, an in (first, second)]


def test_fisher_p_is_the_published_one() -> None:
    assert fisher.fisher_exact(51, 94, 22, 114) == pytest.approx(2.1565e-07, rel=1e-5)
    assert fisher.fisher_exact(20, 3_216, 0, 4_422) == pytest.approx(2.9637e-08, rel=1e-5)


def test_chi_square_p_is_the_one_without_yates() -> None:
    p = contingency.chi_square(51, 94, 22, 114)
    assert p == pytest.approx(1.46263e-07, rel=1e-5)
    assert p != pytest.approx(3.20038e-07, rel=0.5)  # with Yates


@given(allele_counts(max_an=3_000), allele_counts(max_an=3_000))
def test_fisher_agrees_with_scipy(first: Count, second: Count) -> None:
    expected = stats.fisher_exact(table(first, second)).pvalue
    observed = fisher.fisher_exact(*first, *second)
    np.testing.assert_allclose(observed, expected, rtol=1e-6, atol=1e-300)


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40))
def test_fisher_counts_a_table_that_is_as_likely_as_the_observed_one(
    ac1: int, an: int, ac2: int
) -> None:
    # With groups of one size every table has a mirror image that is exactly as likely.
    assume(ac1 <= an and ac2 <= an)
    expected = stats.fisher_exact([[ac1, an - ac1], [ac2, an - ac2]]).pvalue
    assert fisher.fisher_exact(ac1, an, ac2, an) == pytest.approx(expected, rel=1e-9)


def test_fisher_keeps_its_precision_at_an_an_of_a_million() -> None:
    expected = stats.fisher_exact(table((5_200, 1_000_000), (4_100, 900_000))).pvalue
    observed = fisher.fisher_exact(5_200, 1_000_000, 4_100, 900_000)
    np.testing.assert_allclose(observed, expected, rtol=1e-7)


def test_fisher_takes_many_tables_of_any_shape() -> None:
    p = fisher.fisher_exact([[0, 1], [2, 3]], 10, [[0, 1], [2, 9]], 10)
    assert p.shape == (2, 2)
    assert p[0, 0] == 1.0
    assert p[1, 1] == pytest.approx(stats.fisher_exact([[3, 7], [9, 1]]).pvalue)


def test_nothing_is_tested_where_a_group_was_not_called() -> None:
    assert np.isnan(fisher.fisher_exact(0, 0, 5, 100))
    assert np.isnan(contingency.chi_square(0, 0, 5, 100))
    assert np.isnan(contingency.difference_test(0, 0, 5, 100)[0])


def test_an_allele_that_all_or_none_have_does_not_differ() -> None:
    p, _ = contingency.difference_test([0, 500], [400, 500], [0, 300], [600, 300])
    np.testing.assert_array_equal(p, [1.0, 1.0])


@pytest.mark.parametrize(
    ("first", "second", "is_exact"),
    [
        ((100, 200), (100, 200), False),  # every cell has 100
        ((99, 200), (100, 200), True),  # one has 99
        ((0, 100_000), (100, 200), True),
    ],
)
def test_chi_square_is_used_where_every_cell_has_100(
    first: Count, second: Count, is_exact: bool
) -> None:
    p, was_exact = contingency.difference_test(*first, *second)
    expected = stats.fisher_exact if is_exact else stats.chi2_contingency
    keywords = {} if is_exact else {"correction": False}
    assert was_exact == is_exact
    assert p == pytest.approx(expected(table(first, second), **keywords).pvalue, abs=1e-12)


@given(st.lists(allele_counts(max_an=2_000), min_size=2, max_size=6))
def test_omnibus_test_agrees_with_scipy(groups: list[Count]) -> None:
    cells = np.array([[ac, an - ac] for ac, an in groups])
    assume((cells.sum(axis=0) > 0).all())  # scipy refuses an allele that all or none have
    expected = stats.chi2_contingency(cells, correction=False)
    ac, an = zip(*groups, strict=True)
    statistic, p, freedom = contingency.omnibus_test([ac], [an])
    np.testing.assert_allclose(statistic[0], expected.statistic, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(p[0], expected.pvalue, rtol=1e-6, atol=1e-300)
    assert freedom[0] == expected.dof


def test_a_group_that_was_not_called_takes_no_part_in_the_omnibus_test() -> None:
    with_it = contingency.omnibus_test([[10, 0, 30]], [[100, 0, 100]])
    without = contingency.omnibus_test([[10, 30]], [[100, 100]])
    np.testing.assert_allclose(with_it, without)


@given(allele_counts(max_an=60), allele_counts(max_an=60))
def test_no_table_with_these_margins_is_less_likely_than_the_minimum(
    first: Count, second: Count
) -> None:
    (ac1, an1), (ac2, an2) = first, second
    total = ac1 + ac2
    possible = range(max(0, total - an2), min(total, an1) + 1)
    least = min(stats.fisher_exact(table((n, an1), (total - n, an2))).pvalue for n in possible)
    assert fisher.minimum_attainable_p(*first, *second) == pytest.approx(least, rel=1e-9)
