"""Exact tests over strata against every way to hand out the answers, scipy and statsmodels."""

from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from scipy.stats.contingency import odds_ratio
from statsmodels.discrete.conditional_models import ConditionalLogit

from straits.popgen import contingency, exact_strata, stratified, trend
from tests.builders.allele_counts import allele_counts

PEOPLE = st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=7)


def tables(strata: list[list[tuple[int, bool]]]) -> tuple[list[list[int]], list[list[int]]]:
    """Return people of 0, 1 and 2 copies, and those of them with a yes, per stratum."""
    n = [[sum(k == kind for k, _ in people) for kind in range(3)] for people in strata]
    yes = [[sum(k == kind and y for k, y in people) for kind in range(3)] for people in strata]
    return n, yes


def ways(strata: list[list[tuple[int, bool]]]) -> dict[int, int]:
    """Return how many ways to hand out the answers within strata give each score."""
    counted = {0: 1}
    for people in strata:
        copies, n_yes = [k for k, _ in people], sum(y for _, y in people)
        own: dict[int, int] = {}
        for chosen in combinations(range(len(people)), n_yes):
            score = sum(copies[place] for place in chosen)
            own[score] = own.get(score, 0) + 1
        both: dict[int, int] = {}
        for (first, n_first), (second, n_second) in product(counted.items(), own.items()):
            both[first + second] = both.get(first + second, 0) + n_first * n_second
        counted = both
    return counted


@given(st.lists(PEOPLE, min_size=1, max_size=2))
def test_p_is_the_share_of_ways_that_are_no_likelier(strata: list[list[tuple[int, bool]]]) -> None:
    found = exact_strata.exact_trend([0, 1, 2], *tables(strata))
    counted = ways(strata)
    observed = sum(k for people in strata for k, y in people if y)
    if len(counted) == 1:
        assert found is None
        return
    likely = sum(n for n in counted.values() if n <= counted[observed])
    assert found is not None
    assert found.p == pytest.approx(likely / sum(counted.values()), rel=1e-9)


@given(allele_counts(2, 60), allele_counts(2, 60))
def test_in_one_stratum_of_two_kinds_it_is_the_conditional_odds_ratio(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    (ac1, an1), (ac2, an2) = first, second
    found = exact_strata.exact_trend([0, 1], [[an2, an1]], [[ac2, ac1]])
    if ac1 + ac2 in (0, an1 + an2):
        assert found is None
        return
    cells = [[ac1, an1 - ac1], [ac2, an2 - ac2]]
    expected = odds_ratio(cells)
    assert found is not None
    assert found.p == pytest.approx(fisher_exact(cells).pvalue, rel=1e-6)
    assert found.odds_ratio == pytest.approx(expected.statistic, rel=1e-6)
    assert (found.low, found.high) == pytest.approx(expected.confidence_interval(), rel=1e-6)


def test_the_odds_ratio_per_copy_is_that_of_conditional_logistic_regression() -> None:
    n = [[30, 12, 3], [25, 20, 4]]
    yes = [[4, 4, 2], [3, 5, 1]]
    answers, copies, stratum = [], [], []
    for place, (row, cases) in enumerate(zip(n, yes, strict=True)):
        for kind, (size, with_yes) in enumerate(zip(row, cases, strict=True)):
            answers += [1] * with_yes + [0] * (size - with_yes)
            copies += [kind] * size
            stratum += [place] * size
    x = np.array(copies, float)[:, None]
    model = ConditionalLogit(np.array(answers), x, groups=np.array(stratum))
    expected = float(np.exp(model.fit(disp=False).params[0]))
    found = exact_strata.exact_trend([0, 1, 2], n, yes)
    assert found is not None
    assert found.odds_ratio == pytest.approx(expected, rel=1e-3)
    assert found.low < expected < found.high


def zelen(strata: list[tuple[int, int, int, int]]) -> Fraction:
    """Return Zelen's p from every set of tables with the same margins and the same sum."""
    spans = [range(max(0, a + b - m), min(n, a + b) + 1) for a, n, b, m in strata]
    weights = {
        outcome: np.prod(
            [
                comb(n, x) * comb(m, a + b - x)
                for x, (a, n, b, m) in zip(outcome, strata, strict=True)
            ],
            dtype=object,
        )
        for outcome in product(*spans)
        if sum(outcome) == sum(a for a, *_ in strata)
    }
    observed = weights[tuple(a for a, *_ in strata)]
    return Fraction(sum(w for w in weights.values() if w <= observed), sum(weights.values()))


@given(st.lists(st.tuples(allele_counts(1, 9), allele_counts(1, 9)), min_size=2, max_size=3))
def test_the_same_odds_everywhere_are_tested_as_zelen_does(
    strata: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    flat = [(a, n, b, m) for (a, n), (b, m) in strata]
    found = exact_strata.exact_same_odds(*zip(*flat, strict=True))
    varying = [row for row in flat if 0 < row[0] + row[2] < row[1] + row[3]]
    if len(varying) < 2:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(float(zelen(varying)), rel=1e-9)


def test_three_of_325_against_one_of_seven_is_no_association() -> None:
    # By the chi-square distribution it would be.
    by_score = trend.share_trend([0, 1], [[325, 7]], [[3, 1]])
    slope = trend.share_slope([0, 1], [[325, 7]], [[3, 1]])
    assert by_score < 0.01
    assert slope.is_exact
    assert slope.p == pytest.approx(0.0820672816729293, rel=1e-9)
    assert slope.low < 1 < slope.high


def test_of_large_counts_the_odds_ratio_per_copy_is_that_of_logistic_regression() -> None:
    # statsmodels.GLM, binomial, a level per stratum: 1.2360160, Wald 1.1045 to 1.3832, p 0.00022.
    n, yes = [[3000, 900, 60], [2800, 1000, 50]], [[600, 250, 13], [500, 190, 9]]
    slope = trend.share_slope([0, 1, 2], n, yes)
    assert not slope.is_exact
    assert slope.odds_ratio == pytest.approx(1.2360160, rel=1e-6)
    assert (slope.low, slope.high) == pytest.approx((1.1045, 1.3832), rel=1e-3)
    assert slope.p == pytest.approx(0.00022, rel=0.05)
    exactly = exact_strata.exact_trend([0, 1, 2], n, yes)
    assert exactly is not None
    assert slope.p == pytest.approx(exactly.p, rel=0.3)


def test_sites_with_few_copies_are_tested_exactly_and_those_with_many_are_not() -> None:
    few = stratified.shared_odds([3, 1], [300, 200], [0, 0], [300, 200])
    assert few.is_exact
    assert few.is_same_exact
    # All four fall on the first group: 1/8 of C(600, 3) ways, times half, and the other way round.
    one_sided = comb(300, 3) / comb(600, 3) / 2
    assert few.p == pytest.approx(2 * one_sided, rel=1e-9)
    many = stratified.shared_odds([120, 300], [2000, 1200], [40, 100], [1600, 1000])
    assert (many.is_exact, many.is_same_exact) == (False, False)
    p, ratio, *_ = stratified.cochran_mantel_haenszel(
        [[120, 300]], [[2000, 1200]], [[40, 100]], [[1600, 1000]]
    )
    assert (many.p, many.odds_ratio) == (pytest.approx(p[0]), pytest.approx(ratio[0]))


def test_without_a_site_that_tells_anything_nothing_is_said() -> None:
    none = stratified.shared_odds([0, 5], [10, 5], [0, 0], [10, 0])
    assert (none.p, none.odds_ratio, none.p_same) == (None, None, None)


def test_one_copy_in_a_small_group_does_not_part_it_from_a_large_one() -> None:
    # The chi-square of 1 of 7 against 3 of 325 is below 0.001.
    assert contingency.omnibus_test([[1, 3]], [[7, 325]])[1][0] < 0.002
    p, is_small = contingency.homogeneity_test([[1, 3], [100, 120]], [[7, 325], [400, 500]])
    assert is_small.tolist() == [True, False]
    assert p[0] == pytest.approx(fisher_exact([[1, 6], [3, 322]]).pvalue)
    assert p[1] == pytest.approx(contingency.omnibus_test([[100, 120]], [[400, 500]])[1][0])


@given(st.lists(allele_counts(0, 80), min_size=2, max_size=5))
def test_each_group_is_held_against_the_others_together(groups: list[tuple[int, int]]) -> None:
    ac, an = (np.array(column) for column in zip(*groups, strict=True))
    called = an > 0
    p, _ = contingency.each_against_others([ac], [an])
    if called.sum() < 2:
        assert np.isnan(p[0])
        return
    each = [
        fisher_exact([[a, n - a], [ac.sum() - a, (an - ac).sum() - (n - a)]]).pvalue
        for a, n in zip(ac[called], an[called], strict=True)
    ]
    times = called.sum() if called.sum() > 2 else 1
    assert p[0] == pytest.approx(min(min(each) * times, 1), rel=1e-6)


def test_the_smallest_expected_count_leaves_out_who_was_not_called() -> None:
    smallest = contingency.smallest_expected([[1, 3, 0], [0, 0, 0]], [[7, 325, 0], [0, 0, 0]])
    assert smallest[0] == pytest.approx(7 * 4 / 332)
    assert np.isinf(smallest[1])
