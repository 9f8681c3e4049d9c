"""Which numbers of a view are not what they were when it was pinned."""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from straits.exports import column_meanings
from straits.ui.words import numbers

# Further apart than this, relative to the larger, two numbers are not the same.
_NEAR = 1e-9
# Columns that say which row it is; others in words, such as how an interval was made, may change.
_IDENTITY = (
    "population_id", "call_set_id", "call_set_name", "site_id", "site_name", "grouping", "group_id",
    "group_label", "group", "groups", "other", "label", "country", "sex", "variant_id", "other_id",
    "variant", "side", "category", "phenotype", "criterion", "breakdown", "part", "metric", "year",
    "count", "pos", "name",
)  # fmt: skip
# Columns by which pages name a row.
_SHOWN = (
    "rsid", "variant", "criterion", "breakdown", "part", "group_label", "label", "phenotype",
    "category", "site_name", "call_set_name", "year", "count",
)  # fmt: skip
# Numbers in the order in which they are read; what is not named stands between the two lists.
_FIRST = (
    "difference", "difference_low", "difference_high", "af", "af_low", "af_high", "ac", "ac_low",
    "ac_high", "an", "n_called", "n_people",
)  # fmt: skip
_LAST = (
    "ratio", "ratio_low", "ratio_high", "odds_ratio", "odds_ratio_low", "odds_ratio_high", "p",
    "p_low", "p_high", "q", "p_bonferroni", "p_minimum", "z_score", "fst", "faf95", "hwe_p",
    "het_expected", "n_open", "expected", "detectable", "significant_ac",
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
        All of them as sentences: differences, AF, AC, AN and people first, the largest of each
        first, and what tests say of them last.
    holds
        Whether the differences of A and B still point where they did; empty where there is none.
    """

    n_moved: int
    n_compared: int
    n_gone: int
    n_new: int
    told: tuple[str, ...]
    holds: str = ""

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
    ('1 of 2 numbers moved', ('allele frequency of Danes: 0.25 then, 0.5 now',))
    """
    before, after = _named(json.loads(then)), _named(json.loads(now))
    moved: list[tuple[int, float, str]] = []
    n_compared = 0
    both = [(name, old, after[name]) for name, old in before.items() if name in after]
    for name, old, new in both:
        for column in (old.keys() & new.keys()) - set(_IDENTITY):
            if _is_number(old[column]) or _is_number(new[column]):
                n_compared += 1
                if not _is_same(old[column], new[column]):
                    said = f"{_said(old[column])} then, {_said(new[column])} now"
                    sentence = f"{column_meanings.in_few_words(column)} of {_label(old, name)}"
                    size = _size(old[column], new[column])
                    moved.append((_place(column), -size, f"{sentence}: {said}"))
    told = tuple(sentence for *_, sentence in sorted(moved))
    gone, new_rows = before.keys() - after.keys(), after.keys() - before.keys()
    holds = _holds([(old, new) for _, old, new in both])
    return Moves(len(moved), n_compared, len(gone), len(new_rows), told, holds)


def _holds(both: Sequence[tuple[_Row, _Row]]) -> str:
    """Say of rows that stand in both whether their differences point where they did.

    A difference points somewhere where its 95 % interval lies on one side of 0.
    """
    pointed = [(_points(old), _points(new)) for old, new in both]
    some = [(then, now) for then, now in pointed if then]
    if not some:
        came = sum(now != 0 for _, now in pointed)
        n = numbers.plural(came, "interval")
        return f"Apart from 0 now, and not then: {n}." if came else ""
    if len(some) == 1:
        ((then, now),) = some
        side = "A" if then > 0 else "B"
        if now == then:
            return f"Still more in {side}: the 95 % interval still lies apart from 0."
        how = "holds 0, or none is told" if now == 0 else "lies on the other side of 0"
        return f"No longer more in {side}: the 95 % interval now {how}."
    n_held = sum(then == now for then, now in some)
    return (
        f"{numbers.count(n_held)} of {numbers.count(len(some))} differences whose interval lay "
        "apart from 0 still have the same sign and lie apart from it."
    )


def _points(row: _Row) -> int:
    """Return 1 where more is in A, -1 where more is in B, 0 where the interval does not say."""
    low, high = row.get("difference_low"), row.get("difference_high")
    if not (isinstance(low, int | float) and isinstance(high, int | float)):
        return 0
    return 1 if low > 0 else -1 if high < 0 else 0


def _place(column: str) -> int:
    """Return when a column is read; that of A as that of B."""
    name = column.removesuffix("_a").removesuffix("_b")
    if name in _FIRST:
        return _FIRST.index(name)
    return len(_FIRST) + (1 + _LAST.index(name) if name in _LAST else 0)


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
    words = [*dict.fromkeys(shown or name[:-1])]
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
