"""A cohort is counted over any alleles as over all of them, and as a group that it is."""

import numpy as np
import pytest

from straits import cohorts
from straits.store import Store, open_store
from straits.store.cohorts.cohort_frequencies import LeafCounts
from straits.store.genotypes.genotype_cache import GenotypeCache
from straits.store.held.budget import Budget
from straits.tables import COUNTS, LEAF_COUNTS, SAMPLE_SETS, SEXES
from tests.builders import demo_studies

CALL_SET = "dk_wgs"
DANES = cohorts.parse("ethnic_group is danish")


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


def counted(store: Store, tree: cohorts.Tree, alleles: np.ndarray) -> LeafCounts:
    counts = store._cohorts.counts(store.cohorts.enter(tree), CALL_SET, alleles, lambda: None)
    assert counts is not None
    return counts


def every_allele(store: Store) -> np.ndarray:
    return np.arange(store._flat.n_alleles)


@pytest.mark.parametrize("step", [1, 7, 400])
def test_alleles_of_a_list_are_counted_as_those_of_the_range(store: Store, step: int) -> None:
    alleles = every_allele(store)[3::step]
    tree = cohorts.parse("sex is XX and age above 41")
    some, every = (counted(store, tree, asked) for asked in (alleles, every_allele(store)))
    assert some.counts.any()
    assert np.array_equal(some.counts, every.counts[..., alleles])


def test_no_alleles_are_counted_too(store: Store) -> None:
    assert counted(store, DANES, np.zeros(0, np.int64)).of("all")["ac"].size == 0


def test_of_a_list_no_more_row_groups_are_read_than_have_its_alleles(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = GenotypeCache(Budget(0))
    groups: list[int] = []
    decode = cache._decode
    monkeypatch.setattr(
        cache, "_decode", lambda *asked: (groups.append(asked[-1]), decode(*asked))[1]
    )
    monkeypatch.setattr(store._cohorts._genotypes, "cache", cache)
    counted(store, DANES, every_allele(store))
    n_all = len(groups)
    groups.clear()
    counted(store, DANES, every_allele(store)[[0, -1]])
    assert len(groups) <= min(2, n_all)


@pytest.mark.parametrize("sample_set", SAMPLE_SETS)
def test_a_cohort_that_is_a_group_has_its_counts_of_each_sex(store: Store, sample_set: str) -> None:
    counts = counted(store, DANES, every_allele(store))
    stored = store.query(
        "group_counts",
        call_set_id=CALL_SET,
        grouping="ethnic_group",
        group_ids=["danish"],
        sample_set=sample_set,
        first_allele=0,
        last_allele=store._flat.n_alleles - 1,
        range_starts=[],
        range_ends=[],
    )
    for sex in (None, *SEXES):
        own = counts.of(sample_set, sex)
        ending = f"_{sex.lower()}" if sex else ""
        assert list(own) == list(LEAF_COUNTS)
        assert all(numbers.dtype == np.int32 for numbers in own.values())
        # On autosomes, where nobody is haploid; in X and Y hemi is haploid_alt.
        derived = own | {
            "het": own["ac"] - 2 * own["hom_alt"] - own["haploid_alt"],
            "hemi": own["haploid_alt"],
        }
        for count in COUNTS:
            assert derived[count].tolist() == stored[f"{count}{ending}"].to_list()
