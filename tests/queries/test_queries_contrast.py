"""The panel of a difference at one allele, against scipy and statsmodels on counts in the test."""

from pathlib import Path

import pytest
from scipy.stats import chi2_contingency, fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from straits import queries
from straits.queries.allele.contrast import Contrast
from straits.store import open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls

ALLELE = "chr1-100-A-G"


def panel(folder: Path, a: tuple[int, int], b: tuple[int, int], profile: str = "open") -> Contrast:
    """Return the contrast of two groups with so many heterozygotes among so many people."""
    blocks = [
        Block("c", "XX", n, {"g": group}, {ALLELE: Calls(het=het)})
        for group, (het, n) in (("A", a), ("B", b))
    ]
    path = tiny_store.of_blocks(folder, blocks, profile=profile, release_id=folder.name)
    store = open_store(path)
    variant = queries.allele.variant(store, ALLELE)
    assert variant is not None
    pair = (queries.groups.population(store, f"group:g/{name}@c") for name in "AB")
    return queries.allele.contrast(store, variant, *pair, "all")


def test_estimates_and_intervals_are_those_of_statsmodels(tmp_path: Path):
    found = panel(tmp_path, (30, 100), (12, 150))
    assert (found.ac_a, found.an_a, found.ac_b, found.an_b) == (30, 200, 12, 300)
    assert (found.n_called_a, found.n_called_b) == (100, 150)
    assert (found.af_low_a, found.af_high_a) == pytest.approx(
        proportion_confint(30, 200, method="wilson")
    )
    for measure, method, names in (
        ("diff", "newcomb", ("difference_low", "difference_high")),
        ("ratio", "score", ("ratio_low", "ratio_high")),
        ("odds-ratio", "score", ("odds_ratio_low", "odds_ratio_high")),
    ):
        expected = confint_proportions_2indep(
            30, 200, 12, 300, compare=measure, method=method, correction=False
        )
        shown = tuple(getattr(found, name) for name in names)
        assert shown == pytest.approx(expected, abs=2e-4)
    assert found.difference == pytest.approx(0.11)
    assert found.ratio == pytest.approx(3.75)


def test_few_copies_are_tested_by_fisher(tmp_path: Path):
    found = panel(tmp_path, (30, 100), (12, 150))
    assert found.test == "Fisher's exact, two-sided"
    assert found.p == pytest.approx(fisher_exact([[30, 170], [12, 288]]).pvalue)
    least = min(
        fisher_exact([[42, 158], [0, 300]]).pvalue, fisher_exact([[0, 200], [42, 258]]).pvalue
    )
    assert found.p_minimum == pytest.approx(least)


def test_many_copies_are_tested_by_chi_square(tmp_path: Path):
    found = panel(tmp_path, (300, 1000), (200, 900))
    assert found.test == "chi-square, no continuity correction"
    expected = chi2_contingency([[300, 1700], [200, 1600]], correction=False).pvalue
    assert found.p == pytest.approx(expected)


@pytest.mark.parametrize(("a", "b"), [((0, 100), (12, 150)), ((12, 150), (0, 100))])
def test_what_would_have_been_significant_is_the_least_that_scipy_calls_so(
    tmp_path: Path, a: tuple[int, int], b: tuple[int, int]
):
    found = panel(tmp_path, a, b)
    an = 300  # of the side with more
    p = [fisher_exact([[ac, an - ac], [0, 200]]).pvalue for ac in range(30)]
    expected = next(ac for ac, value in enumerate(p) if value < queries.allele.ALPHA)
    assert found.significant_ac == expected


def test_two_people_can_show_no_difference(tmp_path: Path):
    found = panel(tmp_path, (0, 1), (1, 1))
    assert found.significant_ac is None
    assert found.p_minimum == 1


def test_without_alleles_called_there_is_no_estimate(tmp_path: Path):
    blocks = [
        Block("c", "XX", 5, {"g": "A"}, {ALLELE: Calls(missing=5)}),
        Block("c", "XX", 5, {"g": "B"}),
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks, release_id="nobody"))
    variant = queries.allele.variant(store, ALLELE)
    assert variant is not None
    pair = (queries.groups.population(store, f"group:g/{name}@c") for name in "AB")
    found = queries.allele.contrast(store, variant, *pair, "all")
    assert (found.an_a, found.an_b, found.is_withheld) == (0, 10, False)
    assert found.p is found.difference is found.p_minimum is None


def test_what_is_withheld_takes_all_that_follows_with_it_inside(tmp_path: Path):
    blocks = [
        Block("c", "XX", 40, {"g": "A"}, {ALLELE: Calls(het=5, missing=25)}),
        Block("c", "XX", 40, {"g": "B"}, {ALLELE: Calls(het=5)}),
    ]
    path = tiny_store.of_blocks(tmp_path, blocks, profile="inside", release_id="inside-contrast")
    store = open_store(path)
    variant = queries.allele.variant(store, ALLELE)
    assert variant is not None
    pair = (queries.groups.population(store, f"group:g/{name}@c") for name in "AB")
    found = queries.allele.contrast(store, variant, *pair, "all")
    assert found.is_withheld
    assert (found.ac_a, found.an_a, found.ac_b, found.an_b) == (None, None, 5, 80)
    assert (found.n_called_a, found.n_called_b) == (None, 40)
    of_b = ("ac_b", "an_b", "n_called_b")
    rest = {name: value for name, value in vars(found).items() if name not in of_b}
    assert set(rest.values()) == {None}
