"""Carriers of rare alleles are no cohort, nor is what else they carry, or whom they are like.

Control: with no fewest carriers each of these describes a single person.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import polars as pl
import pytest

from straits import cohorts
from straits.errors import QueryError
from straits.store import Store
from straits.store.groups.group_genotypes import Asked
from tests.attacks import guarded_demo
from tests.attacks.test_rare_alleles import CALL_SET, singletons


@contextmanager
def rare_carriers_are_asked() -> Iterator[Store]:
    """Open the demo as when carriers of any allele could be asked about."""
    with (
        mock.patch("straits.privacy.require_carriers"),
        mock.patch("straits.privacy.are_carried", lambda n_carriers, profile: n_carriers >= 0),
    ):
        yield guarded_demo.store(says="rare carriers are asked")


def names(store: Store, alleles: list[int]) -> list[str]:
    rows = store.query("alleles_in_range", first_allele=0, last_allele=store._flat.n_alleles - 1)
    return rows.filter(pl.col("allele_index").is_in(alleles))["variant_id"].to_list()


def is_refused(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except QueryError as error:
        return "cannot be asked under the profile 'inside': fewer than 20" in str(error)
    return False


def asked_of(store: Store, n_alleles: int) -> list[str]:
    """Return sentences on the carriers of each of some alleles that few have."""
    rare = names(store, singletons(store))[:n_alleles]
    return [
        asked
        for allele in rare
        for asked in (
            f"carries {allele}", f"call set is {CALL_SET} and not (sex is XX and carries {allele})",
            f"age above 30 or carries {allele}", f"carries 0 copies of {allele}",
        )
    ]  # fmt: skip


def test_no_cohort_is_described_by_what_few_carry() -> None:
    store = guarded_demo.store()
    ways = (
        store.cohorts.attrition,
        store.cohorts.enter,
        lambda tree: store.cohorts.composition([tree]),
    )
    for asked in asked_of(store, 10):
        tree = _parsed(asked)
        if tree is not None:
            assert all(is_refused(lambda: way(tree)) for way in ways), asked  # noqa: B023 - at once


def _parsed(asked: str) -> cohorts.Tree | None:
    try:
        return cohorts.parse(asked)
    except QueryError:
        return None


def test_carriers_of_few_are_described_if_they_may_be_asked() -> None:
    with rare_carriers_are_asked() as store:
        for asked in asked_of(store, 5):
            tree = _parsed(asked)
            if tree is not None:
                assert not is_refused(lambda: store.cohorts.attrition(tree))  # noqa: B023 - at once


def test_carriers_of_common_alleles_and_of_many_rare_ones_are_cohorts() -> None:
    store = guarded_demo.store()
    counts = store.query(
        "group_counts", call_set_id=CALL_SET, grouping="everyone", group_ids=["everyone"],
        sample_set="all", first_allele=0, last_allele=store._flat.n_alleles - 1,
            range_starts=[], range_ends=[],
    )  # fmt: skip
    af = pl.col("ac") / pl.col("an")
    common = counts.filter((pl.col("an") > 0) & af.is_between(0.2, 0.8))["allele_index"].to_list()
    for name in names(store, common[:5]):
        assert store.cohorts.refusal(cohorts.Carrier(variants=(name,))) == ""
    rare = tuple(names(store, singletons(store))[:60])
    assert store.cohorts.refusal(cohorts.Carrier(variants=rare)) == ""
    assert store.cohorts.refusal(cohorts.Carrier(variants=rare[:5])) != ""


def pairs_told(store: Store, alleles: list[int]) -> int:
    asked = Asked(CALL_SET, "everyone", "everyone", "all")
    rows = store.linkage(asked, alleles, alleles)
    return rows.filter(
        pl.any_horizontal(pl.exclude("allele_index", "other_index", "is_phased").is_not_null())
    ).height


def test_what_is_carried_together_with_a_rare_allele_is_not_told() -> None:
    store = guarded_demo.store()
    rare = singletons(store)[:40]
    assert pairs_told(store, rare) == 0
    with rare_carriers_are_asked() as before:
        assert pairs_told(before, rare) == len(rare) ** 2
        counts = store.query(
            "group_counts", call_set_id=CALL_SET, grouping="everyone", group_ids=["everyone"],
            sample_set="all", first_allele=0, last_allele=store._flat.n_alleles - 1,
            range_starts=[], range_ends=[],
        )  # fmt: skip
        af = pl.col("ac") / pl.col("an")
        common = counts.filter((pl.col("an") > 0) & af.is_between(0.3, 0.7))
        alleles = common["allele_index"].to_list()[:20]
        assert pairs_told(store, alleles) == pairs_told(before, alleles) > 0


@pytest.mark.parametrize("few", ["ever gout and call set is sg_wgs", "ever thalassaemia"])
def test_nobody_is_matched_to_a_few(few: str) -> None:
    store = guarded_demo.store()
    cases = store._cohorts.members_of(cohorts.parse(few))
    by_call_set = dict(
        zip(
            store._cohorts.columns.call_set_ids,
            store._cohorts.columns.by_call_set(cases),
            strict=True,
        )
    )
    assert 0 < by_call_set[CALL_SET] < 20
    tree = cohorts.Matched(cohort=cohorts.parse(few), ratio=10, years=100)
    matched = store._cohorts.members_of(tree)
    sizes = dict(
        zip(
            store._cohorts.columns.call_set_ids,
            store._cohorts.columns.by_call_set(matched),
            strict=True,
        )
    )
    told = dict(
        store.cohorts.sizes(store.cohorts.enter(tree)).select("call_set_id", "n_people").rows()
    )
    assert told[CALL_SET] is None
    assert store.cohorts.attrition(tree).n_people is None
    assert sizes[CALL_SET] > by_call_set[CALL_SET]
