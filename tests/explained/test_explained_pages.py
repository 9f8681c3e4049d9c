"""What pages besides those of variants and genes explain gives what they show."""

from collections import Counter
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from straits import queries
from straits.popgen import censored
from straits.queries.allele import Contrast
from straits.store import Store, open_store
from straits.ui.explain import gene_offers, pair_offers, people_offers, range_offers
from straits.ui.phenotypes import phenotype_rows
from tests.builders import demo_studies, inside_store
from tests.explained.test_explained_states import gives

GROUPING = "ethnic_group"


@pytest.fixture(scope="module", params=["open", "inside"])
def store(request: pytest.FixtureRequest) -> Store:
    is_open = request.param == "open"
    return open_store(demo_studies.small_demo_store() if is_open else inside_store.inside_store())


def test_ranges_of_phenotypes_and_of_their_p(store: Store) -> None:
    seen: Counter[str] = Counter()
    for gene in queries.pharmacogenes.genes(store)["gene_symbol"]:
        rows = queries.pharmacogenes.phenotypes(store, gene, GROUPING, "unrelated")
        rows = rows.with_columns(row_label=pl.format("{} {}", "group_id", "call_set_id"))
        shown = {f"{row['phenotype']} in {row['row_label']}": row for row in rows.to_dicts()}
        for one in range_offers.of_phenotypes(rows):
            row = shown[one.at]
            if one.explanation.given is None:
                assert None in (row["n_certain"], row["n_possible"], row["n_covered"])
                seen["withheld"] += 1
            else:
                ends = ("low", "high", "low_from", "high_to")
                gives(one.explanation, tuple(row[name] for name in ends))
                seen["shown"] += 1
        sides = [
            {row["phenotype"]: row for row in rows.filter(row_label=label).to_dicts()}
            for label in rows["row_label"].unique(maintain_order=True)
        ]
        for a, b in combinations(sides[:4], 2):
            for one in range_offers.of_pair((a, b), ("A", "B")):
                p = queries.pharmacogenes.contrast(a[one.at], b[one.at])
                assert (p is None) == (one.explanation.given is None)
                if p is not None:
                    gives(one.explanation, (p.least, p.most))
                    seen["p"] += 1
    assert (seen["withheld"] > 0) == (store.profile.name == "inside")
    if store.profile.name == "open":
        assert min(seen["shown"], seen["p"]) > 50


def test_ranges_of_named_alleles_and_of_drugs(store: Store) -> None:
    asked = (GROUPING, "unrelated", ("group",))
    alleles = queries.pharmacogenes.alleles(store, "CYP2C19", *asked)
    drugs = queries.pharmacogenes.drugs(store, *asked)
    ends = ("low", "high", "low_from", "high_to")
    for rows, what, offered in (
        (alleles, "allele", range_offers.of_alleles(alleles)),
        (drugs, "drug", range_offers.of_drugs(drugs)),
    ):
        shown = {f"{row[what]} in {row['group_label']}": row for row in rows.to_dicts()}
        told = [one for one in offered if one.explanation.given is not None]
        for one in told:
            gives(one.explanation, tuple(shown[one.at][name] for name in ends))
        assert len(told) > 20 or store.profile.name == "inside"


def test_every_cell_of_the_matrix_is_a_ratio_of_its_sums(store: Store) -> None:
    groups = [
        group for group in queries.groups.selectable_populations(store)
        if group.grouping == GROUPING and group.call_set_ids == ("sg_wgs",)
    ][:5]  # fmt: skip
    labels = [str(place) for place in range(len(groups))]
    filters = queries.allele.Filters(sample_set="unrelated")
    apart = queries.comparison.fst_between(store, groups, filters)
    found = gene_offers.of_matrix(apart, labels)
    n_known = int(np.isfinite(apart.matrix).sum() - len(groups)) // 2
    assert len(found) == n_known
    assert store.profile.name == "inside" or n_known == 3
    for one in found:
        pair = int(one.explanation.group), int(one.explanation.other)
        gives(one.explanation, (float(apart.matrix[pair]),))
    values = [one.explanation.results()["fst"] for one in found]
    assert values == sorted(values, reverse=True)


def test_shares_of_answers_give_the_table(store: Store) -> None:
    counts = queries.phenotypes.phenotype_counts(store, "smoking", GROUPING)
    if store.profile.name == "inside":
        # Each answer has too few people in the small study, so that the page shows none.
        assert counts["outcome"].is_null().all()
        return
    rows = queries.phenotypes.category_shares(counts)
    rows = rows.with_columns(row_label=pl.format("{} {} {}", "site_id", "group_id", "sex"))
    shown = {f"{row['category']} in {row['row_label']}": row for row in rows.to_dicts()}
    found = people_offers.of_phenotype(rows)
    for one in found:
        is_share = one.explanation.statistic == "answer_share"
        row = shown[one.at]
        gives(one.explanation, (row["share"],) if is_share else (row["low"], row["high"]))
    assert len(found) == 2 * rows.filter(pl.col("n_known") > 0).height > 10


def test_means_give_the_table(store: Store) -> None:
    means = queries.phenotypes.phenotype_numbers(store, "ldl_cholesterol", GROUPING)
    table = phenotype_rows.with_mean_interval(means).with_columns(
        row_label=pl.format("{} {} {}", "site_id", "group_id", "sex"), state=pl.lit("shown")
    )
    for one in people_offers.of_phenotype(table.drop_nulls("sd")):
        written = table.filter(row_label=one.at)["mean_interval"][0].split("–")
        low, high = (float(end) for end in written)
        np.testing.assert_allclose([*one.explanation.results().values()], [low, high], rtol=0.01)


@pytest.mark.parametrize("name", ["hypertension", "ldl_cholesterol"])
def test_figures_at_one_age_and_sex_are_sums_over_their_bands(store: Store, name: str) -> None:
    asked = {"phenotype_id": name, "grouping": GROUPING}
    strata = queries.phenotypes.standard_strata(store, **asked)
    rows = queries.phenotypes.phenotype_standardised(store, **asked)
    rows = rows.with_columns(row_label=pl.format("{} {}", "site_id", "group_id"))
    found = people_offers.of_standardised(rows, strata, name == "hypertension")
    if store.profile.name == "inside":
        # Of a total and its parts each follows from the others.
        assert strata.is_empty()
        assert found == []
        return
    shown = {row["row_label"]: row for row in rows.drop_nulls("standardised").to_dicts()}
    assert {one.at for one in found} == set(shown)
    ends = ("standardised", "standardised_low", "standardised_high")
    for one in found:
        gives(one.explanation, tuple(shown[one.at][end] for end in ends))


def test_the_range_of_p_is_that_of_all_counts_that_are_possible() -> None:
    low, high = (float(p) for p in censored.p_range(1, 5, 3216, 0, 2, 4422))
    pair = Contrast(
        None, 3216, None, 4422, ac_low_a=1, ac_high_a=5, ac_low_b=0, ac_high_b=2, p_low=low,
        p_high=high,
    )  # fmt: skip
    found = pair_offers.of_contrast(pair, ("A", "B"))
    (one,) = [each for each in found if each.explanation.statistic == "p_range"]
    gives(one.explanation, (low, high))
    assert {each.explanation.statistic for each in found} == {"af_range", "p_range"}
