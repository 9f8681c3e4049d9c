"""What readers do beside one another where locks are held or waited for: cases of freezing.py.

A case is a function that gets ready and returns its steps. STRAITS_STORE names a store with
genotypes.
"""

import random
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import duckdb
import polars as pl
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from straits import cohorts, queries
from straits.errors import QueryError
from straits.queries.cohorts import cohort_answers
from straits.queries.groups import cohort_populations
from straits.store import Store, open_store
from straits.store.held import budget
from straits.store.held.budget import Budget, Cache
from straits.store.query.running import Runner
from straits.ui.frame import waiting
from straits.ui.web import liveness, warmth
from tests.builders import made_once, tiny_store

Step = Callable[[], None]

# As many as fill the pool of questions more than twice.
N_LEAVING = 40
# More than its threads, so that some of those who ask from within it have none.
N_NESTING = 20


def unless_stopped(step: Step) -> Step:
    """Take a question that was stopped for one that is over."""

    def stopped() -> None:
        try:
            step()
        except QueryError as error:
            if "was stopped" not in str(error):
                raise

    return stopped


class Locked:
    """A cache as it must not be: it makes a value while it holds its lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def answer(self, key: object, make: Callable[[], Any]) -> Any:
        with self._lock:
            return make()


def asking_each_other(first: Cache | Locked, second: Cache | Locked) -> list[Step]:
    """Ask each of two caches for what is made of the other's."""

    def frame() -> pl.DataFrame:
        made = pl.DataFrame({"n": range(2_000), "label": ["x"] * 2_000})
        made.to_pandas()
        if random.random() < 0.2:
            raise QueryError("the making was stopped")
        return made

    def ask(one: Cache | Locked, other: Cache | Locked) -> None:
        number = random.randrange(40)
        one.answer(number, lambda: other.answer(number + 100, frame).sort("n"))

    return [
        *[unless_stopped(lambda: ask(first, second))] * 2,
        *[unless_stopped(lambda: ask(second, first))] * 2,
    ]


def caches() -> list[Step]:
    # Room for some of them, so that others are let go all the time.
    small = Budget(1_000_000)
    return asking_each_other(Cache(small), Cache(small))


def locked_caches() -> list[Step]:
    return asking_each_other(Locked(), Locked())


def of_store(*, is_stopped: bool) -> list[Step]:
    """Count cohorts, and forget nearly all of it at once; stop now this reader, now that one."""
    opened = open_store()
    opened.cohorts.prepare()
    gene = queries.gene.gene(opened, "CYP2C19")
    assert gene is not None
    budget.PROCESS.max_bytes = 200_000

    def count() -> None:
        tree = cohorts.parse(f"sex is XX and age above {random.randrange(30, 33)}")
        pair = (tree, cohort_answers.everyone_else(tree))
        a, b = (cohort_populations.of_tree(opened, one) for one in pair)
        chosen = queries.allele.Filters(sample_set="all", gene_id=gene.gene_id)
        queries.comparison.allele_differences(opened, a, b, chosen, limit=5)

    def stop() -> None:
        opened.cancel(random.choice([one.ident for one in threading.enumerate()]))
        time.sleep(0.05)

    return [*[unless_stopped(count)] * 4, *([stop] if is_stopped else [])]


def readers_who_leave() -> list[Step]:
    return of_store(is_stopped=True)


def warming() -> list[Step]:
    """Warm up, beside readers who are there already."""

    def warm() -> None:
        warmth.warm_up()
        time.sleep(0.1)

    return [warm, *of_store(is_stopped=False)[:2]]


def openings() -> list[Step]:
    """Open one release after another, of which only two are held, and ask it."""
    folder = Path(tempfile.mkdtemp(prefix="openings-", dir=made_once.shared()))
    for number in range(3):
        tiny_store.two_sites(folder, release_id=f"r{number}")

    def ask() -> None:
        name = f"r{random.randrange(3)}"
        opened = open_store(folder, name)
        assert opened.query("study")["release_id"][0] == name

    return [ask] * 3


class Page:
    """Stands in for a page: its reader leaves, or stays, while the seconds are drawn."""

    def __init__(self, *, leaves: Callable[[], bool]) -> None:
        self._leaves = leaves
        self.session_state: dict[str, bool] = {}

    def container(self, **_: object) -> "Page":
        # Where Streamlit stops the script of a reader who has left.
        if self._leaves():
            raise StopException
        return self

    def empty(self, *_: object, **__: object) -> "Page":
        return self

    button = markdown = empty

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


RUNNER = Runner(duckdb.connect(config={"threads": 2}), check_there=lambda: None)
# Threads whose readers leave before they are answered.
LEAVING: set[int] = set()


def one() -> int:
    return int(RUNNER.run("one", "select 1 as n", {})["n"][0])


def questions(slow: Callable[[], object]) -> list[Step]:
    """Ask what is quick beside readers who ask what is slow, and leave."""
    page = Page(leaves=lambda: threading.get_ident() in LEAVING)
    cast(Any, waiting).st = page
    store = cast(Store, RUNNER)

    def leave() -> None:
        LEAVING.add(threading.get_ident())
        try:
            waiting.answer(store, "slow", slow)
        except StopException:
            pass

    def stay() -> None:
        assert waiting.answer(store, "quick", one) == 1

    def beat() -> None:
        liveness.stop_what_nobody_awaits()
        time.sleep(0.1)

    return [beat, stay, stay, *[leave] * N_LEAVING]


def until_stopped() -> None:
    with RUNNER.counting("slow") as check:
        while True:
            check()
            time.sleep(0.05)


def questions_left() -> list[Step]:
    return questions(until_stopped)


def questions_that_hear_nothing() -> list[Step]:
    return questions(lambda: time.sleep(10_000))


def nested(ask: Callable[[], int]) -> list[Step]:
    """Ask from within questions, of which there are more than the pool has threads."""
    cast(Any, waiting).st = Page(leaves=lambda: False)

    def nest() -> None:
        assert waiting.answer(cast(Store, RUNNER), "nested", ask) == 2

    return [nest] * N_NESTING


def questions_aside() -> list[Step]:
    def ask() -> int:
        with waiting.aside(cast(Store, RUNNER), one) as asked:
            return one() + asked.result()

    return nested(ask)


def questions_within_the_pool() -> list[Step]:
    # Until every thread of the pool has a question.
    all_taken = threading.Barrier(waiting._POOL._max_workers)

    def ask() -> int:
        all_taken.wait()
        return one() + waiting._POOL.submit(one).result()

    return nested(ask)


FREEZING: dict[str, Callable[[], list[Step]]] = {
    "caches that make under their lock": locked_caches,
    "questions that hear nothing": questions_that_hear_nothing,
    "questions within the pool": questions_within_the_pool,
}
CASES: dict[str, Callable[[], list[Step]]] = FREEZING | {
    "caches": caches,
    "cohorts of readers who leave": readers_who_leave,
    "openings": openings,
    "questions aside": questions_aside,
    "questions left": questions_left,
    "warm-up": warming,
}
