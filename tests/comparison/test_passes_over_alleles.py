"""Totals, tests, grids and peaks over many alleles are those of plain NumPy."""

import numpy as np
import pytest

from straits.comparison import difference_grid, grids, tested, totals
from straits.comparison.judged import CHUNK, REASONS
from straits.comparison.passes import go_on
from straits.comparison.tests_of_tables import log_factorials
from straits.popgen import contingency, fisher, fst
from tests.builders.generated_counts import Generated, generated

N = 2 * CHUNK + 999
CASES = {
    "groups of 120": lambda: generated(N),
    "five call sets": lambda: generated(N, (30, 12), 5, seed=2),
    "a group beyond 16 bits": lambda: generated(CHUNK, (40_000, 15_000), seed=3),
    "bounds": lambda: generated(
        N, ranges=[(3, 90_000), (90_002, N - 5)], least_an=150, af=(0.02, 0.7)
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Generated:
    return CASES[request.param]()


def factorials(case: Generated) -> np.ndarray:
    return log_factorials(int(case.counts[1].max() + case.counts[3].max()))


def sizes(case: Generated) -> tuple[int, int]:
    return int(case.counts[1].max()), int(case.counts[3].max())


def p_of(case: Generated) -> np.ndarray:
    return np.asarray(contingency.difference_test(*case.counts[:, case.kept])[0])


def test_each_allele_is_counted_under_its_first_reason(case: Generated, monkeypatch) -> None:
    monkeypatch.setattr("straits.comparison.passes._ALONE", 0)
    found = totals.totals(case.comparison, go_on)
    expected = np.bincount(case.reason[case.reason < 255], minlength=len(REASONS))
    assert found.numbers.tolist() == expected.tolist()
    assert found.n_compared == case.kept.size > 0


def test_sums_of_fst_are_those_of_popgen(case: Generated) -> None:
    parts = fst.hudson_fst_parts(*case.counts[:, case.kept])
    expected = [np.nansum(part) for part in parts]
    np.testing.assert_allclose(totals.fst_sums(case.comparison, go_on), expected, rtol=1e-9)


def test_the_grid_of_frequencies_is_a_histogram(case: Generated) -> None:
    ac_a, an_a, ac_b, an_b = case.counts[:, case.kept]
    of_sides = (ac_a / an_a, ac_b / an_b)
    cells = [np.minimum((50 * af).astype(int), 49) for af in of_sides]
    expected = np.zeros((50, 50), int)
    np.add.at(expected, tuple(cells), 1)
    np.testing.assert_array_equal(grids.frequency_grid(case.comparison, 50, go_on), expected)


@pytest.mark.parametrize("is_dense", [False, True])
@pytest.mark.parametrize("limit", [0.05, 1.0])
def test_every_p_up_to_the_limit_is_told_with_its_alleles(
    case: Generated, limit: float, is_dense: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_dense:
        # Let few alleles be counted by the tables that they have, as many are.
        monkeypatch.setattr("straits.comparison.passes._ALONE", 0)
        monkeypatch.setattr("straits.comparison.tested._FEWEST_COUNTED", 0)
    made = tested.difference_tests(case.comparison, limit, sizes(case), factorials(case), go_on)
    p = p_of(case)
    told = np.repeat(made.p, made.n_variants)
    # Below 1e-300 a number has too few digits to agree in.
    np.testing.assert_allclose(np.sort(told), np.sort(p[p <= made.limit]), rtol=1e-9, atol=1e-300)
    assert made.above.sum() == (p > made.limit).sum()
    rising, n_variants = tested.added_up(made.p, made.n_variants)
    assert (np.diff(rising) > 0).all()
    assert n_variants.sum() == told.size


def test_the_cells_of_a_volcano_are_by_the_p_of_each_allele(case: Generated) -> None:
    made = tested.difference_tests(case.comparison, 1.0, sizes(case), factorials(case), go_on)
    grid = difference_grid.difference_grid(made)
    ac_a, an_a, ac_b, an_b = case.counts[:, case.kept]
    log_p = -np.log10(np.maximum(p_of(case), 1e-300))
    assert grid.height == pytest.approx(log_p.max() / difference_grid.N_HEIGHTS)
    expected, *_ = np.histogram2d(
        ac_a / an_a - ac_b / an_b, log_p / grid.height,
        bins=(np.linspace(-1, 1, tested.N_DIFFERENCES + 1), np.arange(51)),
    )  # fmt: skip
    assert grid.numbers.sum() == case.kept.size
    # An allele on the edge of two cells may be in either.
    assert np.abs(grid.numbers - expected).sum() <= case.kept.size / 50


def test_alleles_that_cannot_be_significant_are_told_by_their_smallest_p(case: Generated) -> None:
    p, n_variants = tested.minima(case.comparison, 0.05, factorials(case), go_on)
    smallest = fisher.minimum_attainable_p(*case.counts[:, case.kept])
    expected = np.sort(smallest[smallest <= 0.05])
    np.testing.assert_allclose(np.repeat(p, n_variants), expected, rtol=1e-9, atol=1e-300)
    level = float(np.median(expected))
    made = tested.difference_tests(
        case.comparison, 1.0, sizes(case), factorials(case), go_on, level
    )
    assert made.n_variants.sum() == (smallest <= level * (1 + 1e-9)).sum()


@pytest.mark.parametrize("measure", ["p", "fst"])
@pytest.mark.parametrize("n_in_stretch", [1_000, 70_001])
def test_the_peak_of_a_stretch_is_its_most_different_allele(
    case: Generated, measure: str, n_in_stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("straits.comparison.passes._ALONE", 0)
    peaks = grids.peaks(case.comparison, measure, n_in_stretch, factorials(case), go_on)
    counts = case.counts[:, case.kept]
    with np.errstate(invalid="ignore", divide="ignore"):
        top, bottom = fst.hudson_fst_parts(*counts)
        by_fst = np.where(bottom > 0, top / bottom, np.nan)
    ac_a, an_a, ac_b, an_b = counts
    is_known = (ac_a + ac_b < an_a + an_b) if measure == "p" else ~np.isnan(by_fst)
    value = -np.log10(np.maximum(p_of(case), 1e-300)) if measure == "p" else by_fst
    kept, value = case.kept[is_known], value[is_known]
    stretches = kept // n_in_stretch
    assert peaks.stretch.tolist() == np.unique(stretches).tolist()
    of_peak = dict(zip(kept.tolist(), value.tolist(), strict=True))
    for stretch, n, index in zip(
        peaks.stretch, peaks.n_variants, peaks.allele_index.tolist(), strict=True
    ):
        here = value[stretches == stretch]
        assert n == here.size
        assert of_peak[index] == pytest.approx(here.max(), rel=1e-7, abs=1e-9)
    np.testing.assert_array_equal(peaks.counts, case.counts[:, peaks.allele_index])
