"""A group beside the external panel of its ancestry: what laboratories do, and what drift does."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2_contingency, fisher_exact

from straits import queries
from straits.popgen import fst
from straits.queries.comparison import batch_signs, panel_check
from straits.store import Store, open_store
from tests.builders import panel_study, tiny_store
from tests.builders.panel_study import N_PEOPLE

ALIKE, LABORATORY, DRIFT, NOT_SENT = 100, 200, 300, 400
# Danish are 1,200 alleles: AF 0.3, 0.15, 0.3, 0.3; what Malay have does not matter.
HETS = {ALIKE: (360, 300), LABORATORY: (180, 0), DRIFT: (360, 0), NOT_SENT: (360, 0)}
PANEL = {
    "pos": [ALIKE, LABORATORY, DRIFT],
    "AC_nfe": [3_000, 0, 22_000],
    "AN_nfe": [10_000, 10_000, 100_000],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return panel_study.ingested(
        tmp_path_factory.mktemp("panel"), HETS, PANEL, matches={"XX": "nfe"}
    )


def compared(store: Store) -> pl.DataFrame:
    listed = queries.allele.alleles_in(store, (0, len(HETS) - 1))
    rows = panel_check.against_panels(
        store, listed["allele_index"].to_list(), ["ethnic_group"], "all"
    )
    return rows.join(listed.select("allele_index", "pos"), on="allele_index")


def test_a_matched_group_is_tested_against_its_panel_and_no_other_group_is(store: Store):
    rows = {row["pos"]: row for row in compared(store).iter_rows(named=True)}
    assert set(rows) == {ALIKE, LABORATORY, DRIFT}
    assert {row["label"] for row in rows.values()} == {"Danish"}
    alike = rows[ALIKE]
    assert (alike["af"], alike["panel_af_low"], alike["panel_label"]) == (
        0.3, 0.3, "Non-Finnish European",
    )  # fmt: skip
    expected = chi2_contingency([[360, 840], [22_000, 78_000]], correction=False).pvalue
    assert rows[DRIFT]["p"] == pytest.approx(expected)
    expected = fisher_exact([[180, 1020], [0, 10_000]]).pvalue
    assert rows[LABORATORY]["p"] == pytest.approx(expected)


def test_what_drift_between_groups_of_one_ancestry_explains_is_no_sign(store: Store):
    rows = compared(store).sort("pos")
    assert rows["p"][2] < panel_check.BATCH_P
    assert rows["is_suspect"].to_list() == [False, True, False]


def test_the_sign_stands_with_the_other_signs_of_a_batch_effect(store: Store):
    listed = queries.allele.alleles_in(store, (0, len(HETS) - 1))
    found = batch_signs.batch_warnings(store, listed, ["ethnic_group"], "all")
    of_panel = found.filter(pl.col("sign") == batch_signs.WITH_PANEL)
    assert of_panel.select("allele_index", "label", "call_set_id").rows() == [(1, "Danish", "wgs")]


FAR, NEAR, WITHIN, OPEN, HIGH = 100, 200, 300, 400, 500


@pytest.fixture(scope="module")
def censoring(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A panel that publishes ranges; Danish are 1,200 alleles, their AF 0.25 but where said."""
    hets = {FAR: (300, 0), NEAR: (12, 0), WITHIN: (12, 0), OPEN: (300, 0), HIGH: (300, 0)}
    panel = {
        "pos": list(hets),
        "AC_nfe": ["<5", "<5", "50-150", "1-9000", "9000-9500"],
        # Danish have 0.01 at NEAR and WITHIN.
        "AN_nfe": [10_000, 300, 10_000, 10_000, 10_000],
    }
    folder = tmp_path_factory.mktemp("censoring")
    return panel_study.ingested(folder, hets, panel, matches={"XX": "nfe"}, censored_from=1)


def test_a_range_carries_the_sign_only_if_its_nearest_count_does(censoring: Store):
    listed = queries.allele.alleles_in(censoring, (0, 4))
    rows = panel_check.against_panels(
        censoring, listed["allele_index"].to_list(), ["ethnic_group"], "all"
    ).sort("allele_index")
    # At HIGH every count is far above the group's, so the lowest is the nearest.
    nearest = [(300, 4, 10_000), (12, 3, 300), (12, 100, 10_000), (300, 2_500, 10_000),
               (300, 9_000, 10_000)]  # fmt: skip
    expected = [
        chi2_contingency(table, correction=False).pvalue
        if min(map(min, table)) >= 100
        else fisher_exact(table).pvalue
        for table in ([[ac, 1_200 - ac], [of, an - of]] for ac, of, an in nearest)
    ]
    assert rows["p"].to_list() == pytest.approx(expected)
    assert rows["is_suspect"].to_list() == [True, False, False, False, True]
    assert rows.select("panel_af_low", "panel_af_high").row(0) == (0.0001, 0.0004)
    found = batch_signs.batch_warnings(censoring, listed, ["ethnic_group"], "all")
    assert found.filter(sign=batch_signs.WITH_PANEL)["allele_index"].to_list() == [0, 4]


def test_the_sign_of_a_range_is_that_of_every_count_in_it():
    rng, n = np.random.default_rng(4), 400
    low = rng.integers(0, 8, n)
    pairs = pl.DataFrame(
        {"allele_index": range(n), "grouping": "g", "group_id": "a", "an": 1_200,
         "ac": rng.integers(0, 300, n), "ac_low": low, "ac_high": low + rng.integers(1, 20, n),
         "panel_an": rng.integers(300, 10_000, n)}
    )  # fmt: skip
    whole = panel_check.tested(pairs)["is_suspect"]
    each = pairs.with_columns(
        pl.int_ranges("ac_low", pl.col("ac_high") + 1).alias("ac_low")
    ).explode("ac_low")
    one_by_one = panel_check.tested(
        each.with_columns(pl.col("ac_low").alias("ac_high"), pl.col("ac_low").alias("group_id"))
    )
    every = one_by_one.group_by("allele_index", maintain_order=True).agg(pl.col("is_suspect").all())
    assert whole.to_list() == every["is_suspect"].to_list()
    assert 20 < whole.sum() < n - 20


def test_a_range_that_is_withheld_carries_no_sign(tmp_path: Path):
    columns = {"pos": [FAR], "AC_nfe": ["<5"], "AN_nfe": [30]}
    keys = {"profile": "inside", "censored_from": 1, "matches": {"XX": "nfe"}}
    store = panel_study.ingested(tmp_path, {FAR: (600, 0)}, columns, **keys)
    assert panel_check.against_panels(store, [0], ["ethnic_group"], "all").is_empty()


def test_people_of_a_panel_are_not_known_so_nothing_is_said_of_their_heterozygotes(store: Store):
    # A panel without homozygotes would look as if all of its carriers were heterozygotes.
    listed = queries.allele.alleles_in(store, (0, len(HETS) - 1))
    assert batch_signs.batch_warnings(store, listed, ["partner"], "all").is_empty()


def test_groups_without_a_panel_of_their_ancestry_are_named(store: Store):
    assert panel_check.unmatched(store, "ethnic_group") == ["Malay"]
    assert panel_check.unmatched(store, "partner") is None


def test_a_study_without_panels_says_nothing_of_them(tmp_path: Path):
    store = open_store(tiny_store.two_sites(tmp_path))
    assert panel_check.unmatched(store, "ethnic_group") is None
    assert panel_check.against_panels(store, [0], ["ethnic_group"], "all").is_empty()


def test_the_overview_lists_a_panel_by_its_alleles_and_matches(store: Store):
    columns = ("panel_name", "group_label", "matched", "an_most", "n_alleles")
    assert queries.study.panels(store).select(columns).rows() == [
        ("Partner", "Non-Finnish European", "Danish", 100_000, 3)
    ]
    sites = queries.study.sites(store).select("site_id", "is_panel", "n_people").rows()
    assert sites == [("here", False, 2 * N_PEOPLE), ("partner", True, 0)]


def test_drift_alone_seldom_goes_beyond_the_drift_allowed_for():
    # Two groups drawn from one ancestor by Balding and Nichols, then sampled.
    rng, spread, n = np.random.default_rng(1), 0.005, 20_000
    ancestor = rng.uniform(0.05, 0.95, n)
    shape = (1 - spread) / spread
    af = rng.beta(ancestor * shape, (1 - ancestor) * shape, (2, n))
    ac = rng.binomial(2_000, af)
    p = fst.beyond_drift(ac[0], 2_000, ac[1], 2_000, spread)
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.01)
    assert (p < 1e-4).sum() <= 10


def test_drift_cannot_be_negative():
    with pytest.raises(ValueError, match="F_ST of at least 0"):
        fst.beyond_drift([1], [10], [1], [10], -0.1)
