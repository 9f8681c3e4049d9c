"""Spectra and shared alleles against scikit-allel, scipy and counted-out samples."""

from itertools import combinations, product

import allel
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from straits.popgen import spectrum
from tests.builders.allele_counts import allele_counts

Count = tuple[int, int]


@given(allele_counts(min_an=2))
def test_expected_heterozygosity_agrees_with_scikit_allel(count: Count) -> None:
    ac, an = count
    expected = allel.mean_pairwise_difference([[an - ac, ac]])[0]
    assert spectrum.expected_heterozygosity(ac, an) == pytest.approx(expected)


def test_one_allele_has_no_heterozygosity() -> None:
    assert np.isnan(spectrum.expected_heterozygosity([0, 1], [0, 1])).all()


@given(st.lists(allele_counts(), min_size=1, max_size=20), st.integers(1, 50))
def test_projection_agrees_with_the_hypergeometric_distribution(
    alleles: list[Count], size: int
) -> None:
    ac, an = zip(*alleles, strict=True)
    projected, n_left_out = spectrum.projected_spectrum(ac, an, size)
    kept = [count for count in alleles if count[1] >= size]
    drawn = np.arange(size + 1)
    expected = sum(
        (stats.hypergeom.pmf(drawn, an, ac, size) for ac, an in kept), np.zeros(size + 1)
    )
    np.testing.assert_allclose(projected, expected, atol=1e-9)
    assert n_left_out == len(alleles) - len(kept)


def test_projecting_to_the_same_size_changes_nothing() -> None:
    projected, _ = spectrum.projected_spectrum([0, 1, 1, 4, 6], [6] * 5, 6)
    np.testing.assert_allclose(projected, [1, 2, 0, 0, 1, 0, 1], atol=1e-12)


def test_the_chance_of_being_seen_is_that_of_all_samples() -> None:
    alleles = [1, 1, 0, 0, 0, 0]
    samples = list(combinations(alleles, 3))
    share = sum(any(sample) for sample in samples) / len(samples)
    assert spectrum.chance_of_being_seen(2, 6, 3) == pytest.approx(share)


@given(
    st.integers(1, 5).flatmap(
        lambda k: st.lists(
            st.lists(st.floats(0, 1), min_size=k, max_size=k), min_size=1, max_size=5
        )
    )
)
def test_shared_alleles_add_up_over_the_combinations(seen: list[list[float]]) -> None:
    observed = spectrum.shared_alleles(seen)
    for bits in product((0, 1), repeat=len(seen[0])):
        expected = sum(
            np.prod([chance if bit else 1 - chance for bit, chance in zip(bits, row, strict=True)])
            for row in seen
        )
        place = sum(bit << group for group, bit in enumerate(bits))
        assert observed[place] == pytest.approx(expected)
    assert observed.sum() == pytest.approx(len(seen))


def test_a_larger_group_of_the_same_people_has_no_more_private_alleles() -> None:
    # One rate of rare alleles for both; ten times as many people were sequenced in the first.
    random = np.random.default_rng(5)
    af = random.beta(0.05, 5, 20_000)
    an = np.array([2_000, 200])
    ac = random.binomial(an, af[:, None])
    raw = [((ac[:, 0] > 0) & (ac[:, 1] == 0)).sum(), ((ac[:, 1] > 0) & (ac[:, 0] == 0)).sum()]
    shared = spectrum.shared_alleles(spectrum.chance_of_being_seen(ac, an, 200))
    assert raw[0] > 5 * raw[1]
    assert shared[1] == pytest.approx(shared[2], rel=0.1)


def test_too_many_groups_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 12 groups, got 13"):
        spectrum.shared_alleles(np.zeros((1, 13)))
