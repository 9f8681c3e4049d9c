"""F_ST, its error and branches against scikit-allel, published figures and a simulation."""

import allel
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from straits.popgen import fst
from tests.builders.allele_counts import allele_counts

Count = tuple[int, int]


def allele_table(ac: list[int], an: list[int]) -> NDArray[np.int64]:
    """Return reference and alternate counts side by side, as scikit-allel wants them."""
    return np.stack([np.subtract(an, ac), ac], axis=1)


def test_hudson_parts_are_those_of_scikit_allels_docstring() -> None:
    # Four of its five variants; the fifth has three alleles, and ours are split.
    numerator, denominator = fst.hudson_fst_parts(
        [0, 2, 0, 2], [4, 4, 4, 4], [4, 2, 0, 1], [4, 4, 4, 2]
    )
    np.testing.assert_allclose(numerator, [1, -1 / 6, 0, -1 / 3], atol=1e-5)
    np.testing.assert_allclose(denominator, [1, 0.5, 0, 0.5])


def test_fst_is_the_ratio_of_averages_and_not_the_mean_of_ratios() -> None:
    parts = fst.hudson_fst_parts([40, 2, 0, 55], [100] * 4, [10, 0, 1, 20], [100] * 4)
    assert fst.ratio_of_averages(*parts) == pytest.approx(0.2094414, abs=5e-8)
    assert (parts[0] / parts[1]).mean() == pytest.approx(0.1099540, abs=5e-8)


@given(allele_counts(min_an=2), allele_counts(min_an=2))
def test_hudson_parts_agree_with_scikit_allel(first: Count, second: Count) -> None:
    (ac1, an1), (ac2, an2) = first, second
    expected = allel.hudson_fst([[an1 - ac1, ac1]], [[an2 - ac2, ac2]])
    observed = fst.hudson_fst_parts([ac1], [an1], [ac2], [an2])
    np.testing.assert_allclose(observed, expected, atol=1e-12)


def test_hudson_is_null_where_a_group_has_one_allele() -> None:
    numerator, denominator = fst.hudson_fst_parts([1, 0], [1, 0], [5, 5], [10, 10])
    assert np.isnan(numerator).all()
    assert np.isnan(denominator).all()


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
def test_jackknife_agrees_with_scikit_allel(seed: int, n_blocks: int) -> None:
    random = np.random.default_rng(seed)
    ac1, ac2 = random.integers(1, 40, n_blocks * 5), random.integers(1, 40, n_blocks * 5)
    an = np.full_like(ac1, 40)
    expected, error, _, _ = allel.average_hudson_fst(
        allele_table(ac1, an), allele_table(ac2, an), blen=5
    )
    parts = fst.hudson_fst_parts(ac1, an, ac2, an)
    block = np.arange(n_blocks * 5) // 5
    np.testing.assert_allclose(
        fst.block_jackknife(*parts, block, n_blocks), (expected, error), rtol=1e-9
    )


def test_a_jackknife_of_one_block_has_no_error() -> None:
    estimate, error = fst.block_jackknife([0.1, 0.2], [0.5, 0.5], [0, 0], 3)
    assert estimate == pytest.approx(0.3)
    assert np.isnan(error)


def test_branches_are_the_published_ones() -> None:
    pbs_a, normed_a = fst.population_branch(0.10, 0.12, 0.02)
    pbs_b, _ = fst.population_branch(0.10, 0.02, 0.12)
    pbs_c, _ = fst.population_branch(0.12, 0.02, 0.10)
    assert (pbs_a, normed_a) == pytest.approx((0.1064956, 0.0945201), abs=5e-8)
    assert (pbs_b, pbs_c) == pytest.approx((-0.0011351, 0.0213378), abs=5e-8)


@given(st.integers(0, 2**32 - 1))
def test_branches_agree_with_scikit_allel(seed: int) -> None:
    random = np.random.default_rng(seed)
    an = np.full(10, 40)
    groups = [random.integers(1, 40, 10) for _ in range(3)]
    pairs = [(0, 1), (0, 2), (1, 2)]
    values = [
        fst.ratio_of_averages(*fst.hudson_fst_parts(groups[i], an, groups[j], an)) for i, j in pairs
    ]
    assume(min(values) >= 0)  # scikit-allel takes a negative F_ST for 0
    observed = fst.population_branch(*values)
    tables = [allele_table(group, an) for group in groups]
    for branch, normed in zip(observed, (False, True), strict=True):
        expected = allel.pbs(*tables, window_size=10, normed=normed)[0]
        assert branch == pytest.approx(expected, abs=1e-12)


def test_windows_add_up_to_the_whole() -> None:
    parts = fst.hudson_fst_parts([40, 2, 0, 55], [100] * 4, [10, 0, 1, 20], [100] * 4)
    block = fst.window_blocks([101, 150, 250, 90], start=101, size=100)
    windows = fst.fst_by_block(*parts, block, 3)
    np.testing.assert_array_equal(block, [0, 0, 1, -1])
    first = fst.ratio_of_averages(parts[0][:2], parts[1][:2])
    np.testing.assert_allclose(windows, [first, parts[0][2] / parts[1][2], np.nan])


@pytest.mark.parametrize("true_fst", [0.02, 0.1])
def test_the_fst_of_a_simulation_is_found_again(true_fst: float) -> None:
    # Balding and Nichols 1995: both groups drift from one ancestor by as much.
    random = np.random.default_rng(11)
    ancestral = random.uniform(0.05, 0.95, 20_000)
    scale = (1 - true_fst) / true_fst
    ac1, ac2 = (
        random.binomial(an, random.beta(ancestral * scale, (1 - ancestral) * scale))
        for an in (200, 60)
    )
    parts = fst.hudson_fst_parts(ac1, 200, ac2, 60)
    estimate, error = fst.block_jackknife(*parts, np.arange(20_000) // 200, 100)
    assert abs(estimate - true_fst) < 4 * error
    assert error < 0.1 * true_fst
