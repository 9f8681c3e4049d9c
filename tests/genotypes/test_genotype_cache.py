"""Genotypes kept in memory are those of the file, within the bytes allowed, decoded once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from straits.errors import StoreError
from straits.store.genotypes.genotype_cache import GenotypeCache
from straits.store.held.budget import Budget, Cache
from straits.store.releases.release_files import Release
from straits.tables import TABLES

GENOTYPES = TABLES["genotypes"]
# Allele n has the one carrier n; four alleles, two in a row group; the last is on X.
N_ALLELES, PER_GROUP = 4, 2
REGIONS = ["autosome", "autosome", "autosome", "x"]


@pytest.fixture
def release(tmp_path: Path) -> Release:
    path = GENOTYPES.path(tmp_path, {"call_set_id": "wgs"})
    path.parent.mkdir(parents=True)
    carriers = [[sample * 4 + 1] for sample in range(N_ALLELES)]
    columns = {"carriers": carriers, "region_class": REGIONS}
    nulls = [None] * N_ALLELES
    table = pa.table(
        {name: columns.get(name, nulls) for name in GENOTYPES.schema.names},
        schema=GENOTYPES.schema,
    )
    pq.write_table(table, path, row_group_size=PER_GROUP)
    return Release("r1", tmp_path / "aggregates", tmp_path / "rows")


def carriers_of(cache: GenotypeCache, release: Release, first: int, last: int) -> list[list[int]]:
    """Return the samples that carry each allele of a closed range, by row group."""
    found = []
    for rows in cache.rows(release, "wgs", np.arange(first, last + 1)):
        starts, _, values = rows.columns.carriers
        found.append([int(values[start]) >> 2 for start in starts])
    return found


@pytest.fixture
def n_decoded(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return how often a row group was decoded so far."""
    groups = []
    decode = GenotypeCache._decode

    def counted(self, release, call_set_id, group):
        groups.append(group)
        return decode(self, release, call_set_id, group)

    monkeypatch.setattr(GenotypeCache, "_decode", counted)
    return lambda: len(groups)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 3, [[0, 1], [2, 3]]),
        (1, 2, [[1], [2]]),
        (2, 2, [[2]]),
        (3, 99, [[3]]),  # no further than the file
        (4, 5, []),
    ],
)
def test_a_range_of_alleles_is_read_in_order(release, first, last, expected):
    assert carriers_of(GenotypeCache(Budget(1 << 20)), release, first, last) == expected


def test_each_allele_has_its_region_and_its_place_among_those_asked_for(release):
    asked = np.array([0, 3, 7])
    first, last = GenotypeCache(Budget(1 << 20)).rows(release, "wgs", asked)
    assert (first.asked, first.region.tolist()) == (slice(0, 1), [0])
    assert (last.asked, last.region.tolist()) == (slice(1, 2), [1])


def test_what_lies_between_alleles_is_not_read(release, n_decoded):
    cache = GenotypeCache(Budget(1 << 20))
    assert len(list(cache.rows(release, "wgs", np.array([3])))) == 1
    assert n_decoded() == 1


def test_what_was_read_is_not_read_again(release, n_decoded):
    cache = GenotypeCache(Budget(1 << 20))
    for _ in range(3):
        carriers_of(cache, release, 0, 3)
    assert n_decoded() == 2


def test_what_was_not_used_for_longest_is_let_go(release, n_decoded):
    cache = GenotypeCache(budget := Budget(1 << 20))
    carriers_of(cache, release, 0, 3)
    budget.max_bytes = budget.n_bytes  # a byte more, and something has to go
    carriers_of(cache, release, 2, 3)
    Cache(budget).keep("something", "else")
    carriers_of(cache, release, 2, 3)  # still there
    assert n_decoded() == 2
    carriers_of(cache, release, 0, 1)  # let go
    assert n_decoded() == 3


def test_a_row_group_larger_than_all_that_is_allowed_is_read_all_the_same(release):
    cache = GenotypeCache(Budget(1))
    assert carriers_of(cache, release, 0, 3) == [[0, 1], [2, 3]]
    assert cache.n_bytes == 0


def test_threads_that_ask_at_once_wait_for_one_reading(release, n_decoded):
    cache, together = GenotypeCache(Budget(1 << 20)), Barrier(8)

    def asked(_: int) -> list[list[int]]:
        together.wait()
        return carriers_of(cache, release, 0, 3)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(asked, range(8)))
    assert found == [[[0, 1], [2, 3]]] * 8
    assert n_decoded() == 2


def test_a_damaged_file_is_named_each_time(release):
    path = next(release.rows.rglob("*.parquet"))
    cache = GenotypeCache(Budget(1 << 20))
    carriers_of(cache, release, 0, 1)
    path.write_bytes(path.read_bytes()[:40])
    for _ in range(2):
        with pytest.raises(StoreError, match=r"call_set_id=wgs.data.parquet cannot be read"):
            carriers_of(cache, release, 2, 3)


def test_a_server_without_rows_says_so(release):
    without = Release("r1", release.aggregates, None)
    with pytest.raises(StoreError, match="without its individual data"):
        carriers_of(GenotypeCache(Budget(1 << 20)), without, 0, 1)
