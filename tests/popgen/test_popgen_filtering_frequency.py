"""The filtering allele frequency against published figures and the Poisson distribution."""

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from straits.popgen import filtering_frequency
from tests.builders.allele_counts import allele_counts


@pytest.mark.parametrize(
    ("ac", "expected"),
    [
        (5, 2.036962e-4),
        (2, 3.674126e-5),
        (1, 0.0),  # gnomAD shows 0 for a singleton
        (0, 0.0),
    ],
)
def test_faf95_is_the_published_one(ac: int, expected: float) -> None:
    assert filtering_frequency.faf95(ac, 9_672) == pytest.approx(expected, rel=1e-6)


def test_faf95_is_within_gnomads_step_of_gnomads_search() -> None:
    assert filtering_frequency.faf95(5, 9_672) == pytest.approx(2.0327e-4, abs=1e-6)


@given(allele_counts(max_an=20_000))
def test_a_count_above_ac_has_a_chance_of_5_percent_at_faf95(count: tuple[int, int]) -> None:
    ac, an = count
    rate = filtering_frequency.faf95(ac, an) * an
    if ac > 1:
        assert stats.poisson.sf(ac - 1, rate) == pytest.approx(0.05)


def test_the_group_with_the_highest_faf_need_not_have_the_highest_af() -> None:
    ac, an = np.array([[5, 40]]), np.array([[9_672, 90_000]])
    _, of_faf = filtering_frequency.group_max_faf(ac, an, [True, True])
    assert (of_faf[0], (ac / an).argmax()) == (1, 0)


def test_a_group_that_is_not_eligible_is_never_the_highest() -> None:
    faf, group = filtering_frequency.group_max_faf([[5, 90]], [[1_000, 100]], [True, False])
    assert group[0] == 0
    assert faf[0] == filtering_frequency.faf95(5, 1_000)


def test_an_allele_that_no_group_has_has_no_highest_group() -> None:
    values, groups = filtering_frequency.group_max_faf(
        [[0, 0], [0, 0]], [[10, 10], [0, 0]], [True, True]
    )
    assert groups.tolist() == [-1, -1]
    np.testing.assert_array_equal(values, [0.0, np.nan])  # called and absent; not called
