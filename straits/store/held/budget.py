"""What the caches of a process keep, together within one budget of memory."""

import threading
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar, cast

from straits.store.held import memory_limits

Value = TypeVar("Value")
# Gives, while somebody waits, what raises once they should not any more.
Waiting = Callable[[], AbstractContextManager[Callable[[], None]]]
# Returns a value that holds on to no memory but its own, and its bytes.
Measure = Callable[[Any], tuple[Any, int]]
_Key = tuple[object, Hashable]

# A value of more than this part of the budget would drive out too much that others use.
_LARGEST = 4
# Bytes of an entry besides its key and its value: measured.
_ENTRY = 500
# Seconds after which one who waits looks whether to go on.
_STEP = 0.1


# Whether what is made now is asked for once.
_is_passing: ContextVar[bool] = ContextVar("is_passing", default=False)


@contextmanager
def passing() -> Iterator[None]:
    """Keep nothing that is made in the block, as it would drive out what others use.

    What is kept already is used.
    """
    before = _is_passing.set(True)
    try:
        yield
    finally:
        _is_passing.reset(before)


class _Entry(NamedTuple):
    value: Any
    n_bytes: int


class _Kept(NamedTuple):
    """What a cache keeps; whether it has frames is looked up once, not at each answer."""

    value: Any
    has_frames: bool

    def given(self) -> Any:
        """Return the value, with frames of its own."""
        return memory_limits.apart(self.value) if self.has_frames else self.value


class _Making:
    """A value that a thread is making, for which others wait."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.is_over = threading.Event()
        self.made: list[Any] = []  # the value; none where making it failed


class Budget:
    """The values used last, of all caches, up to a number of bytes; safe between threads.

    Nothing is made, measured or destroyed while the lock is held.
    """

    def __init__(self, max_bytes: int) -> None:
        """Start empty."""
        self.max_bytes = max_bytes
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()
        self._n_bytes = 0
        self._making: dict[_Key, _Making] = {}
        self._lock = threading.Lock()
        # Owners that are no more. Filled wherever garbage is collected, so without the lock.
        self._gone: deque[object] = deque()

    @property
    def n_bytes(self) -> int:
        """How many bytes are kept."""
        return self._n_bytes

    def n_bytes_of(self, owner: object) -> int:
        """Return how many bytes one cache keeps."""
        with self._lock:
            return sum(entry.n_bytes for key, entry in self._entries.items() if key[0] is owner)

    def find(self, key: _Key) -> list[Any]:
        """Return the value kept under a key, in a list, or an empty one."""
        with self._lock:
            return self._found(key)

    def keep(self, key: _Key, value: object, n_bytes: int) -> None:
        """Keep a value, and let go of those used longest ago; one too large is not kept."""
        n_bytes += memory_limits.owned(key[1])[1] + _ENTRY
        let_go: list[_Entry] = []  # destroyed once the lock is free again
        with self._lock:
            self._forget(let_go)
            if key in self._entries:
                self._remove(key, let_go)
            if n_bytes > self.max_bytes // _LARGEST:
                return
            while self._n_bytes + n_bytes > self.max_bytes:
                self._remove(next(iter(self._entries)), let_go)
            self._entries[key] = _Entry(value, n_bytes)
            self._n_bytes += n_bytes

    def answer(
        self, key: _Key, make: Callable[[], Value], measure: Measure, waiting: Waiting
    ) -> Value:
        """Return what is kept under a key, or what `make` returns; see Cache.answer."""
        # One who waited for two others in vain does not go on waiting for more of them.
        for _ in range(2):
            with self._lock:
                if kept := self._found(key):
                    return cast(Value, kept[0])
                making = self._making.get(key)
                if making is None:
                    mine = self._making[key] = _Making()
            if making is None:
                return self._make(key, mine, make, measure)
            if making.thread == threading.get_ident():
                break  # to make it, itself is asked for: nobody else can answer
            with waiting() as check:
                while not making.is_over.wait(_STEP):
                    check()
            if making.made:
                return cast(Value, making.made[0])
        value: Value
        value, n_bytes = measure(make())
        self.keep(key, value, n_bytes)
        return value

    def forget_owner(self, owner: object) -> None:
        """Let go of what a cache keeps, at the next change; may be called at any moment."""
        self._gone.append(owner)

    def _make(self, key: _Key, mine: _Making, make: Callable[[], Value], measure: Measure) -> Value:
        try:
            value: Value
            value, n_bytes = measure(make())
            mine.made.append(value)
            self.keep(key, value, n_bytes)
        finally:
            # Also where a script was stopped: those who wait must not wait for ever.
            with self._lock:
                del self._making[key]
            mine.is_over.set()
        return value

    def _found(self, key: _Key) -> list[Any]:
        entry = self._entries.get(key)
        if entry is None:
            return []
        self._entries.move_to_end(key)
        return [entry.value]

    def _remove(self, key: _Key, let_go: list[_Entry]) -> None:
        entry = self._entries.pop(key)
        self._n_bytes -= entry.n_bytes
        let_go.append(entry)

    def _forget(self, let_go: list[_Entry]) -> None:
        gone = set()
        while self._gone:
            gone.add(self._gone.popleft())
        if gone:
            for key in [key for key in self._entries if key[0] in gone]:
                self._remove(key, let_go)


PROCESS = Budget(memory_limits.configured())


class Cache:
    """What one part of the program keeps within a budget; keys of two caches never meet.

    What it keeps is let go with it.
    """

    def __init__(
        self,
        budget: Budget | None = None,
        measure: Measure = memory_limits.owned,
        waiting: Waiting | None = None,
    ) -> None:
        """Start empty.

        budget
            None: that of the process.
        measure
            memory.owned, unless the bytes are better known.
        waiting
            Gives what one who waits for a value calls now and then, to be stopped; None: nothing.
        """
        self._budget = PROCESS if budget is None else budget
        self._measure = measure
        self._waiting = waiting or (lambda: nullcontext(lambda: None))
        self._owner = object()
        weakref.finalize(self, self._budget.forget_owner, self._owner).atexit = False

    @property
    def n_bytes(self) -> int:
        """How many bytes are kept."""
        return self._budget.n_bytes_of(self._owner)

    def find(self, key: Hashable) -> Any:
        """Return the value kept under a key, or None."""
        kept = self._budget.find((self._owner, key))
        return kept[0].given() if kept else None

    def keep(self, key: Hashable, value: object) -> None:
        """Keep a value under a key, as far as there is room."""
        self._budget.keep((self._owner, key), *self._kept(value))

    def answer(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value kept under a key, or what `make` returns, which is kept then.

        A value is made once: threads that ask meanwhile wait for it. Where making it fails, that is
        raised to the one who made it and to nobody else: those who waited make it themselves.
        """
        if _is_passing.get():
            found = self.find(key)
            return make() if found is None else cast(Value, found)
        kept: Any = self._budget.answer((self._owner, key), make, self._kept, self._waiting)
        return cast(Value, kept.given())

    def _kept(self, value: object) -> tuple[_Kept, int]:
        own, n_bytes = self._measure(value)
        return _Kept(own, memory_limits.apart(own) is not own), n_bytes
