"""Which numbers of a view are not what they were when it was pinned."""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from straits.ui.words import numbers

# Further apart than this, relative to the larger, two numbers are not the same.
_NEAR = 1e-9
_MOST_TOLD = 5
# Columns that say which row it is; others in words, such as how an interval was made, may change.
_IDENTITY = (
    "population_id", "call_set_id", "call_set_name", "site_id", "site_name", "grouping", "group_id",
    "group_label", "group", "groups", "other", "label", "country", "sex", "variant_id", "other_id",
    "variant", "side", "category", "phenotype", "criterion", "breakdown", "part", "metric", "year",
    "count", "pos", "name",
)  # fmt: skip
# Columns by which pages name a row.
_SHOWN = (
    "rsid", "variant", "criterion", "breakdown", "part", "group_label", "label", "category",
    "site_name", "call_set_name",
)  # fmt: skip
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

    Rows are told apart by the columns that say what they are of; the second of one name is another.

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
        for column in (old.keys() & new.keys()) - set(_IDENTITY):
            if _is_number(old[column]) or _is_number(new[column]):
                n_compared += 1
                if not _is_same(old[column], new[column]):
                    said = f"{_said(old[column])} then, {_said(new[column])} now"
                    size = _size(old[column], new[column])
                    moved.append((size, f"{column} of {_label(old, name)}: {said}"))
    moved.sort(key=lambda each: (-each[0], each[1]))
    told = tuple(sentence for _, sentence in moved[:_MOST_TOLD])
    gone, new_rows = before.keys() - after.keys(), after.keys() - before.keys()
    return Moves(len(moved), n_compared, len(gone), len(new_rows), told)


def _named(rows: Sequence[_Row]) -> dict[tuple[str, ...], _Row]:
    found: dict[tuple[str, ...], _Row] = {}
    seen: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        told = [row[column] for column in _IDENTITY if column in row]
        told = told or [value for value in row.values() if not _is_number(value)]
        name = tuple(str(value) for value in told if value is not None)
        seen[name] += 1
        found[(*name, f"#{seen[name]}")] = row
    return found


def _label(row: _Row, name: tuple[str, ...]) -> str:
    """Return what a reader calls a row: by the columns that pages show, else by its first words."""
    shown = [str(row[column]) for column in _SHOWN if row.get(column)]
    words = [*dict.fromkeys(shown or name[:-1])][:3]
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
