"""What p-values are worth: the family of tests of a comparison, against scipy over every allele."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact

from straits import queries
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, Gene

N_A, N_B = 200, 150
# Heterozygotes in A and in B of each allele: rare and common, alike and not.
RANDOM = np.random.default_rng(11)
HETS = [
    (int(RANDOM.binomial(N_A, share)), int(RANDOM.binomial(N_B, min(share * tilt, 1))))
    for share, tilt in zip(RANDOM.beta(0.3, 1, 120), RANDOM.uniform(0.5, 1.5, 120), strict=True)
]
HETS = [pair for pair in HETS if sum(pair)]


def written(folder: Path, hets: list[tuple[int, int]], profile: str = "open") -> Store:
    """Return a store whose allele at position i + 1 has so many heterozygotes in A and in B."""
    names = [f"chr1-{number}-A-G" for number in range(1, len(hets) + 1)]
    blocks = [
        Block("c", "XX", n, {"g": group}, {
            name: Calls(het=pair[side]) for name, pair in zip(names, hets, strict=True)
        })
        for side, (group, n) in enumerate((("A", N_A), ("B", N_B)))
    ]  # fmt: skip
    genes = [Gene("ENSG1", "FIRST", "chr1", 1, 40)]
    return open_store(
        tiny_store.of_blocks(folder, blocks, names, genes=genes, profile=profile, release_id="f")
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return written(tmp_path, HETS)


@pytest.fixture
def pair(store: Store) -> tuple[queries.groups.Population, queries.groups.Population]:
    return queries.groups.default_pair(store)


def p_of(hets: tuple[int, int]) -> float:
    """Return p by scipy: Fisher's exact test, or chi-square where all four cells reach 100."""
    table = [[hets[0], 2 * N_A - hets[0]], [hets[1], 2 * N_B - hets[1]]]
    if min(map(min, table)) >= 100:
        return float(chi2_contingency(table, correction=False).pvalue)
    return float(fisher_exact(table).pvalue)


@pytest.mark.parametrize("order", queries.comparison.ORDERS)
def test_q_is_that_of_all_alleles_compared_however_few_are_shown(store: Store, pair, order: str):
    expected = false_discovery_control([p_of(hets) for hets in HETS])
    rows = queries.comparison.allele_differences(
        store, *pair, queries.allele.Filters(), order, limit=10
    )
    for row in rows.iter_rows(named=True):
        place = row["pos"] - 1
        assert row["p"] == pytest.approx(p_of(HETS[place]), rel=1e-6)
        assert row["q"] == pytest.approx(expected[place], rel=1e-6)
        assert row["p_bonferroni"] == pytest.approx(min(row["p"] * len(HETS), 1))


def test_the_family_counts_what_is_significant_among_all(store: Store, pair):
    p = np.array([p_of(hets) for hets in HETS])
    family = queries.comparison.family_of_tests(store, *pair, queries.allele.Filters())
    assert (family.name, family.n_tests) == ("all alleles compared in the release", len(HETS))
    assert family.n_significant == (false_discovery_control(p) < 0.05).sum() > 5
    assert family.n_bonferroni == (p * len(HETS) < 0.05).sum() > 5


def test_a_gene_is_a_family_of_its_own(store: Store, pair):
    family = queries.comparison.family_of_tests(
        store, *pair, queries.allele.Filters(gene_id="ENSG1")
    )
    assert (family.name, family.n_tests) == ("all alleles compared in FIRST", 40)
    rows = queries.comparison.allele_differences(
        store, *pair, queries.allele.Filters(gene_id="ENSG1"), "p"
    )
    assert rows["p_bonferroni"][0] == pytest.approx(40 * rows["p"][0])


def test_the_order_by_p_is_that_of_the_p_shown(store: Store, pair):
    pages = [
        queries.comparison.allele_differences(
            store, *pair, queries.allele.Filters(), "p", limit=7, offset=start
        )
        for start in range(0, len(HETS), 7)
    ]
    shown = np.array([p for page in pages for p in page["p"]])
    # Two p that are one but for rounding are in the order of their score statistics.
    assert (shown[1:] >= shown[:-1] * (1 - 1e-8)).all()
    assert len(shown) == len(HETS)


def test_alleles_too_rare_to_be_significant_can_be_left_out_of_the_family(store: Store, pair):
    filters = queries.allele.Filters(testable_only=True)
    family = queries.comparison.family_of_tests(store, *pair, filters)
    assert family.n_unable > 0
    assert family.n_tests + family.n_unable == len(HETS)
    rows = queries.comparison.allele_differences(store, *pair, filters, "p", limit=len(HETS))
    assert rows["q"].is_null().sum() == family.n_unable
    rare = rows.filter(rows["q"].is_null())
    assert rare["p_minimum"].min() > 0.05 / family.n_tests  # type: ignore[operator]
    kept = rows.drop_nulls("q")
    np.testing.assert_allclose(kept["q"], false_discovery_control(kept["p"]))


def test_a_family_of_nothing_has_no_tests(store: Store, pair):
    filters = queries.allele.Filters(af_min=0.999)
    family = queries.comparison.family_of_tests(store, *pair, filters)
    assert (family.n_tests, family.n_significant) == (0, 0)
    assert queries.comparison.allele_differences(store, *pair, filters, "p").is_empty()


def test_alleles_with_too_few_people_called_are_in_no_family_inside(tmp_path: Path):
    calls = {"chr1-1-A-G": Calls(het=9), "chr1-2-A-G": Calls(het=9, missing=181)}
    blocks = [Block("c", "XX", 200, {"g": "A"}, calls), Block("c", "XX", 200, {"g": "B"})]
    for profile, n_tests in (("open", 2), ("inside", 1)):
        store = open_store(
            tiny_store.of_blocks(
                tmp_path / profile, blocks, list(calls), profile=profile, release_id=profile
            )
        )
        pair = queries.groups.default_pair(store)
        assert (
            queries.comparison.family_of_tests(store, *pair, queries.allele.Filters()).n_tests
            == n_tests
        )
        rows = queries.comparison.allele_differences(
            store, *pair, replace(queries.allele.Filters(), min_an=0), "p"
        )
        assert rows.height == n_tests


def test_the_leading_differences_of_an_overview_test_no_other_allele(tmp_path: Path, monkeypatch):
    store = written(tmp_path, [(150, 10), (120, 5), (20, 20), (10, 12)])
    asked = (store, *queries.groups.default_pair(store), queries.allele.Filters())
    expected = queries.comparison.allele_differences(*asked, limit=2)
    monkeypatch.setattr(store.comparisons, "tests", lambda *_: pytest.fail("tested all alleles"))
    rows = queries.comparison.leading_differences(*asked, 4, limit=2)
    assert rows["p_bonferroni"].to_list() == pytest.approx(expected["p_bonferroni"].to_list())
    assert rows.drop("q", "p_bonferroni").equals(expected.drop("q", "p_bonferroni"))


def test_the_leading_differences_have_q_where_chance_may_explain_one(tmp_path: Path):
    store = written(tmp_path, [(150, 10), (20, 20), (10, 12)])
    asked = (store, *queries.groups.default_pair(store), queries.allele.Filters())
    expected = queries.comparison.allele_differences(*asked, limit=3)
    rows = queries.comparison.leading_differences(*asked, 3, limit=3)
    assert rows.equals(expected)
    assert rows["q"].null_count() == 0
