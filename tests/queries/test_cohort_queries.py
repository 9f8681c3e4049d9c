"""What the Cohorts page, the comparisons and the command line ask of cohorts, on the demo study."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from straits import cohorts, queries
from straits.errors import QueryError
from straits.queries.cohorts import cohort_answers as cohort_queries
from straits.store import Store, open_store
from tests.builders import demo_studies, inside_store

DIABETIC = cohorts.parse("ever type_2_diabetes")


@pytest.fixture
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def people_of(store: Store, text: str) -> pl.DataFrame:
    return store.cohorts.members(cohorts.parse(text))


def test_steps_add_up_to_the_members(store: Store):
    tree = cohorts.parse("ethnic_group is malay and sex is XX and age above 40")
    found = store.cohorts.attrition(tree)
    left = [step.n_left for step in found.steps]
    malay = people_of(store, "ethnic_group is malay")
    assert left[0] == malay.height
    assert left[1] == malay.filter(pl.col("sex") == "XX").height
    assert left[2] == malay.filter(pl.col("sex") == "XX", pl.col("age") > 40).height
    assert left[2] == found.n_people == store.cohorts.members(tree).height > 0
    assert found.steps[1].n_people == people_of(store, "sex is XX").height


def test_who_was_never_looked_at_is_counted_as_unknown(store: Store):
    found = store.cohorts.attrition(cohorts.Not(part=DIABETIC))
    unknown = people_of(store, "unknown whether type_2_diabetes").height
    assert found.n_unknown == unknown > 0
    diabetic = store.cohorts.attrition(DIABETIC).n_people
    assert found.n_people + unknown + diabetic == found.n_everyone


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sex is XX and sex is XY", "nobody can be both “sex is XX” and “sex is XY”"),
        ("ever gout and age above 140", "criteria before it is known to meet “age above 140”"),
        ("age above 140", "nobody is known to meet “age above 140”"),
    ],
)
def test_an_empty_cohort_names_the_criterion_at_fault(store: Store, text: str, said: str):
    tree = cohorts.parse(text)
    assert said in store.cohorts.attrition(tree).fault
    with pytest.raises(QueryError, match="is empty: nobody"):
        queries.groups.population(store, cohorts.to_link(tree) or "")


def test_an_unsaved_cohort_is_a_population_in_its_address(store: Store):
    link = cohorts.to_link(DIABETIC)
    found = queries.groups.population(store, link or "")
    assert found.population_id == link
    assert found.label == "ever Type 2 diabetes"
    assert found.n_people == store.cohorts.attrition(DIABETIC).n_people
    one = queries.groups.population(store, f"{link}@dk_wgs")
    assert one.call_set_ids == ("dk_wgs",)
    danes = people_of(store, "ever type_2_diabetes and call set is dk_wgs")
    assert one.n_people == danes.height


def test_a_saved_cohort_is_a_population_by_its_id(store: Store, state: Path):
    cohort_id = cohort_queries.save(store, DIABETIC, "Diabetics", "")
    found = queries.groups.population(store, f"cohort:{cohort_id}")
    assert (found.label, found.group_id) == ("Diabetics", cohort_id)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("cohort:xyz", "link to a cohort is broken"),
        ("cohort:0123456789abcdef", "was saved on this server"),
        ("~abc", "link to an unsaved cohort is broken"),
        (cohorts.to_link(cohorts.parse("ever lumbago")), "no phenotype 'lumbago'"),
    ],
)
def test_a_link_that_leads_nowhere_says_what_to_do(store: Store, state, address: str, said: str):
    with pytest.raises(QueryError, match=said):
        queries.groups.population(store, address)


def test_a_cohort_that_is_a_group_has_the_counts_of_the_group(store: Store):
    """Over all comparisons that take groups: totals, ranking, density, gene."""
    group = queries.groups.population(store, "group:ethnic_group/danish@dk_wgs")
    link = cohorts.to_link(cohorts.parse("ethnic_group is danish"))
    cohort = queries.groups.population(store, f"{link}@dk_wgs")
    other = queries.groups.population(store, "group:ethnic_group/chinese@sg_wgs")
    assert (cohort.n_people, cohort.n_xx, cohort.n_unrelated) == (
        group.n_people, group.n_xx, group.n_unrelated
    )  # fmt: skip
    for sample_set in ("all", "unrelated"):
        filters = queries.allele.Filters(sample_set=sample_set)
        assert queries.comparison.difference_totals(store, cohort, other, filters) == (
            queries.comparison.difference_totals(store, group, other, filters)
        )
        for ask in (queries.comparison.allele_differences, queries.comparison.frequency_density):
            assert_frame_equal(
                ask(store, cohort, other, filters), ask(store, group, other, filters)
            )
    gene = queries.gene.gene_search(store, "", limit=1)["gene_id"][0]
    ours, theirs = (
        queries.gene.gene_frequencies(store, gene, (one,), queries.allele.Filters()).drop(
            "population_id", "label", "long_label", "colour", "shape"
        )
        for one in (cohort, group)
    )
    assert_frame_equal(ours, theirs)


def test_pooled_over_sites_a_cohort_adds_up_its_call_sets(store: Store):
    link = cohorts.to_link(DIABETIC)
    gene = queries.gene.gene_search(store, "", limit=1)["gene_id"][0]
    pooled = queries.groups.population(store, link or "")
    each = [queries.groups.population(store, f"{link}@{name}") for name in pooled.call_set_ids]
    assert len(each) > 1
    found = queries.gene.gene_frequencies(store, gene, (pooled, *each), queries.allele.Filters())
    sums = (
        found.filter(pl.col("population_id") != link)
        .group_by("allele_index", maintain_order=True)
        .agg(pl.col("ac", "an", "n_called").sum())
    )
    whole = found.filter(pl.col("population_id") == link).select(sums.columns)
    assert_frame_equal(whole, sums)


def test_everyone_else_is_everyone_else_and_back(store: Store):
    others = cohort_queries.everyone_else(DIABETIC)
    found = store.cohorts.overlap(DIABETIC, others)
    assert (found.n_both, (found.n_a or 0) + (found.n_b or 0)) == (
        0, store.cohorts.attrition(cohorts.EVERYBODY).n_people
    )  # fmt: skip
    assert cohort_queries.everyone_else(others) == DIABETIC


def test_matched_people_have_the_groups_and_sexes_of_the_cohort(store: Store):
    cohort = cohorts.parse("ethnic_group is chinese and sex is XY and ever type_2_diabetes")
    matched = cohort_queries.matched(store, cohort)
    found = store.cohorts.composition((cohort, matched))
    assert store.cohorts.overlap(cohort, matched).n_both == 0
    in_matched = found.filter(pl.col("n_2") > 0)
    assert in_matched.filter(pl.col("breakdown") == "ethnic_group")["part"].to_list() == ["chinese"]
    assert in_matched.filter(pl.col("breakdown") == "sex")["part"].to_list() == ["XY"]
    assert store.cohorts.members(matched).equals(store.cohorts.members(matched))


def test_standardised_differences_are_zero_between_a_cohort_and_itself(store: Store):
    found = store.cohorts.differences(DIABETIC, DIABETIC)
    assert set(found["smd"]) == {0.0}


def test_the_age_of_diabetics_stands_out(store: Store):
    found = store.cohorts.differences(DIABETIC, cohorts.Not(part=DIABETIC))
    age = found.row(by_predicate=pl.col("breakdown") == "age", named=True)
    members = [people_of(store, text)["age"].drop_nulls() for text in
               ("ever type_2_diabetes", "not ever type_2_diabetes")]  # fmt: skip
    assert (age["value_a"], age["value_b"]) == pytest.approx([ages.mean() for ages in members])
    spread = ((members[0].std() ** 2 + members[1].std() ** 2) / 2) ** 0.5
    assert age["smd"] == pytest.approx((members[0].mean() - members[1].mean()) / spread)


def test_a_group_of_a_comparison_is_a_cohort_too(store: Store):
    group = queries.groups.population(store, "group:ethnic_group/malay@sg_wgs")
    tree = cohort_queries.tree_of(group)
    assert cohorts.sentence(tree) == "ethnic_group is malay and call set is sg_wgs"
    assert store.cohorts.members(tree).height == group.n_people


def test_reopened_on_another_release_a_cohort_says_what_changed(store: Store, state: Path):
    cohort_queries.save(store, DIABETIC, "Diabetics", "")
    (saved,) = cohort_queries.saved_cohorts().listed()
    assert cohort_queries.changes(store, saved) == ()
    older = cohort_queries.Saved(**{**vars(saved), "release_id": "r0", "n_people": 7})
    said = " ".join(cohort_queries.changes(store, older))
    assert "saved on release r0" in said
    assert f"it had 7 people then and has {saved.n_people} now" in said


def test_inside_nothing_about_few_people_or_one_person_is_shown():
    inside = open_store(inside_store.inside_store())
    with pytest.raises(QueryError, match="nothing about one person"):
        inside.cohorts.members(DIABETIC)
    few = cohorts.parse("ethnic_group is malay and ever type_2_diabetes and age above 75")
    with pytest.raises(QueryError, match=r"cannot be shown .*: fewer than 20 people.*Widen"):
        queries.groups.population(inside, cohorts.to_link(few) or "")
    found = inside.cohorts.composition((DIABETIC,))
    shown = found.drop_nulls("n_1").filter(pl.col("n_1") > 0)
    assert shown.filter(
        (pl.col("n_1") < 20) | (pl.col("n_everyone") - pl.col("n_1") < 20)
    ).is_empty()
    assert inside.cohorts.attrition(few).n_people is None
    # What is said of a group as a cohort of all call sets leaves no few of it by subtraction.
    listed = queries.groups.populations(inside).filter(
        pl.col("call_set_id").is_not_null(), ~pl.col("is_panel"), pl.col("grouping") != "everyone"
    )
    for (grouping, group), of_group in listed.group_by("grouping", "group_id"):
        asked = cohorts.parse(f'{grouping} is "{group}"')
        found = inside.cohorts.attrition(asked)
        for said in (found.n_people, found.steps[0].n_people):
            left = 0 if said is None else said - of_group["n_people"].sum()
            assert left == 0 or left >= 20, (grouping, group)


def test_a_variant_has_a_row_for_each_call_set_of_a_chosen_cohort(store: Store):
    group = queries.groups.population(store, "group:ethnic_group/danish@dk_wgs")
    link = cohorts.to_link(cohorts.parse("ethnic_group is danish"))
    danes, diabetic = (
        queries.groups.population(store, address or "")
        for address in (link, cohorts.to_link(DIABETIC))
    )
    variant = queries.comparison.allele_differences(
        store, group, diabetic, queries.allele.Filters(), limit=1
    )
    found = queries.allele.variant_frequencies(
        store, variant["variant_id"][0], by_sex=True, chosen=(danes, group, diabetic)
    )
    first = found.filter(pl.col("grouping") == "cohort")
    assert first["population_id"].unique(maintain_order=True).to_list() == [
        link, *(f"{diabetic.population_id}@{name}" for name in diabetic.call_set_ids)
    ]  # fmt: skip
    same = ["sex", "n_called", "ac", "an", "hom_alt", "het", "hemi", "af", "absence", "state"]
    ours = first.filter(pl.col("population_id") == link, pl.col("n_called") > 0)
    theirs = found.filter(pl.col("population_id") == group.population_id, pl.col("n_called") > 0)
    assert_frame_equal(ours.select(same), theirs.select(same))
    assert ours["n_people"][0] == group.n_people


def test_saved_cohorts_are_offered_where_they_can_be_asked(store: Store, state: Path):
    cohort_queries.save(store, DIABETIC, "Diabetics", "")
    cohort_queries.saved_cohorts().save(
        cohorts.parse("ever lumbago"), "Elsewhere", "", "Other", "r0", 50
    )
    assert [one.label for one in cohort_queries.saved_populations(store)] == ["Diabetics"]


@pytest.mark.parametrize("does", ["missense", "synonymous"])
def test_carriers_in_a_gene_are_those_of_any_of_its_alleles_of_the_class(store: Store, does: str):
    gene = queries.gene.gene(store, "ALDH2")
    assert gene is not None
    wanted = queries.allele.Filters(
        gene_id=gene.gene_id, filter_pass_only=False, min_an=0, consequence_classes=(does,)
    )
    # Every group of every call set, so that an allele that anybody carries is among them.
    everybody = queries.groups.selectable_populations(store)
    seen = queries.gene.gene_frequencies(store, gene.gene_id, everybody, wanted)["variant_id"]
    by_allele = cohorts.Carrier(variants=tuple(seen.unique(maintain_order=True)))
    for name in (gene.gene_symbol, gene.gene_id):
        found = people_of(store, f"carries an allele in {name} of class {does}")
        assert_frame_equal(found, store.cohorts.members(by_allele))
    assert found.height > 0


def test_a_gene_without_such_alleles_is_said_to_have_none(store: Store):
    with pytest.raises(QueryError, match="carries an allele in NOWHERE of class lof.*no such all"):
        people_of(store, "carries an allele in NOWHERE of class lof")
