"""What is made of a store's answers and kept for all who ask for it."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from straits.store.exit import Answered, Exit
from straits.store.held.budget import Cache

Value = TypeVar("Value")


class DerivedAnswers:
    """Keeps what was made of answers; whoever is given it is told what these answers told.

    So the log has the same lines of each reader, whoever waited for it to be made.
    """

    def __init__(self, kept: Cache, exit_: Exit) -> None:
        """Keep in a cache what is made of the answers that leave by an exit."""
        self._kept = kept
        self._exit = exit_

    def answer(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what is kept under a key, or what `make` returns, which is kept then.

        key
            The name of the question, and all values that it depends on but the release.
        """
        is_mine = False

        def noted() -> tuple[Value, tuple[Answered, ...]]:
            nonlocal is_mine
            is_mine = True
            with self._exit.noting() as answers:
                return make(), tuple(answers)

        value, answers = self._kept.answer(key, noted)
        if not is_mine:
            self._exit.tell(answers)
        return value

    def is_kept(self, key: Hashable) -> bool:
        """Tell whether something is kept under a key, so that asking for it takes no time."""
        return self._kept.find(key) is not None
