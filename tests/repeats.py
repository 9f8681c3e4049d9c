"""How often a test repeats what it draws at random: a part in `make test`, all in `make test-long`.

The profile of Hypothesis says which of the two it is. Tests that repeat are those of Hypothesis and
those that are marked `repeats`; `make test-long` runs them again.
"""

from hypothesis import settings

# How often a test of Hypothesis repeats that says nothing else.
A_PART, ALL = 12, 60


def times(n: int) -> int:
    """Return n in `make test-long`, and in `make test` an eighth of it, but not fewer than six.

    >>> times(6)
    6
    """
    return n if settings.default.max_examples >= ALL else max(min(n, 6), n // 8)  # type: ignore[union-attr]
