"""What strata say together of counts that are ranges: what each set of counts in them would say."""

import numpy as np
import pytest

from straits.popgen import censored, stratified


def test_every_set_of_counts_lies_within_what_is_said() -> None:
    low1, high1, an1 = np.array([0, 40]), np.array([9, 40]), np.array([240, 300])
    low2, high2, an2 = np.array([0, 55]), np.array([9, 55]), np.array([180, 260])
    found = censored.odds_in_range(low1, high1, an1, low2, high2, an2)
    assert found is not None
    each = [
        stratified.shared_odds([first, 40], an1, [second, 55], an2)
        for first in range(10)
        for second in range(10)
    ]
    for name in ("p", "odds_ratio", "p_same"):
        told = [getattr(one, name) for one in each if getattr(one, name) is not None]
        assert getattr(found, name) == (min(told), max(told))
    assert found.low == min(one.low for one in each if one.low is not None)
    assert found.high == max(one.high for one in each if one.high is not None)


def test_exact_counts_say_what_they_say_without_ranges() -> None:
    ac1, an1, ac2, an2 = [24, 60], [400, 240], [10, 30], [320, 200]
    found = censored.odds_in_range(ac1, ac1, an1, ac2, ac2, an2)
    alone = stratified.shared_odds(ac1, an1, ac2, an2)
    assert found is not None
    assert found.p == pytest.approx((alone.p, alone.p), abs=0, rel=1e-9)
    assert found.is_exact == {False}


def test_of_too_many_sets_of_counts_nothing_is_said() -> None:
    none, most, an = [0] * 4, [9] * 4, [200] * 4
    assert censored.odds_in_range(none, most, an, none, none, an) is None
    with pytest.raises(ValueError, match="least of a count"):
        censored.odds_in_range([3], [2], [10], [1], [1], [10])
