"""Sums over several groups are those of popgen, allele by allele, whatever they called."""

import numpy as np
import pytest

from straits.comparison import many_groups
from straits.comparison.judged import CHUNK, CallSetCounts
from straits.comparison.passes import go_on
from straits.popgen import fst, spectrum

N, K = CHUNK + 777, 4


@pytest.mark.parametrize("is_every_fst_known", [True, False])
def test_sums_of_groups_are_those_of_popgen(is_every_fst_known: bool) -> None:
    random = np.random.default_rng(5)
    # Of fewer than two called alleles F_ST says nothing, and without any an allele is left out.
    an = random.integers(2 if is_every_fst_known else 0, 90, (K, N)).astype(np.uint16)
    ac = random.binomial(an, random.beta(0.1, 1, N)).astype(np.uint16)
    counts = [[CallSetCounts(*of_group)] for of_group in zip(ac, an, strict=True)]
    left_out = random.random(N) < 0.1
    groups = many_groups.Groups(
        counts, [(0, N - 1)], lambda start, stop: left_out[start:stop].astype(np.uint8),
        [lambda start, stop: []] * K,
    )  # fmt: skip
    kept = ~left_out & (an > 0).all(axis=0)
    found = many_groups.sums(groups, go_on)
    assert found.n_called == kept.sum() < N
    assert (an[:, kept] == 1).any() == (not is_every_fst_known)
    np.testing.assert_allclose(found.fst, fst.fst_matrix(ac[:, kept].T, an[:, kept].T), rtol=1e-9)
    shared = spectrum.shared_alleles((ac[:, kept].T > 0) * 1.0)
    np.testing.assert_array_equal(found.n_carried, shared)
    assert found.size == int(min(np.quantile(each[kept], 0.05) for each in an))
    assert found.most_an == an[:, kept].max()
