"""A difference within call sets and over them, against statsmodels on counts seen in the test."""

import math
from pathlib import Path

import polars as pl
import pytest
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import StratifiedTable

from straits import queries
from straits.queries.comparison import strata
from straits.store import Store, open_store
from straits.tables import EVERYONE
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet

ALLELE = "chr1-100-A-G"
# call set -> (heterozygotes, people) of A and of B
COUNTED = {"dk_wgs": ((24, 200), (10, 160)), "sg_wgs": ((60, 120), (30, 100))}


def written(folder: Path, counted=COUNTED, profile: str = "open", **more) -> Store:
    blocks = [
        Block(name, "XX", n, {"g": group}, {ALLELE: Calls(het=het)})
        for name, sides in counted.items()
        for group, (het, n) in zip("AB", sides, strict=True)
    ]
    store = tiny_store.of_blocks(folder, blocks, profile=profile, release_id=folder.name, **more)
    return open_store(store)


def found(store: Store, a: str = "group:g/A", b: str = "group:g/B") -> strata.Strata:
    variant = queries.allele.variant(store, ALLELE)
    assert variant is not None
    return strata.stratified_difference(
        store,
        variant,
        queries.groups.population(store, a),
        queries.groups.population(store, b),
        "all",
    )


def test_call_sets_are_tested_together_without_being_compared(tmp_path: Path):
    tables = [
        [[het_a, 2 * a - het_a], [het_b, 2 * b - het_b]]
        for (het_a, a), (het_b, b) in COUNTED.values()
    ]
    expected = StratifiedTable(tables)
    both = found(written(tmp_path))
    assert both.n_strata == 2
    assert both.p == pytest.approx(expected.test_null_odds(correction=False).pvalue)
    assert both.odds_ratio == pytest.approx(expected.oddsratio_pooled)
    interval = expected.oddsratio_pooled_confint()
    assert (both.odds_ratio_low, both.odds_ratio_high) == pytest.approx(interval)
    assert both.p_same == pytest.approx(expected.test_equal_odds(adjust=True).pvalue)
    assert (both.test, both.test_same) == (strata.COCHRAN_MANTEL_HAENSZEL, strata.BRESLOW_DAY)


def test_what_is_chosen_in_one_call_set_is_compared_in_no_other(tmp_path: Path):
    store = written(tmp_path)
    assert found(store, "group:g/A@dk_wgs", "group:g/B").n_strata == 1
    assert found(store, "group:g/A@dk_wgs", "group:g/B@sg_wgs").n_strata == 0
    # One group in two places is not itself within each of them.
    assert found(store, "group:g/A@dk_wgs", "group:g/A@sg_wgs").n_strata == 0
    assert found(store).n_strata == 2


def test_everyone_may_differ_between_call_sets_of_other_people(tmp_path: Path):
    far = {"dk_wgs": ((190, 200), (150, 160)), "sg_wgs": ((1, 200), (1, 160))}
    store = written(tmp_path, far)
    variant = queries.allele.variant(store, ALLELE)
    assert variant is not None
    alleles = pl.DataFrame({"allele_index": [variant.allele_index], "region_class": ["autosome"]})
    signs = {
        grouping: queries.comparison.batch_warnings(store, alleles, [grouping], "all")
        for grouping in ("g", EVERYONE)
    }
    between = {name: set(rows["sign"]) for name, rows in signs.items()}
    assert queries.comparison.BETWEEN_CALL_SETS in between["g"]
    assert queries.comparison.BETWEEN_CALL_SETS not in between[EVERYONE]


def test_of_few_copies_both_tests_over_call_sets_are_exact(tmp_path: Path):
    few = found(written(tmp_path, {"dk_wgs": ((3, 100), (0, 80)), "sg_wgs": ((1, 60), (0, 50))}))
    assert (few.test, few.test_same) == (strata.EXACT_OVER_STRATA, strata.ZELEN)
    assert few.odds_ratio == float("inf")
    # All copies in A: the chance of it in each call set, and nothing is as unlikely the other way.
    chance = math.comb(200, 3) / math.comb(360, 3) * 120 / 220
    other = math.comb(160, 3) / math.comb(360, 3) * 100 / 220
    assert few.p == pytest.approx(chance + other)
    assert few.p_same == 1


def test_each_call_set_has_its_own_difference_and_test(tmp_path: Path):
    rows = found(written(tmp_path)).rows
    danish = rows.row(by_predicate=pl.col("call_set_id") == "dk_wgs", named=True)
    assert (danish["ac_a"], danish["an_a"], danish["ac_b"], danish["an_b"]) == (24, 400, 10, 320)
    assert danish["difference"] == pytest.approx(24 / 400 - 10 / 320)
    assert danish["p"] == pytest.approx(fisher_exact([[24, 376], [10, 310]]).pvalue)
    assert danish["difference_low"] < danish["difference"] < danish["difference_high"]


def test_groups_that_share_one_call_set_are_not_tested_across_them(tmp_path: Path):
    counted = {"dk_wgs": ((12, 100), (4, 80))}
    one = found(written(tmp_path, counted), "group:g/A@dk_wgs", "group:g/B@dk_wgs")
    assert (one.n_strata, one.p, one.rows.height) == (1, None, 1)


def test_groups_that_share_no_call_set_have_no_strata(tmp_path: Path):
    blocks = [
        Block("dk_wgs", "XX", 50, {"g": "A"}, {ALLELE: Calls(het=4)}),
        Block("sg_wgs", "XX", 50, {"g": "B"}),
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks, release_id="none"))
    none = found(store, "group:g/A@dk_wgs", "group:g/B@sg_wgs")
    assert (none.n_strata, none.p) == (0, None)
    assert none.rows.is_empty()


def test_a_call_set_that_says_nothing_of_the_allele_is_no_stratum(tmp_path: Path):
    blocks = [
        Block(name, "XX", 50, {"g": group}, {ALLELE: Calls(het=4)})
        for name in ("dk_wgs", "sg_wgs")
        for group in "AB"
    ]
    call_sets = [CallSet("dk_wgs", "dk"), CallSet("sg_wgs", "sg", {ALLELE: "not_callable"})]
    path = tiny_store.write(tmp_path, blocks, call_sets, [ALLELE], release_id="silent")
    two = found(open_store(path))
    assert (two.n_strata, two.rows.height) == (1, 2)
    assert two.rows["difference"].null_count() == 1


def test_a_call_set_too_small_to_be_shown_is_no_stratum_inside(tmp_path: Path):
    counted = {**COUNTED, "sg_wgs": ((9, 15), (10, 50))}
    shown = found(written(tmp_path / "open", counted))
    assert shown.n_strata == 2
    # The 15 of A in sg_wgs follow from its total and B, so that both are withheld there.
    store = written(tmp_path / "inside", counted, profile="inside")
    inside = found(store, "group:g/A@dk_wgs", "group:g/B@dk_wgs")
    assert (inside.n_strata, inside.rows["call_set_id"].to_list()) == (1, ["dk_wgs"])
    assert inside.p is None


def test_few_people_called_withhold_a_call_set_with_all_that_follows(tmp_path: Path):
    blocks = [
        Block(name, "XX", 50, {"g": group}, {ALLELE: Calls(het=4, missing=missing)})
        for name, missing in (("dk_wgs", 0), ("sg_wgs", 35))
        for group in "AB"
    ]
    path = tiny_store.of_blocks(tmp_path, blocks, profile="inside", release_id="few")
    hidden = found(open_store(path))
    row = hidden.rows.row(by_predicate=pl.col("call_set_id") == "sg_wgs", named=True)
    assert {row[name] for name in ("ac_a", "an_a", "difference", "difference_low", "p")} == {None}
    assert (hidden.n_strata, hidden.p) == (1, None)
