"""Answers kept behind the guard, so that a page drawn again does not ask again."""

from collections import OrderedDict
from threading import Lock

import polars as pl


class AnswerCache:
    """The latest guarded frames, up to a number of bytes in all; safe between threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._answers: OrderedDict[str, tuple[pl.DataFrame, int]] = OrderedDict()
        self._n_bytes = 0
        self._lock = Lock()

    def get(self, key: str) -> pl.DataFrame | None:
        """Return the answer kept under a key, or None."""
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key][0].clone()

    def put(self, key: str, answer: pl.DataFrame) -> None:
        """Keep an answer, letting go of those not asked for longest; one too large is not kept."""
        n_bytes = int(answer.estimated_size())
        if n_bytes > self._max_bytes // 4:
            return
        with self._lock:
            _, replaced = self._answers.pop(key, (None, 0))
            self._answers[key] = (answer.clone(), n_bytes)
            self._n_bytes += n_bytes - replaced
            while self._n_bytes > self._max_bytes:
                _, (_, n_gone) = self._answers.popitem(last=False)
                self._n_bytes -= n_gone
