"""Releases share one budget: what goes is found again, and what is let go leaves nothing."""

import subprocess
import sys
import weakref
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from straits import cohorts, queries
from straits.errors import QueryError
from straits.queries.cohorts import cohort_answers as cohort_queries
from straits.queries.groups import cohort_populations
from straits.store import Store, open_store, opening
from straits.store.cohorts import open_cohorts
from straits.store.held import budget
from straits.store.releases.release_files import find_release
from tests.builders import demo_studies, tiny_store

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = queries.allele.Filters(sample_set="all")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> budget.Budget:
    """A budget of the process in which hardly anything has room."""
    made = budget.Budget(150_000)
    monkeypatch.setattr(budget, "PROCESS", made)
    return made


def counted(opened: Store, age: int) -> pl.DataFrame:
    tree = cohorts.parse(f"sex is XX and age above {age}")
    pair = (tree, cohort_queries.everyone_else(tree))
    a, b = (cohort_populations.of_tree(opened, one) for one in pair)
    return queries.comparison.allele_differences(opened, a, b, EVERYTHING, limit=50)


@pytest.mark.long
def test_with_hardly_any_memory_the_answers_are_the_same(small: budget.Budget):
    roomy = open_store(demo_studies.small_demo_store())
    tight = Store(find_release(demo_studies.small_demo_store(), None))
    for age in (30, 40, 50, 30):
        assert_frame_equal(counted(tight, age), counted(roomy, age))
        assert small.n_bytes <= small.max_bytes


def test_a_cohort_whose_people_were_let_go_is_found_again(small: budget.Budget):
    opened = Store(find_release(demo_studies.small_demo_store(), None))
    cohort_id = opened.cohorts.enter(cohorts.parse("sex is XX and age above 50"))
    before = opened._cohorts.entered(cohort_id)
    everything_else = budget.Cache()
    for number in range(1000):
        everything_else.keep(number, "x" * 1000)
    again = opened._cohorts.entered(cohort_id)
    assert again is not before
    assert again.tree == before.tree
    assert_frame_equal(again.cells, before.cells)


def test_two_releases_take_no_more_than_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(budget, "PROCESS", made := budget.Budget(60_000))
    folder = tiny_store.two_sites(tmp_path, release_id="r1")
    tiny_store.two_sites(folder, release_id="r2")
    both = [open_store(folder, name) for name in ("r1", "r2")]
    for number in range(200):
        for opened in both:
            opened.query("alleles_in_range", first_allele=0, last_allele=number)
            assert made.n_bytes <= made.max_bytes


def test_a_release_that_is_let_go_leaves_nothing_in_memory(tmp_path: Path):
    paths = [tiny_store.two_sites(tmp_path / f"s{n}") for n in range(opening.MAX_HELD + 1)]
    opened = open_store(paths[0])
    opened.query("sites")
    of_first = opened._answers._owner
    assert budget.PROCESS.n_bytes_of(of_first) > 0
    gone = weakref.ref(opened)
    del opened
    for path in paths[1:]:
        open_store(path).query("sites")
    assert gone() is None
    assert budget.PROCESS.n_bytes_of(of_first) == 0


def test_the_oldest_cohorts_are_closed_with_what_was_decided_on_them(monkeypatch):
    monkeypatch.setattr(open_cohorts, "MOST", 3)
    opened = Store(find_release(demo_studies.small_demo_store(), None))

    def enter(age: int) -> str:
        return opened.cohorts.enter(cohorts.parse(f"age above {age}"))

    first, *others = [enter(age) for age in (20, 30, 40)]
    rows = "select distinct group_id from staging.shown_cells where grouping = 'cohort'"

    def decided() -> set[str]:
        return {row[0] for row in opened._connection.cursor().execute(rows).fetchall()}

    assert decided() == {first, *others}
    last = enter(50)
    assert decided() == {*others, last}
    with pytest.raises(QueryError, match="not open any more"):
        opened._cohorts.entered(first)


def test_the_letters_of_open_cohorts_are_bounded(monkeypatch):
    monkeypatch.setattr(open_cohorts, "MOST_LETTERS", 100)
    opened = Store(find_release(demo_studies.small_demo_store(), None))
    ids = [opened.cohorts.enter(cohorts.parse(f"age above {age}")) for age in range(20, 30)]
    are_open = [cohort_id in opened._cohorts._open for cohort_id in ids]
    assert not any(are_open[:5])
    assert are_open[-1]


def serve(tmp_path: Path, size: str) -> subprocess.CompletedProcess[str]:
    """Start a server over a store that is not there, so that it ends at once."""
    command = [sys.executable, "-m", "straits", "serve", "--store", str(tmp_path / "nowhere")]
    return subprocess.run(
        [*command, "--memory", size], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("lots", "argument --memory: The memory for caches must be a size with its unit"),
        ("10MB", "argument --memory: '10MB' is too little memory for caches"),
        ("600MB", "There is no store at"),
    ],
)
def test_serve_refuses_a_memory_that_is_no_workable_size(tmp_path: Path, size: str, said: str):
    done = serve(tmp_path, size)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_environment_says_how_much_a_process_may_keep():
    command = "from straits.store.held.budget import PROCESS; print(PROCESS.max_bytes)"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT, capture_output=True, text=True, check=True, env={"STRAITS_MEMORY": "80MB"},
    )  # fmt: skip
    assert done.stdout == "80000000\n"
