"""Linkage disequilibrium against scikit-allel, numpy and hand-made haplotypes."""

import allel
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hypothesis_numpy
from numpy.typing import NDArray

from straits.popgen import linkage

COPIES = hypothesis_numpy.arrays(
    np.int8, st.tuples(st.integers(2, 6), st.integers(2, 40)), elements=st.integers(0, 2)
)


@given(COPIES)
def test_r_of_genotypes_agrees_with_scikit_allel(copies: NDArray[np.int8]) -> None:
    expected = allel.rogers_huff_r(copies)  # one value per pair, in the order of the upper triangle
    observed = linkage.pooled_r([(copies, copies)])[np.triu_indices(len(copies), 1)]
    np.testing.assert_allclose(observed, expected, atol=1e-4)  # scikit-allel has 32 bits


@given(COPIES, st.integers(0, 2**32 - 1))
def test_missing_calls_leave_their_people_out_of_the_pair(
    copies: NDArray[np.int8], seed: int
) -> None:
    holed = copies.astype(float)
    holed[np.random.default_rng(seed).random(copies.shape) < 0.2] = np.nan
    first, second = holed[:2]
    both = ~np.isnan(first) & ~np.isnan(second)
    observed = linkage.pooled_r([([first], [second])])[0, 0]
    if both.sum() < 2 or first[both].std() == 0 or second[both].std() == 0:
        assert np.isnan(observed)
    else:
        assert observed == pytest.approx(np.corrcoef(first[both], second[both])[0, 1], abs=1e-9)


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_haplotype_r2_is_the_squared_correlation_of_haplotypes(cells: list[int]) -> None:
    first = np.repeat([1, 1, 0, 0], cells)
    second = np.repeat([1, 0, 1, 0], cells)
    r2, _ = linkage.haplotype_linkage(*cells)
    if sum(cells) == 0 or first.std() == 0 or second.std() == 0:
        assert np.isnan(r2)
    else:
        assert r2 == pytest.approx(np.corrcoef(first, second)[0, 1] ** 2, abs=1e-9)


@pytest.mark.parametrize(
    ("cells", "d_prime"),
    [
        ((10, 0, 20, 70), 1.0),  # the first is only ever seen with the second
        ((0, 10, 20, 70), -1.0),  # the two never meet
        ((25, 25, 25, 25), 0.0),  # independent
    ],
)
def test_d_prime_is_1_where_one_haplotype_is_missing(
    cells: tuple[int, int, int, int], d_prime: float
) -> None:
    assert linkage.haplotype_linkage(*cells)[1] == pytest.approx(d_prime)


def test_negative_counts_of_haplotypes_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        linkage.haplotype_linkage(-1, 1, 1, 1)


def test_strata_are_correlated_each_about_its_own_mean() -> None:
    random = np.random.default_rng(3)
    xx = random.integers(0, 3, (2, 50)).astype(float)
    xy = random.integers(0, 2, (2, 30)).astype(float)
    centred = np.hstack([part - part.mean(axis=1, keepdims=True) for part in (xx, xy)])
    expected = (centred[0] @ centred[1]) / np.sqrt(
        (centred[0] ** 2).sum() * (centred[1] ** 2).sum()
    )
    found = linkage.pooled_r([(xx[:1], xx[1:]), (xy[:1], xy[1:])])
    assert found[0, 0] == pytest.approx(expected)


def test_haplotypes_paired_at_random_and_haplotypes_alone_have_one_r() -> None:
    # Two copies by chance vary twice as much as one, and go together twice as much.
    random = np.random.default_rng(5)
    copies = (random.random((3, 40_000)) < 0.3).astype(float)
    x, y = copies[0], np.where(random.random(40_000) < 0.6, copies[0], copies[1])
    xx = [one.reshape(-1, 2).sum(axis=1)[None, :] for one in (x[:30_000], y[:30_000])]
    xy = [one[None, 30_000:] for one in (x, y)]
    found = linkage.pooled_r([(xx[0], xx[1]), (xy[0], xy[1])])
    assert found[0, 0] == pytest.approx(np.corrcoef(x, y)[0, 1], abs=0.02)
