"""The copies of a rare allele in ordinary cohorts do not say who carries it.

Control: with exact counts 60 cohorts that anybody may describe spell out the carrier.
"""

import polars as pl
import pytest

from straits import cohorts, queries
from straits.queries.allele.allele_filters import Filters, comparison_parameters
from straits.store import Store
from tests.attacks import guarded_demo

CALL_SET = "sg_wgs"
SENTENCES = [
    *(f"age above {age}" for age in range(30, 70, 2)),
    *(f"sex is {sex} and age above {age}" for sex in ("XX", "XY") for age in range(24, 60, 4)),
    *(f"ethnic_group is {group}" for group in ("chinese", "malay", "indian")),
    "ever hypertension", "never hypertension", "ever hypercholesterolaemia", "sex is XX",
]  # fmt: skip
COUNTS = ["ac", "hom_alt", "het", "hemi"]


def counted(store: Store, cohort_id: str, sample_set: str = "all") -> pl.DataFrame:
    """Return all that is told of a cohort's copies, of every allele."""
    last = store._flat.n_alleles - 1
    span = {"first_allele": 0, "last_allele": last, "sample_set": sample_set}
    exact = store.query(
        "group_counts",
        call_set_id=CALL_SET,
        grouping="cohort",
        group_ids=[cohort_id],
        **span,
        range_starts=[],
        range_ends=[],
    )
    ranges = store.query(
        "censored_counts", call_sets=[CALL_SET], groupings=["cohort"], group_ids=[cohort_id], **span
    ).select("allele_index", "ac_low", "ac_high")
    named = [f"{count}{sex}" for count in COUNTS for sex in ("", "_xx", "_xy", "_unknown")]
    return exact.select("allele_index", *named).join(
        ranges, on="allele_index", how="left", maintain_order="left"
    )


def singletons(store: Store) -> list[int]:
    """Return the alleles of which the release says that one person of the call set has a copy."""
    rows = store.query(
        "group_counts", call_set_id=CALL_SET, grouping="everyone", group_ids=["everyone"],
        sample_set="all", first_allele=0, last_allele=store._flat.n_alleles - 1,
        range_starts=[], range_ends=[],
    )  # fmt: skip
    return rows.filter(pl.col("ac") == 1)["allele_index"].to_list()


def bits_told(store: Store) -> tuple[int, int]:
    """Return of how many pairs of cohort and singleton it is told whether it is there, and all."""
    alleles = singletons(store)
    n_told = n_all = 0
    for cohort_id in guarded_demo.shown_in(store, SENTENCES, CALL_SET):
        answers = counted(store, cohort_id).filter(pl.col("allele_index").is_in(alleles))
        n_all += answers.height
        # Autosomes have no hemizygotes, and where few were called nothing is said: neither rests on
        # a copy. What is the same for all others tells nothing of any.
        alike = answers.drop("allele_index").group_by(
            pl.col("hemi").is_null().alias("is_autosomal"), pl.col("ac_low").is_null().alias("few")
        )
        for _, part in alike:
            n_told += part.height if part.unique().height > 1 else 0
    return n_told, n_all


def test_no_cohort_tells_which_of_its_people_has_a_singleton() -> None:
    n_told, n_all = bits_told(guarded_demo.store())
    assert n_all > 1000
    assert n_told == 0


def test_exact_counts_would_tell_it() -> None:
    n_told, n_all = bits_told(guarded_demo.store(min_alleles=0))
    assert n_told > 0.9 * n_all


@pytest.mark.parametrize("sample_set", ["all", "unrelated"])
def test_all_that_is_told_of_a_cohort_is_at_least_ten_copies_and_ten_others(
    sample_set: str,
) -> None:
    store, exact = guarded_demo.store(), guarded_demo.store(min_alleles=0)
    for cohort_id in guarded_demo.shown_in(store, SENTENCES[::5], CALL_SET):
        exact.cohorts.enter(cohorts.from_json(store._cohorts._open.text(cohort_id)))
        told, true = (counted(each, cohort_id, sample_set) for each in (store, exact))
        is_range = told["ac_low"].is_not_null()
        # Ranges hold the number, and 0 stands where there is one, or nobody has a record.
        least, most = told["ac_low"].fill_null(0), told["ac_high"].fill_null(10**6)
        assert ((true["ac"] >= least) & (true["ac"] <= most)).filter(is_range).all()
        assert (told["ac"] == true["ac"]).filter(~is_range).all()
        assert (told["ac"].filter(~is_range & (told["ac"] > 0)) >= 10).all()
        for name in ("hom_alt", "het", "hom_alt_xx", "ac_xx", "ac_xy"):
            few = told[name].drop_nulls()
            assert (few.filter(few > 0) >= 10).all(), name


def test_no_comparison_ranks_or_tests_a_rare_allele_of_a_cohort() -> None:
    store, alleles = guarded_demo.store(), singletons(guarded_demo.store())
    a, b = (
        queries.groups.population(store, cohorts.to_link(cohorts.parse(sentence)) or "")
        for sentence in (f"sex is {sex} and call set is {CALL_SET}" for sex in ("XX", "XY"))
    )
    asked = comparison_parameters(store, a, b, Filters())["asked"]
    rows = store.comparisons.ranked(asked, "genome", 100_000, 0)
    assert rows.height > 100
    assert not set(rows["allele_index"]) & set(alleles)
    ranges = queries.comparison.censored_differences(store, a, b, Filters(), 100_000)
    rare = ranges.filter(pl.col("allele_index").is_in(alleles))
    assert rare.height > 100
    assert rare.select("ac_low_a", "ac_high_a", "ac_low_b", "ac_high_b").unique().height == 1
    totals = queries.comparison.difference_totals(store, a, b, Filters())
    assert totals.n_censored >= ranges.height  # some failed FILTER
    assert totals.n_compared == rows.height


def test_the_largest_differences_stay_exact() -> None:
    shown = []
    for store, n_wanted in ((guarded_demo.store(min_alleles=0), 100), (guarded_demo.store(), 9999)):
        a, b = (
            queries.groups.population(store, cohorts.to_link(cohorts.parse(sentence)) or "")
            for sentence in (
                f"{ever} hypertension and call set is {CALL_SET}" for ever in ("ever", "never")
            )
        )
        asked = comparison_parameters(store, a, b, Filters())["asked"]
        rows = store.comparisons.ranked(asked, "abs_difference", n_wanted, 0)
        shown.append(set(rows["allele_index"]))
    # Of 30 and 65 people; of some hundreds 94 to 100 are.
    assert len(shown[0] & shown[1]) >= 80


def test_of_an_allele_without_a_record_nobody_has_a_copy_and_that_is_told() -> None:
    store = guarded_demo.store()
    cohort_id = guarded_demo.shown_in(store, SENTENCES, CALL_SET)[0]
    states = store.query(
        "states_in_range", call_sets=[CALL_SET], first_allele=0,
        last_allele=store._flat.n_alleles - 1,
    )  # fmt: skip
    absent = states.filter(pl.col("absence") == "reference")["allele_index"].to_list()
    told = counted(store, cohort_id).filter(pl.col("allele_index").is_in(absent))
    assert told.height > 10
    assert (told["ac"] == 0).all()
    assert told["ac_low"].null_count() == told.height
