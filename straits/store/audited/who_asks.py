"""Who asks a store just now: said once for a page or a command, and known wherever it asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Who:
    """A person, and for what they ask.

    person
        As they signed in; "local" where nobody has to.
    project, purpose
        Empty where none is given.
    purposes
        What the purpose is in the words of straits.duo_terms, such as HMB.
    """

    person: str = "local"
    project: str = ""
    purpose: str = ""
    purposes: tuple[str, ...] = ()


LOCAL = Who()
# Asks what every reader will, so that nobody waits for it.
SERVER = Who("the server")

_who: ContextVar[Who] = ContextVar("who", default=LOCAL)


def who() -> Who:
    """Return who asks; threads that a question is put on take it along (contextvars)."""
    return _who.get()


def belongs_to() -> str:
    """Return whose that is which is saved now: the project's of whoever asks, else their own."""
    asks = who()
    if asks.project:
        return f"project:{asks.project}"
    return asks.person if asks == LOCAL else f"person:{asks.person}"


def now_asks(person: Who) -> None:
    """Say who asks from here on, in this thread or task."""
    _who.set(person)


@contextmanager
def asked_by(person: Who) -> Iterator[None]:
    """Say who asks within a block.

    >>> with asked_by(Who("ada", "P1")):
    ...     who().project
    'P1'
    """
    token = _who.set(person)
    try:
        yield
    finally:
        _who.reset(token)
