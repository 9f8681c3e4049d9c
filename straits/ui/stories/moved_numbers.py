"""Which numbers of a view are not what they were when it was pinned."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from straits.ui.words import numbers

# Further apart than this, relative to the larger, two numbers are not the same.
_NEAR = 1e-9
_MOST_TOLD = 5
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Moves:
    """What moved between two lists of rows.

    n_moved, n_compared
        Numbers that are not what they were, of those that stand in both.
    n_gone, n_new
        Rows that only the one, and only the other, has.
    told
        The largest moves as sentences, a few.
    """

    n_moved: int
    n_compared: int
    n_gone: int
    n_new: int
    told: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What moved, in a sentence."""
        parts = [
            f"{numbers.count(self.n_moved)} of {numbers.plural(self.n_compared, 'number')} moved"
            if self.n_moved
            else f"none of {numbers.plural(self.n_compared, 'number')} moved"
        ]
        if self.n_gone:
            parts.append(f"{numbers.plural(self.n_gone, 'row')} left")
        if self.n_new:
            parts.append(f"{numbers.plural(self.n_new, 'row')} came")
        return ", ".join(parts)


def moves(then: str, now: str) -> Moves:
    """Return what moved between the rows of two views, as their JSON has them.

    Rows are told apart by all that is no number in them; the second of the same name is another.

    >>> told = moves('[{"group": "Danes", "af": 0.25, "an": 8}]',
    ...              '[{"group": "Danes", "af": 0.5, "an": 8}]')
    >>> told.sentence, told.told
    ('1 of 2 numbers moved', ('af of Danes: 0.25 then, 0.5 now',))
    """
    before, after = _named(json.loads(then)), _named(json.loads(now))
    moved: list[tuple[float, str]] = []
    n_compared = 0
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            continue
        for column in old.keys() & new.keys():
            if _is_number(old[column]) or _is_number(new[column]):
                n_compared += 1
                if not _is_same(old[column], new[column]):
                    said = f"{_said(old[column])} then, {_said(new[column])} now"
                    size = _size(old[column], new[column])
                    moved.append((size, f"{column} of {_short(name)}: {said}"))
    moved.sort(key=lambda each: (-each[0], each[1]))
    told = tuple(sentence for _, sentence in moved[:_MOST_TOLD])
    gone, new_rows = before.keys() - after.keys(), after.keys() - before.keys()
    return Moves(len(moved), n_compared, len(gone), len(new_rows), told)


def _named(rows: Sequence[_Row]) -> dict[tuple[str, ...], _Row]:
    found: dict[tuple[str, ...], _Row] = {}
    for row in rows:
        name = tuple(str(value) for value in row.values() if not _is_number(value) and value)
        number = 1
        while (*name, f"#{number}") in found:
            number += 1
        found[(*name, f"#{number}")] = row
    return found


def _short(name: tuple[str, ...]) -> str:
    words = [*dict.fromkeys(name[:-1])][:3]
    return ", ".join(words) or f"row {name[-1].removeprefix('#')}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_same(old: object, new: object) -> bool:
    if isinstance(old, int | float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=_NEAR, abs_tol=1e-300) or (old != old and new != new)
    return old == new


def _size(old: object, new: object) -> float:
    """Return how far a number moved, relative to the larger; all the way where one is not there."""
    if not (isinstance(old, int | float) and isinstance(new, int | float)):
        return math.inf
    return abs(new - old) / max(abs(old), abs(new))


def _said(value: object) -> str:
    if isinstance(value, int):
        return numbers.count(value)
    return f"{value:.4g}" if isinstance(value, float) else "none"
