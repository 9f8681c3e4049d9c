"""The compiled tests of 2 x 2 tables give the p of SciPy and of straits.popgen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from straits.comparison.tests_of_tables import (
    ABOVE_LIMIT,
    least_square,
    log_factorials,
    minimum_p,
    p_of_table,
    rounded,
)
from straits.popgen import contingency, fisher

FACTORIALS = log_factorials(4_000)


@st.composite
def tables(draw: st.DrawFn, most: int = 1_000) -> tuple[int, int, int, int]:
    """ac_a, an_a, ac_b and an_b."""
    an_a, an_b = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, an_a)), an_a, draw(st.integers(0, an_b)), an_b


@given(tables())
def test_p_is_that_of_scipy(table: tuple[int, int, int, int]) -> None:
    ac_a, an_a, ac_b, an_b = table
    cells = [[ac_a, an_a - ac_a], [ac_b, an_b - ac_b]]
    if min(map(min, cells)) >= 100:
        expected = chi2_contingency(cells, correction=False).pvalue
    else:
        expected = fisher_exact(cells).pvalue
    found = p_of_table(*table, 1.0, FACTORIALS)
    if expected > 1e-300:
        # SciPy's own tail is good to some 1e-9 where tables tie.
        assert found == pytest.approx(expected, rel=1e-7)
    assert found == pytest.approx(contingency.difference_test(*table)[0], rel=1e-9, abs=1e-300)


@given(tables(), st.floats(1e-12, 1))
def test_a_p_above_the_limit_is_not_told_and_any_other_is(
    table: tuple[int, int, int, int], limit: float
) -> None:
    p = p_of_table(*table, 1.0, FACTORIALS)
    assert p_of_table(*table, limit, FACTORIALS) == (p if p <= limit else ABOVE_LIMIT)


@given(tables())
def test_no_p_is_smaller_than_its_statistic_allows(table: tuple[int, int, int, int]) -> None:
    ac_a, an_a, ac_b, an_b = table
    copies, everyone = ac_a + ac_b, an_a + an_b
    p = p_of_table(*table, 1.0, FACTORIALS)
    if 0 < copies < everyone:
        square = (ac_a * an_b - ac_b * an_a) ** 2 * everyone
        square /= an_a * an_b * copies * (everyone - copies)
        assert square >= least_square(p, 2_000)


@given(tables(300))
def test_the_smallest_attainable_p_is_that_of_popgen(table: tuple[int, int, int, int]) -> None:
    ac_a, an_a, ac_b, an_b = table
    found = minimum_p(ac_a + ac_b, an_a, an_b, FACTORIALS)
    assert found == pytest.approx(fisher.minimum_attainable_p(*table), rel=1e-9, abs=1e-300)


@given(st.floats(1e-300, 1))
def test_a_rounded_value_is_near_and_keeps_29_bits(value: float) -> None:
    near = rounded(value)
    assert near == pytest.approx(value, rel=2**-28)
    assert np.float64(near).view(np.int64) % 2**24 == 0
