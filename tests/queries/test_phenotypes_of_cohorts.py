"""A cohort beside the groups of a phenotype: its people are counted as those of a group are."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from straits import cohorts, queries
from straits.queries.cohorts import cohort_answers as cohort_queries
from straits.queries.groups import cohort_populations
from straits.store import Store, open_store
from tests.builders import demo_studies, screens
from tests.builders.screens import said

YOUNG = cohorts.parse("sex is XX and age below 60")


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


def population(store: Store, text: str) -> queries.groups.Population:
    tree = cohorts.parse(text)
    return cohort_populations.of_tree(store, tree, population_id=cohorts.to_link(tree) or "")


def n_with(counts: pl.DataFrame, group_id: str, outcome: str) -> int:
    wanted = (pl.col("group_id") == group_id) & (pl.col("outcome") == outcome)
    return int(counts.filter(wanted)["n_people"].sum())


def n_members(store: Store, text: str) -> int:
    members = store._cohorts.members_of(cohorts.parse(text))
    sample_set = queries.study.default_sample_set(store)
    people = store._cohorts.people.filter(members)
    return people.height if sample_set == "all" else int(people["is_unrelated"].sum())


def test_a_group_described_as_a_cohort_has_the_counts_of_the_group(store: Store):
    chinese = population(store, "ethnic_group is chinese")
    counts = queries.phenotypes.phenotype_counts(
        store, "type_2_diabetes", "ethnic_group", [chinese]
    )
    keys = ["site_id", "sex", "outcome", "n_people", "state"]
    of_group = counts.filter(pl.col("group_id") == "chinese").select(keys).sort(keys)
    of_cohort = counts.filter(pl.col("group_id") == chinese.group_id).select(keys).sort(keys)
    assert of_group.height > 0
    assert of_cohort.equals(of_group)
    assert counts.filter(pl.col("group_id") == chinese.group_id)["group_label"].unique().to_list()


def test_those_with_a_yes_in_a_cohort_are_the_cohort_with_that_criterion(store: Store):
    said_so = "sex is XX and age below 60"
    one = population(store, said_so)
    counts = queries.phenotypes.phenotype_counts(store, "type_2_diabetes", "ethnic_group", [one])
    assert n_with(counts, one.group_id, "no") == n_members(
        store, f"{said_so} and never type_2_diabetes"
    )


@pytest.mark.parametrize(
    "ask",
    [
        queries.phenotypes.phenotype_numbers,
        queries.phenotypes.phenotype_bins,
        queries.phenotypes.phenotype_years,
    ],
)
def test_values_of_a_group_described_as_a_cohort_are_those_of_the_group(store: Store, ask):
    malay = population(store, "ethnic_group is malay")
    found = ask(store, "hba1c", "ethnic_group", [malay])
    shown = found.select(pl.exclude("group_id", "low", "high"))
    of_group = shown.filter(found["group_id"] == "malay")
    of_cohort = shown.filter(found["group_id"] == malay.group_id)
    assert of_group.height > 0
    if ask is queries.phenotypes.phenotype_bins:
        # Bins of a cohort are as wide as its own values ask for.
        assert of_cohort["n_people"].sum() == of_group["n_people"].sum()
    else:
        assert_frame_equal(of_cohort, of_group)


def test_a_cohort_of_one_call_set_counts_the_people_of_that_one(store: Store):
    tree = cohorts.parse("sex is XX")
    link = f"{cohorts.to_link(tree)}@sg_wgs"
    one = cohort_populations.population(store, link)
    counts = queries.phenotypes.phenotype_counts(store, "type_2_diabetes", "ethnic_group", [one])
    of_cohort = counts.filter(pl.col("group_id") == one.group_id)
    assert of_cohort["site_id"].unique().to_list() == [one.site_id]


def test_an_answer_for_one_cohort_is_not_given_for_another(store: Store):
    women, men = (population(store, f"sex is {sex}") for sex in ("XX", "XY"))
    counts = queries.phenotypes.phenotype_counts(
        store, "type_2_diabetes", "ethnic_group", [women, men]
    )
    of_women = counts.filter(pl.col("group_id") == women.group_id)
    of_men = counts.filter(pl.col("group_id") == men.group_id)
    assert set(of_women["sex"]) <= {"XX", "all"}
    assert set(of_men["sex"]) <= {"XY", "all"}
    both = store.cohorts.overlap(cohort_queries.tree_of(women), cohort_queries.tree_of(men))
    assert both.n_both == 0


@pytest.mark.parametrize("phenotype", ["type_2_diabetes", "hba1c", "smoking"])
def test_the_page_draws_a_cohort_that_is_a_beside_the_groups(monkeypatch, phenotype: str):
    store, link = demo_studies.small_demo_store(), cohorts.to_link(YOUNG)
    app = screens.opened("phenotypes", store, monkeypatch, a=link, p=phenotype)
    assert not app.exception
    rows = [row for table in app.dataframe for row in table.value.to_dict("records")]
    assert any(str(row.get("row_label", "")).endswith("(A)") for row in rows), said(app)
