"""What asks a store on a thread of its own, and is stopped without stopping anybody else."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import TypeVar

from straits.store import Store, asked_by, who

Answer = TypeVar("Answer")


class Stoppable:
    """A question, or several after one another, each on whatever thread is free."""

    def __init__(self, store: Store) -> None:
        """Ask nothing yet; whoever asks now is who asks on other threads too."""
        self._store = store
        self._lock = threading.Lock()
        self._thread: int | None = None
        self._is_stopped = False
        self._reader = who()

    def put(self, ask: Callable[[], Answer]) -> Answer:
        """Return what `ask` returns; raises CancelledError, and asks nothing, once stopped."""
        with self._lock:
            if self._is_stopped:
                raise CancelledError
            self._thread = threading.get_ident()
        try:
            with asked_by(self._reader):
                return ask()
        finally:
            with self._lock:
                self._thread = None

    def stop(self) -> None:
        """Cancel the queries that are being asked just now, and ask nothing more."""
        with self._lock:
            self._is_stopped = True
            if self._thread is not None:
                self._store.cancel(self._thread)
