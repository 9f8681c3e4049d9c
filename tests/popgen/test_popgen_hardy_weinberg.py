"""Exact tests of Hardy-Weinberg proportions against published figures and counted-out outcomes."""

from fractions import Fraction
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straits.popgen import hardy_weinberg

PEOPLE = st.integers(0, 40)
SMALL = st.integers(0, 6)


def outcomes(n_people: int, n_alt: int) -> dict[int, Fraction]:
    """Return the probability of every number of heterozygotes, as a fraction of whole numbers."""
    found = {}
    for het in range(n_alt % 2, min(n_alt, 2 * n_people - n_alt) + 1, 2):
        hom_alt = (n_alt - het) // 2
        cells = factorial(n_people - het - hom_alt) * factorial(het) * factorial(hom_alt)
        ways = Fraction(factorial(n_people) * 2**het, cells)
        margins = Fraction(factorial(n_alt) * factorial(2 * n_people - n_alt))
        found[het] = ways * margins / factorial(2 * n_people)
    return found


def x_outcomes(n_xx: int, n_xy: int, n_alt: int) -> dict[tuple[int, int], Fraction]:
    """Return the probability of every number of hemizygotes and heterozygotes on X."""
    n_alleles = 2 * n_xx + n_xy
    found = {}
    for hemi in range(max(0, n_alt - 2 * n_xx), min(n_alt, n_xy) + 1):
        handed_out = Fraction(
            factorial(n_xy) * factorial(2 * n_xx) * factorial(n_alt) * factorial(n_alleles - n_alt),
            factorial(hemi)
            * factorial(n_xy - hemi)
            * factorial(n_alt - hemi)
            * factorial(2 * n_xx - n_alt + hemi)
            * factorial(n_alleles),
        )
        for het, share in outcomes(n_xx, n_alt - hemi).items():
            found[hemi, het] = handed_out * share
    return found


def midp(probabilities: dict[object, Fraction], observed: object) -> float:
    """Return all that is less likely than what was observed, and half of what is as likely."""
    limit = probabilities[observed]
    less = sum(p for p in probabilities.values() if p < limit)
    return float(less + sum(p for p in probabilities.values() if p == limit) / 2)


@pytest.mark.parametrize(
    ("genotypes", "mid_p"), [((250, 500, 250), 0.97478444), ((37, 200, 85), 1.1337210e-06)]
)
def test_p_is_the_published_one(genotypes: tuple[int, int, int], mid_p: float) -> None:
    assert hardy_weinberg.hardy_weinberg_midp(*genotypes) == pytest.approx(mid_p, rel=1e-7)


@given(PEOPLE, PEOPLE, PEOPLE)
def test_midp_agrees_with_counting_every_outcome(hom_ref: int, het: int, hom_alt: int) -> None:
    observed = hardy_weinberg.hardy_weinberg_midp(hom_ref, het, hom_alt)
    if hom_ref + het + hom_alt == 0:
        assert np.isnan(observed)
        return
    expected = midp(outcomes(hom_ref + het + hom_alt, het + 2 * hom_alt), het)
    assert observed == pytest.approx(expected, rel=1e-9)


@given(SMALL, SMALL, SMALL, SMALL, SMALL)
def test_x_midp_agrees_with_counting_every_outcome(
    hom_ref: int, het: int, hom_alt: int, hemi_ref: int, hemi_alt: int
) -> None:
    observed = hardy_weinberg.hardy_weinberg_x_midp(hom_ref, het, hom_alt, hemi_ref, hemi_alt)
    n_xx, n_xy = hom_ref + het + hom_alt, hemi_ref + hemi_alt
    if n_xx + n_xy == 0:
        assert np.isnan(observed)
        return
    expected = midp(x_outcomes(n_xx, n_xy, het + 2 * hom_alt + hemi_alt), (hemi_alt, het))
    assert observed == pytest.approx(expected, rel=1e-9)


def test_x_midp_halves_all_outcomes_that_are_as_likely_as_the_observed_one() -> None:
    # Two copies among 61 XX and 60 XY: 61 * 60 / 2 * 4 ways to two heterozygotes, and 122 * 60 to
    # one heterozygote and one hemizygote, which is as many.
    tied = 2 * Fraction(122 * 60, 182 * 181 // 2)
    observed = hardy_weinberg.hardy_weinberg_x_midp(59, 2, 0, 60, 0)
    assert observed == pytest.approx(float(1 - tied / 2))


def test_x_midp_without_xy_is_the_autosomal_one() -> None:
    autosomal = hardy_weinberg.hardy_weinberg_midp(20, 30, 5)
    assert hardy_weinberg.hardy_weinberg_x_midp(20, 30, 5, 0, 0) == pytest.approx(autosomal)


def test_groups_pooled_show_too_few_heterozygotes() -> None:
    # Two groups in proportion, one at AF 0.1 and one at 0.9: pooled they are far from it.
    first, second = np.array([810, 180, 10]), np.array([10, 180, 810])
    apart = hardy_weinberg.hardy_weinberg_midp(*np.stack([first, second], axis=1))
    assert (apart > 0.9).all()
    assert hardy_weinberg.hardy_weinberg_midp(*(first + second)) < 1e-100


def test_many_alleles_keep_their_shape() -> None:
    p = hardy_weinberg.hardy_weinberg_midp([[1, 2], [3, 4]], 1, 1)
    assert p.shape == (2, 2)


@pytest.mark.parametrize("genotypes", [(-1, 2, 3), (1, -2, 3), (1, 2, -3)])
def test_negative_counts_are_refused(genotypes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        hardy_weinberg.hardy_weinberg_midp(*genotypes)
    with pytest.raises(ValueError, match="not negative"):
        hardy_weinberg.hardy_weinberg_x_midp(*genotypes, 1, 1)
