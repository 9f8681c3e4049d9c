"""A count that was withheld, null in a table and NaN in an array, has no statistic."""

from collections.abc import Callable

import numpy as np
import pytest

from straits.popgen import (
    censored,
    contingency,
    differences,
    filtering_frequency,
    fisher,
    fst,
    hardy_weinberg,
    intervals,
    power,
    spectrum,
)

NAN = float("nan")


@pytest.mark.parametrize(
    "statistic",
    [
        lambda ac, an: intervals.wilson_interval(ac, an),
        lambda ac, an: intervals.clopper_pearson_interval(ac, an),
        lambda ac, an: intervals.upper_bound(ac, an),
        lambda ac, an: differences.newcombe_interval(ac, an, 5, 100),
        lambda ac, an: differences.frequency_ratio(ac, an, 5, 100),
        lambda ac, an: differences.odds_ratio(5, 100, ac, an),
        lambda ac, an: fisher.fisher_exact(ac, an, 5, 100),
        lambda ac, an: fisher.minimum_attainable_p(5, 100, ac, an),
        lambda ac, an: contingency.difference_test(ac, an, 5, 100)[0],
        lambda ac, an: censored.p_range(ac, ac, an, 5, 5, 100),
        lambda ac, an: filtering_frequency.faf95(ac, an),
        lambda ac, an: fst.hudson_fst_parts(ac, an, 5, 100),
        lambda ac, an: spectrum.expected_heterozygosity(ac, an),
        lambda ac, an: spectrum.chance_of_being_seen(ac, an, 10),
        lambda ac, an: power.minimum_significant_ac(5, 100, ac + an),
        lambda ac, an: hardy_weinberg.hardy_weinberg_midp(ac, an, 5),
    ],
)
@pytest.mark.parametrize(("ac", "an"), [(NAN, 100.0), (5.0, NAN), (NAN, NAN)])
def test_what_was_withheld_has_no_statistic(
    statistic: Callable[[float, float], object], ac: float, an: float
) -> None:
    assert np.isnan(statistic(ac, an)).all()


def test_a_withheld_group_is_left_out_of_the_omnibus_test() -> None:
    with_it = contingency.omnibus_test([[10, NAN, 30]], [[100, 100, 100]])
    without = contingency.omnibus_test([[10, 30]], [[100, 100]])
    np.testing.assert_allclose(with_it, without)
