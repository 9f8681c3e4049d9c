"""Any stretch of a ranking is that of all alleles sorted, by every order and however many tie."""

from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from straits.comparison import block_maxima, measures, ranked_alleles, ranked_by_p
from straits.comparison.judged import CHUNK, Reader
from straits.comparison.passes import go_on
from straits.comparison.tests_of_tables import log_factorials
from straits.popgen import contingency, fst
from tests.builders.generated_counts import Generated, generated

N = 4 * CHUNK + 12_345
FEW_ALONE = "straits.comparison.passes._ALONE"
FEW_SORTED = "straits.comparison.ranked_alleles.MOST_SORTED"


@pytest.fixture(scope="module")
def rare() -> Generated:
    return generated(N)


def sorted_by(given: Generated, order: str) -> NDArray[np.intp]:
    """Return the alleles compared, the most different first, by plain NumPy."""
    kept = given.kept
    ac_a, an_a, ac_b, an_b = given.counts[:, kept]
    af_a, af_b = ac_a / an_a, ac_b / an_b
    larger, smaller = np.maximum(af_a, af_b), np.minimum(af_a, af_b)
    with np.errstate(invalid="ignore", divide="ignore"):
        af = (ac_a + ac_b) / (an_a + an_b)
        z = (af_a - af_b) / np.sqrt(af * (1 - af) * (1 / an_a + 1 / an_b))
        top, bottom = fst.hudson_fst_parts(ac_a, an_a, ac_b, an_b)
        by = {
            "abs_difference": [np.abs(af_a - af_b)],
            "ratio": [np.where(smaller > 0, larger / smaller, 1e300)],
            "fst": [np.nan_to_num(top / bottom, nan=-np.inf)],
            "p": [],
        }[order]
    if order == "p":
        p = contingency.difference_test(ac_a, an_a, ac_b, an_b)[0]
        by = [-np.array([float(f"{value:.8e}") for value in p]), np.nan_to_num(np.abs(z), nan=-1)]
    return kept[np.lexsort([kept, -larger, *(-level for level in reversed(by))])]


def ask(given: Generated, order: str, first: int, n_wanted: int) -> list[int]:
    blocks = block_maxima.largest_of_blocks(given.comparison, order, go_on)
    if order == "p":
        factorials = log_factorials(int(given.counts[1].max() + given.counts[3].max()))
        found = ranked_by_p.ranked_by_p(
            given.comparison, blocks, first, n_wanted, factorials, go_on
        )
    else:
        levels = [partial(measures.exact, order), measures.larger_af, ranked_alleles.place]
        found = ranked_alleles.ranked(
            given.comparison, levels, first, n_wanted, go_on, blocks=blocks
        )
    counts = np.stack([found.ac_a, found.an_a, found.ac_b, found.an_b])
    np.testing.assert_array_equal(counts, given.counts[:, found.allele_index])
    return found.allele_index.tolist()


@pytest.mark.parametrize("n_sorted", [1_000, 10**7])
@pytest.mark.parametrize("order", ["abs_difference", "ratio", "fst", "p"])
def test_any_stretch_of_a_ranking_is_that_of_all_alleles_sorted(
    rare: Generated, order: str, n_sorted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FEW_ALONE, 0)
    monkeypatch.setattr(FEW_SORTED, n_sorted)
    expected = sorted_by(rare, order)
    for first, n_wanted in ((0, 10), (0, 100), (777, 50), (40_000, 500), (expected.size - 20, 60)):
        found = ask(rare, order, first, n_wanted)
        wanted = expected[first : first + n_wanted].tolist()
        if order != "p":
            assert found == wanted
            continue
        # Two p that differ in the ninth digit alone may change places.
        assert len(found) == len(wanted)
        p = [contingency.difference_test(*rare.counts[:, rows])[0] for rows in (found, wanted)]
        np.testing.assert_allclose(p[0], p[1], rtol=1e-7)


def test_alleles_that_tie_in_everything_are_told_apart_by_their_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = generated(3 * CHUNK, people=(1, 1), seed=4)
    monkeypatch.setattr(FEW_SORTED, 500)
    expected = sorted_by(given, "abs_difference")
    for first in (0, 3_000, expected.size // 2):
        assert ask(given, "abs_difference", first, 40) == expected[first : first + 40].tolist()


def test_only_alleles_of_the_ranges_are_ranked() -> None:
    ranges = [(5, 5), (10_000, 90_000), (95_000, 95_500), (CHUNK * 2, CHUNK * 2 + 3)]
    given = generated(N, ranges=ranges, least_an=200, af=(0.01, 0.4))
    assert given.comparison.n_alleles == sum(last - first + 1 for first, last in ranges)
    expected = sorted_by(given, "ratio")
    assert ask(given, "ratio", 0, 10**5) == expected.tolist()


def test_genome_order_is_that_of_the_alleles(
    rare: Generated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FEW_SORTED, 1_000)
    found = ranked_alleles.ranked(
        rare.comparison, [ranked_alleles.place], 30_000, 200, go_on
    ).allele_index
    assert found.tolist() == rare.kept[30_000:30_200].tolist()


def test_bounds_are_what_is_exact_but_for_slack(rare: Generated) -> None:
    chunk = rare.comparison.chunks[1]
    judged, memory = Reader(rare.comparison).read(chunk), np.empty((2, CHUNK))
    for order in ("abs_difference", "ratio", "fst", "p"):
        bound = measures.bounds(order, judged, memory[0])
        exact = measures.exact(order, judged, memory[1])
        if order == "p":
            exact = np.where(exact >= 0, np.maximum(exact, 0) ** 2, exact)
        np.testing.assert_allclose(bound, exact, rtol=measures.SLACK / 10, atol=measures.SLACK / 10)
