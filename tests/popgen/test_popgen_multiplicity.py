"""Corrections for many tests against statsmodels and a plain search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from straits.popgen import multiplicity

P_VALUES = st.lists(st.floats(0, 1) | st.just(0.01), min_size=1, max_size=50)


@given(P_VALUES)
def test_q_values_agree_with_statsmodels(p: list[float]) -> None:
    expected = multipletests(p, method="fdr_bh")[1]
    np.testing.assert_allclose(multiplicity.benjamini_hochberg(p), expected, atol=1e-15)


@given(P_VALUES, st.lists(st.integers(0, 50), max_size=10))
def test_what_was_not_tested_does_not_count_towards_the_family(
    p: list[float], places: list[int]
) -> None:
    holed = np.insert(p, [min(place, len(p)) for place in places], np.nan)
    corrected = multiplicity.benjamini_hochberg(holed)
    np.testing.assert_allclose(corrected[~np.isnan(holed)], multiplicity.benjamini_hochberg(p))
    assert np.isnan(corrected[np.isnan(holed)]).all()


@given(P_VALUES)
def test_the_family_that_can_be_significant_is_the_smallest_that_holds_itself(
    p: list[float],
) -> None:
    sizes = [k for k in range(1, len(p) + 1) if sum(value <= 0.05 / k for value in p) <= k]
    expected = [value <= 0.05 / sizes[0] for value in p]
    np.testing.assert_array_equal(multiplicity.can_be_significant(p), expected)


def test_a_family_of_none_stays_empty() -> None:
    assert multiplicity.benjamini_hochberg([]).shape == (0,)
    assert np.isnan(multiplicity.benjamini_hochberg([np.nan])).all()
    assert not multiplicity.can_be_significant([np.nan]).any()


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_what_is_no_probability_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        multiplicity.benjamini_hochberg([p])


COUNTED = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 5)), min_size=1, max_size=30)


@given(COUNTED)
def test_a_p_given_once_with_its_number_is_worth_as_many_tests(
    counted: list[tuple[float, int]],
) -> None:
    p, n = np.array(counted).T
    each = np.repeat(p, n.astype(int))
    for correct in (multiplicity.benjamini_hochberg, multiplicity.can_be_significant):
        whole = np.repeat(correct(p, n_tests=n.astype(int)), n.astype(int))
        np.testing.assert_allclose(whole.astype(float), correct(each).astype(float))
