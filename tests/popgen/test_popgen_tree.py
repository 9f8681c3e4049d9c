"""The tree of groups."""

import numpy as np
import pytest

from straits.popgen import fst, tree


def test_groups_that_split_last_are_joined_first() -> None:
    # Two pairs: the groups of a pair share what they drifted, the pairs do not.
    random = np.random.default_rng(2)
    ancestral = random.uniform(0.2, 0.8, 3_000)
    pairs = [np.clip(ancestral + random.normal(0, 0.15, 3_000), 0, 1) for _ in range(2)]
    af = [np.clip(pairs[group % 2] + random.normal(0, 0.05, 3_000), 0, 1) for group in range(4)]
    an = np.full((3_000, 4), 200)
    merges = tree.average_linkage(fst.fst_matrix(random.binomial(an, np.stack(af, axis=1)), an))
    assert {frozenset(merge[:2]) for merge in merges[:2].tolist()} == {
        frozenset({0.0, 2.0}),
        frozenset({1.0, 3.0}),
    }
    order = tree.leaf_order(merges)
    assert sorted(order) == [0, 1, 2, 3]
    assert order[0] % 2 == order[1] % 2


def test_one_group_is_a_tree_without_branches() -> None:
    merges = tree.average_linkage([[0.0]])
    assert merges.shape == (0, 4)
    assert tree.leaf_order(merges) == [0]


def test_a_missing_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="a distance between every two groups"):
        tree.average_linkage([[0, np.nan], [np.nan, 0]])


def test_the_matrix_holds_the_ratio_of_averages_of_each_pair() -> None:
    ac, an = np.array([[40, 10, 5], [2, 0, 9]]), np.full((2, 3), 100)
    matrix = fst.fst_matrix(ac, an)
    parts = fst.hudson_fst_parts(ac[:, 0], an[:, 0], ac[:, 2], an[:, 2])
    assert matrix[0, 2] == matrix[2, 0] == fst.ratio_of_averages(*parts)
    assert matrix.diagonal().tolist() == [0, 0, 0]
