"""A group beside the external panel of its ancestry: what laboratories do, and what drift does."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2_contingency, fisher_exact

from straits import queries
from straits.popgen import drift
from straits.queries import batch, panel_check
from straits.store import Store, open_store
from tests import panel_study, tiny_store
from tests.panel_study import N_PEOPLE

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
    listed = queries.alleles.alleles_in(store, (0, len(HETS) - 1))
    rows = panel_check.against_panels(
        store, listed["allele_index"].to_list(), ["ethnic_group"], "all"
    )
    return rows.join(listed.select("allele_index", "pos"), on="allele_index")


def test_a_matched_group_is_tested_against_its_panel_and_no_other_group_is(store: Store):
    rows = {row["pos"]: row for row in compared(store).iter_rows(named=True)}
    assert set(rows) == {ALIKE, LABORATORY, DRIFT}
    assert {row["label"] for row in rows.values()} == {"Danish"}
    alike = rows[ALIKE]
    assert (alike["af"], alike["panel_af"], alike["panel_label"]) == (
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
    listed = queries.alleles.alleles_in(store, (0, len(HETS) - 1))
    found = batch.batch_warnings(store, listed, ["ethnic_group"], "all")
    of_panel = found.filter(pl.col("sign") == batch.WITH_PANEL)
    assert of_panel.select("allele_index", "label", "call_set_id").rows() == [(1, "Danish", "wgs")]


def test_people_of_a_panel_are_not_known_so_nothing_is_said_of_their_heterozygotes(store: Store):
    # A panel without homozygotes would look as if all of its carriers were heterozygotes.
    listed = queries.alleles.alleles_in(store, (0, len(HETS) - 1))
    assert batch.batch_warnings(store, listed, ["partner"], "all").is_empty()


def test_groups_without_a_panel_of_their_ancestry_are_named(store: Store):
    assert panel_check.unmatched(store, "ethnic_group") == ["Malay"]
    assert panel_check.unmatched(store, "partner") is None


def test_a_study_without_panels_says_nothing_of_them(tmp_path: Path):
    store = open_store(tiny_store.two_sites(tmp_path))
    assert panel_check.unmatched(store, "ethnic_group") is None
    assert panel_check.against_panels(store, [0], ["ethnic_group"], "all").is_empty()


def test_the_overview_lists_a_panel_by_its_alleles_and_matches(store: Store):
    columns = ("panel_name", "group_label", "matched", "an_most", "n_alleles")
    assert queries.panels(store).select(columns).rows() == [
        ("Partner", "Non-Finnish European", "Danish", 100_000, 3)
    ]
    sites = queries.sites(store).select("site_id", "is_panel", "n_people").rows()
    assert sites == [("here", False, 2 * N_PEOPLE), ("partner", True, 0)]


def test_drift_alone_seldom_goes_beyond_the_drift_allowed_for():
    # Two groups drawn from one ancestor by Balding and Nichols, then sampled.
    rng, fst, n = np.random.default_rng(1), 0.005, 20_000
    ancestor = rng.uniform(0.05, 0.95, n)
    shape = (1 - fst) / fst
    af = rng.beta(ancestor * shape, (1 - ancestor) * shape, (2, n))
    ac = rng.binomial(2_000, af)
    p = drift.beyond_drift(ac[0], 2_000, ac[1], 2_000, fst)
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.01)
    assert (p < 1e-4).sum() <= 10


def test_drift_cannot_be_negative():
    with pytest.raises(ValueError, match="F_ST of at least 0"):
        drift.beyond_drift([1], [10], [1], [10], -0.1)
