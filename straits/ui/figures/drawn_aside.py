"""The figures of a page that is run for their sake, while nothing of it is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from straits.store import PinnedView

# Makes what a figure would be pinned as.
Make = Callable[[], PinnedView]

_taken: ContextVar[dict[str, Make] | None] = ContextVar("taken", default=None)


@contextmanager
def taking() -> Iterator[dict[str, Make]]:
    """Take the figures that are drawn within a block, by name, in place of showing them."""
    figures: dict[str, Make] = {}
    token = _taken.set(figures)
    try:
        yield figures
    finally:
        _taken.reset(token)


def is_on() -> bool:
    """Tell whether figures are taken just now."""
    return _taken.get() is not None


def is_taken(name: str, make: Make) -> bool:
    """Take a figure if figures are taken just now, and tell whether it was."""
    figures = _taken.get()
    if figures is not None:
        figures[name] = make
    return figures is not None
