"""Principal axes against scikit-allel on the same genotypes, and what must hold of any axes."""

import allel
import numpy as np
import pytest
import scipy.linalg
from numpy.typing import NDArray

from straits.popgen import principal_components
from straits.popgen.principal_components import Copies


def four_groups(n_sites: int, n_people: int, seed: int = 1) -> Copies:
    """Return copies of people of four groups of unlike sizes, each with frequencies of its own."""
    rng = np.random.default_rng(seed)
    af = rng.uniform(0.1, 0.9, (n_sites, 4))
    group = np.minimum(np.arange(n_people) * 7 // n_people, 3)
    return rng.binomial(2, af[:, group]).astype(np.int8)


@pytest.mark.parametrize(("n_sites", "n_people"), [(300, 80), (80, 300)])
def test_scores_agree_with_scikit_allel(n_sites: int, n_people: int) -> None:
    copies = four_groups(n_sites, n_people)
    expected, model = allel.pca(copies, n_components=3, scaler="patterson")
    axes = principal_components.fit_axes(copies, 3)
    observed = principal_components.scores(copies, axes)
    # The sign of an axis means nothing, and each has its own rule for it.
    expected *= np.sign((expected * observed).sum(axis=0))
    # Its scaler works in 16 bits.
    np.testing.assert_allclose(observed, expected, atol=1e-2)
    np.testing.assert_allclose(axes.variance_share, model.explained_variance_ratio_, rtol=1e-3)


@pytest.mark.long
def test_a_large_matrix_gives_the_axes_that_a_whole_decomposition_gives() -> None:
    copies = four_groups(1_600, 1_550)
    axes = principal_components.fit_axes(copies, 1)
    scaled = (copies - axes.centre[:, None]) / axes.scale[:, None]
    n_people = copies.shape[1]
    last = scipy.linalg.eigh(scaled.T @ scaled, subset_by_index=[n_people - 1, n_people - 1])[1]
    exact = scaled @ last[:, 0]
    exact /= np.linalg.norm(exact)
    assert abs(exact @ axes.loadings[0]) == pytest.approx(1.0, abs=1e-6)


def test_axes_point_the_same_way_whoever_comes_first() -> None:
    copies = four_groups(100, 60)
    forwards = principal_components.fit_axes(copies, 2)
    backwards = principal_components.fit_axes(copies[:, ::-1].copy(), 2)
    np.testing.assert_allclose(forwards.loadings, backwards.loadings, atol=1e-9)


def test_who_has_no_call_at_all_stands_at_the_centre() -> None:
    axes = principal_components.fit_axes(four_groups(50, 40), 2)
    nobody = np.full((50, 1), -1, np.int8)
    assert principal_components.scores(nobody, axes).tolist() == [[0.0, 0.0]]


def test_axes_that_explain_nothing_are_left_out() -> None:
    # Two people span one axis.
    copies = np.array([[0, 1], [2, 1], [1, 2]], np.int8)
    assert principal_components.fit_axes(copies, 5).loadings.shape == (1, 3)


def unlinked(copies: list[list[int]], pos: list[int], contig: NDArray[np.int32]) -> list[bool]:
    kept = principal_components.unlinked(
        np.array(copies, np.int8), contig, np.array(pos, np.int32), 0.2, 1_000
    )
    return kept.tolist()


def test_a_copy_of_a_site_nearby_is_left_out_and_one_far_away_is_not() -> None:
    site, other = [0, 1, 2, 0, 1, 2, 0, 2], [2, 0, 1, 2, 1, 0, 0, 1]
    here = np.zeros(3, np.int32)
    assert unlinked([site, site, other], [100, 200, 300], here) == [True, False, True]
    assert unlinked([site, site, other], [100, 5_000, 5_100], here) == [True, True, True]


def test_sites_of_two_contigs_are_never_linked() -> None:
    site = [0, 1, 2, 0, 1, 2]
    assert unlinked([site, site], [100, 100], np.array([0, 1], np.int32)) == [True, True]
