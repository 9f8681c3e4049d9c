"""The lock of a store: one process at a time changes what releases it has."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from straits.errors import StoreError


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Hold the lock of a store that is there; it ends with the process that holds it.

    Raises StoreError if the store cannot be written, or another process changes it.
    """
    try:
        lock = os.open(store / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise cannot_be_written(store, error) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"Another ingest is writing to {store}, or another command changes its releases. "
                "Wait for it to end, or choose another folder with --store."
            ) from error
        yield
    finally:
        os.close(lock)


def cannot_be_written(store: Path, error: OSError) -> StoreError:
    """Return what to tell whoever wants to change a store that lets itself not be changed."""
    return StoreError(
        f"{store} cannot be written ({error.strerror}). Choose another folder with --store."
    )
