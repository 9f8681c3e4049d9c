"""One budget holds for all caches: bytes, what is let go, one making per key, and failures."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from straits.errors import QueryError
from straits.store.held.budget import Budget, Cache

# Far more than anything here takes; a test that gets there hangs.
HUNG = 30.0


def sized(value: int) -> tuple[int, int]:
    """A value that says itself how many bytes it is."""
    return value, value


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["keep", "find", "answer"]),
        st.integers(0, 2),  # cache
        st.integers(0, 5),  # key
        st.integers(1, 12_000),  # bytes
    ),
    max_size=60,
)


@given(ACTIONS, st.integers(4_000, 30_000))
def test_the_budget_is_kept_and_what_was_used_longest_ago_goes_first(actions, max_bytes):
    budget = Budget(max_bytes)
    caches = [Cache(budget, sized) for _ in range(3)]
    # The same in the plainest way: all entries in order of use, each with its bytes.
    expected: OrderedDict[tuple[int, int], tuple[int, int]] = OrderedDict()

    def kept(at: tuple[int, int], value: int) -> None:
        expected.pop(at, None)
        n_bytes = value + sys.getsizeof(at[1]) + 500
        if n_bytes <= max_bytes // 4:
            expected[at] = value, n_bytes
        while sum(size for _, size in expected.values()) > max_bytes:
            expected.popitem(last=False)

    for action, cache, key, value in actions:
        at = cache, key
        if action == "keep":
            caches[cache].keep(key, value)
            kept(at, value)
        elif action == "find":
            assert caches[cache].find(key) == expected.get(at, (None, 0))[0]
        else:
            answer = caches[cache].answer(key, lambda value=value: value)
            assert answer == expected.get(at, (value, 0))[0]
            if at not in expected:
                kept(at, value)
        if action != "keep" and at in expected:
            expected.move_to_end(at)
        assert budget.n_bytes == sum(size for _, size in expected.values()) <= max_bytes
    for cache, each in enumerate(caches):
        own = [size for at, (_, size) in expected.items() if at[0] == cache]
        assert each.n_bytes == sum(own)


def test_a_value_larger_than_the_budget_is_answered_and_not_kept():
    cache = Cache(budget := Budget(100_000))
    cache.keep("small", "small")
    large = np.zeros(200_000, np.uint8)
    assert cache.answer("large", lambda: large) is large
    assert cache.find("large") is None
    assert cache.find("small") == "small"
    assert 0 < budget.n_bytes < 10_000


def test_threads_never_take_more_than_the_budget():
    cache, other = (Cache(budget := Budget(1 << 20)), Cache(budget))
    over: list[int] = []

    def work(seed: int) -> None:
        draw = np.random.default_rng(seed)
        for _ in range(400):
            key, size = int(draw.integers(0, 40)), int(draw.integers(1, 1 << 18))
            each = (cache, other)[int(draw.integers(0, 2))]
            assert each.answer(key, lambda size=size: np.zeros(size, np.uint8)).size > 0
            over.append(budget.n_bytes)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert max(over) <= budget.max_bytes
    assert budget.n_bytes == cache.n_bytes + other.n_bytes


def together(cache: Cache, key: object, makes: list[Callable[[], object]]) -> list[object]:
    """Ask for one key from as many threads; return what each got or was raised, in their order.

    The first begins, and ends once all the others wait for it.
    """
    begun, may_end = threading.Event(), threading.Event()

    def first() -> object:
        begun.set()
        assert may_end.wait(HUNG)
        return makes[0]()

    def ask(make: Callable[[], object]) -> object:
        try:
            return cache.answer(key, make)
        except BaseException as error:
            return error

    with ThreadPoolExecutor(len(makes)) as threads:
        asked = [threads.submit(ask, first)]
        assert begun.wait(HUNG)
        asked += [threads.submit(ask, make) for make in makes[1:]]
        threading.Timer(0.2, may_end.set).start()
        return [one.result(HUNG) for one in asked]


def test_a_value_is_made_once_while_others_wait():
    n_made: list[int] = []

    def make() -> object:
        n_made.append(1)
        return object()

    found = together(Cache(Budget(1 << 20)), "key", [make] * 8)
    assert len(n_made) == 1
    assert len(set(map(id, found))) == 1


@pytest.mark.parametrize(
    "error", [QueryError("was stopped"), StopException(), RerunException(RerunData()), SystemExit()]
)
def test_a_failure_is_raised_to_the_one_who_made_it_alone(error):
    def fail() -> object:
        raise error

    found = together(Cache(Budget(1 << 20)), "key", [fail, *(lambda: "made",) * 5])
    assert found == [error, *["made"] * 5]


def test_where_every_making_fails_each_is_told_of_its_own_failure():
    errors = [QueryError(str(number)) for number in range(6)]

    def failing(error: QueryError) -> Callable[[], object]:
        def fail() -> object:
            raise error

        return fail

    assert together(Cache(Budget(1 << 20)), "key", list(map(failing, errors))) == errors


def test_one_who_waits_can_be_stopped():
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert may_end.wait(HUNG)
        return "made"

    class Stopping:
        def __enter__(self) -> Callable[[], None]:
            return self.check

        def __exit__(self, *_: object) -> None:
            pass

        def check(self) -> None:
            raise QueryError("was stopped")

    cache = Cache(Budget(1 << 20), waiting=Stopping)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(cache.answer, "key", slow)
        assert begun.wait(HUNG)
        second = threads.submit(cache.answer, "key", slow)
        with pytest.raises(QueryError, match="was stopped"):
            second.result(HUNG)
        may_end.set()
        assert first.result(HUNG) == "made"


def test_a_making_that_asks_for_itself_does_not_wait_for_itself():
    cache = Cache(Budget(1 << 20))
    assert cache.answer("key", lambda: cache.answer("key", lambda: 1) + 1) == 2


def test_a_cache_that_is_no_more_takes_no_memory():
    budget = Budget(1 << 20)
    left, stays = Cache(budget), Cache(budget)
    left.keep("key", "value")
    del left
    stays.keep("key", "value")
    assert budget.n_bytes == stays.n_bytes


def test_what_is_destroyed_may_ask_the_budget():
    cache = Cache(budget := Budget(40_000))

    class Asks:
        def __del__(self) -> None:
            cache.keep("last", "word")

    cache.keep("asks", Asks())
    for number in range(200):
        cache.keep(number, "value")
    assert cache.find("asks") is None
    assert budget.n_bytes <= budget.max_bytes


def test_each_asker_is_given_frames_of_their_own_and_the_same_object_where_there_are_none():
    cache = Cache(Budget(1_000_000))
    frame, plain = pl.DataFrame({"ac": [1, 2]}), {"mask": np.zeros(3), "names": ("a", "b")}
    cache.keep("kept", (frame,))
    answers = [cache.answer("made", lambda: {"rows": frame}) for _ in range(2)]
    frames = [answer["rows"] for answer in answers]
    frames += [cache.find("made")["rows"], *(cache.find("kept")[0] for _ in range(2)), frame]
    assert len({id(each) for each in frames}) == len(frames)
    assert all(each.equals(frame) for each in frames)
    first, again = cache.answer("plain", lambda: plain), cache.answer("plain", dict)
    assert first is again is cache.find("plain")
