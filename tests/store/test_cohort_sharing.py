"""Many readers, one server: nobody sees another's cohort, and a long count stops when told to."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl
import pytest

from straits import cohorts, queries
from straits.errors import QueryError
from straits.queries.cohorts import cohort_answers as cohort_queries
from straits.queries.groups import cohort_populations
from straits.store import Store, open_store
from straits.store.genotypes.genotype_cache import GenotypeCache
from straits.store.releases.release_files import find_release
from tests.builders import demo_studies

N_READERS = 10
EVERYTHING = queries.allele.Filters(sample_set="all")


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@dataclass(frozen=True)
class Held:
    """Counting that waits: set when it began, to be set for it to go on, and what was decoded."""

    began: threading.Event
    go_on: threading.Event
    decoded: list[int]


def described(number: int) -> cohorts.Tree:
    """Return a cohort that no other reader of the test has."""
    return cohorts.parse(f"sex is {('XX', 'XY')[number % 2]} and age above {30 + number}")


def pair(
    store: Store, tree: cohorts.Tree
) -> tuple[queries.groups.Population, queries.groups.Population]:
    others = cohort_queries.everyone_else(tree)
    return cohort_populations.of_tree(store, tree), cohort_populations.of_tree(store, others)


def asked(store: Store, tree: cohorts.Tree) -> tuple[int | None, pl.DataFrame]:
    """Return how many a cohort has, and its frequencies against all the others."""
    a, b = pair(store, tree)
    return a.n_people, queries.comparison.allele_differences(store, a, b, EVERYTHING, limit=50)


def test_ten_readers_at_once_get_what_each_gets_alone(store: Store):
    trees = [described(number) for number in range(N_READERS)]
    start = threading.Barrier(N_READERS)

    def read(tree: cohorts.Tree) -> tuple[int | None, pl.DataFrame]:
        start.wait(30)
        return asked(store, tree)

    with ThreadPoolExecutor(N_READERS) as readers:
        together = list(readers.map(read, trees))
    assert len({n_people for n_people, _ in together}) > N_READERS // 2
    for tree, (n_people, _) in zip(trees, together, strict=True):
        members = store.cohorts.members(tree)
        assert n_people == members.height
    fresh = Store(find_release(demo_studies.small_demo_store(), None))
    for tree, (n_people, rows) in zip(trees, together, strict=True):
        alone = asked(fresh, tree)
        assert alone[0] == n_people
        assert alone[1].equals(rows)


def test_an_unsaved_cohort_is_offered_to_nobody(store: Store, tmp_path, monkeypatch):
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    before = [one.population_id for one in queries.groups.selectable_populations(store)]
    asked(store, described(3))
    assert [one.population_id for one in queries.groups.selectable_populations(store)] == before
    assert cohort_queries.saved_populations(store) == ()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """Let nobody count genotypes until the test says so, and each row group come three times."""
    held = Held(threading.Event(), threading.Event(), [])
    rows = GenotypeCache.rows

    def slowly(cache, *args):
        for part in rows(cache, *args):
            for _ in range(3):
                held.decoded.append(part.asked.start)
                held.began.set()
                assert held.go_on.wait(30)
                yield part

    monkeypatch.setattr(GenotypeCache, "rows", slowly)
    return held


def test_a_count_is_stopped_between_row_groups_and_nobody_else_waits(store: Store, held: Held):
    a, b = pair(store, cohorts.parse("age above 44"))
    with ThreadPoolExecutor(1) as reader:
        thread = reader.submit(threading.get_ident).result()
        counting = reader.submit(queries.comparison.difference_totals, store, a, b, EVERYTHING)
        assert held.began.wait(30)
        assert store.cohorts.attrition(cohorts.parse("age above 45")).n_people
        store.cancel(thread)
        held.go_on.set()
        with pytest.raises(QueryError, match="took too long or was cancelled"):
            counting.result(30)
    assert len(held.decoded) == 1


def test_cancelling_one_reader_leaves_the_count_of_another(store: Store, held: Held):
    a, b = pair(store, cohorts.parse("age above 46"))
    with ThreadPoolExecutor(1) as reader:
        counting = reader.submit(queries.comparison.difference_totals, store, a, b, EVERYTHING)
        assert held.began.wait(30)
        store.cancel(threading.get_ident())
        held.go_on.set()
        assert counting.result(60).n_compared > 0


def test_the_first_cohort_finds_the_people_and_the_kernel_ready(store: Store):
    store.cohorts.prepare()
    assert store._cohorts.columns.n_people > 0
    everyone = store._cohorts.entered(cohorts.cohort_id(cohorts.EVERYBODY))
    assert everyone.masks
