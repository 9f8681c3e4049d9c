"""Small counts are tested exactly wherever a page, or a file, tells of a test."""

from collections import Counter
from fractions import Fraction
from math import comb

import polars as pl
import pytest

from straits import queries
from straits.queries.comparison import strata
from straits.queries.phenotypes.genotype_phenotypes import EXACT_SHARES, ByGenotype
from straits.store import open_store
from straits.ui.variant import variant_phenotypes, within_call_sets
from tests.builders import demo_studies
from tests.queries.test_genotype_phenotypes import VARIANT, people

ROWS = pl.DataFrame({"copies": [0, 1], "n_people": [325, 7]})


def exact_p(own: pl.DataFrame) -> Fraction | None:
    """Return the p of all ways to hand out the answers within sexes that are no likelier."""
    ways = Counter({0: 1})
    observed = own.filter(pl.col("status") == "yes")["copies"].sum()
    for _, people_of_sex in own.group_by("sex"):
        n = [people_of_sex.filter(pl.col("copies") == kind).height for kind in range(3)]
        n_yes = people_of_sex.filter(pl.col("status") == "yes").height
        both: Counter[int] = Counter()
        for b in range(min(n[1], n_yes) + 1):
            for c in range(min(n[2], n_yes - b) + 1):
                own_ways = comb(n[0], n_yes - b - c) * comb(n[1], b) * comb(n[2], c)
                for score, so_far in ways.items():
                    both[score + b + 2 * c] += so_far * own_ways
        ways = +both
    if len(ways) == 1:
        return None
    return Fraction(sum(n for n in ways.values() if n <= ways[observed]), sum(ways.values()))


def test_a_share_by_genotype_is_tested_exactly_where_few_are_expected() -> None:
    store = open_store(demo_studies.small_demo_store())
    one = queries.groups.population(store, "group:ethnic_group/malay@sg_wgs")
    named = queries.phenotypes.phenotypes(store).filter(pl.col("kind") == "binary")
    tests = set()
    for phenotype_id in named["phenotype_id"]:
        found = queries.phenotypes.by_genotype(store, VARIANT, one, phenotype_id, "binary")
        tests.add(found.test)
        if found.test == EXACT_SHARES:
            own = people(store, one, phenotype_id).filter("is_looked_at")
            expected = exact_p(own)
            assert (found.p is None) == (expected is None), phenotype_id
            if expected is not None:
                assert found.p == pytest.approx(float(expected), rel=1e-6), phenotype_id
    assert tests == {EXACT_SHARES}


def test_an_odds_ratio_per_copy_stands_before_the_p_of_a_share() -> None:
    store = open_store(demo_studies.small_demo_store())
    one = queries.groups.population(store, "group:ethnic_group/malay@sg_wgs")
    found = ByGenotype(
        one, ROWS, 0.082, EXACT_SHARES,
        odds_ratio=17.27, odds_ratio_low=0.2925, odds_ratio_high=256.1,
    )  # fmt: skip
    assert variant_phenotypes.in_words(found, "Gout", "") == (
        "Gout: odds ratio 17.3 per copy (95 % 0.292 to 256); p 0.082, exact trend, within sex and "
        "site; 332 people with a known value and genotype."
    )


TOLD = pl.DataFrame({"call_set_name": ["Genomes"], "an_a": [10], "an_b": [20]})
TESTS = {"test": strata.COCHRAN_MANTEL_HAENSZEL, "test_same": strata.BRESLOW_DAY}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (strata.Strata(TOLD.clear(), 0), "No call set counted copies of both A and B, so"),
        (strata.Strata(TOLD, 1), "Only Genomes counted copies of both A and B"),
        (strata.Strata(TOLD, 2), "2 call sets counted both. All of their copies are alike"),
        (
            strata.Strata(TOLD, 2, 0.01, 2.0, 1.5, 2.5, p_same=0.4, **TESTS),
            "2 call sets counted both. Within them: odds ratio 2 (95 % 1.5 to 2.5); p 0.01, "
            "Cochran-Mantel-Haenszel, no continuity correction. No sign that they differ in it "
            "(p 0.4, Breslow-Day, Tarone's correction).",
        ),
        (
            strata.Strata(TOLD, 2, 0.01, 2.0, 1.5, 2.5, p_same=0.004, **TESTS),
            "2 call sets counted both. They do not tell of one odds ratio (p 0.004, Breslow-Day",
        ),
        (
            strata.Strata(TOLD, 2, 0.01, float("inf"), p_same=None, **TESTS),
            "2 call sets counted both. Within them: odds ratio ∞; p 0.01, Cochran-Mantel-Haenszel, "
            "no continuity correction. Fewer than two of them can tell an odds ratio.",
        ),
    ],
)
def test_the_call_sets_that_counted_both_are_told_of(told: strata.Strata, expected: str) -> None:
    assert within_call_sets.in_words(told).startswith(expected)
