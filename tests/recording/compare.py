"""Say where two recordings differ: the question, the element, and what it said before and after."""

import gzip
import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

_LONGEST = 300  # characters of a value that are printed
_MOST_PRINTED = 12  # differences of one element
_NOTHING = "(nothing)"


class Difference(NamedTuple):
    """One value that is not what it was; alike ones at several questions are one."""

    element: str
    before: str
    after: str


def compare(before: Path, after: Path) -> dict[Difference, list[str]]:
    """Return each difference of two folders with the questions it was found at, in their order.

    A part that only one of them has is passed over: not every recording holds all parts.
    """
    found: dict[Difference, list[str]] = {}
    for path in sorted(before.glob("*.jsonl.gz")):
        if not (after / path.name).is_file():
            continue
        old, new = _read(path), _read(after / path.name)
        for at in dict.fromkeys([*old, *new]):
            if at not in old or at not in new:
                there = _NOTHING if at not in old else "(asked)"
                gone = _NOTHING if at not in new else "(asked)"
                found.setdefault(Difference("question", there, gone), []).append(at)
            elif old[at] != new[at]:
                for difference in _differences(old[at], new[at]):
                    found.setdefault(difference, []).append(at)
    return found


def report(found: dict[Difference, list[str]]) -> str:
    """Return the differences as a person reads them; those found at most questions come first."""
    said = []
    for difference, where in sorted(found.items(), key=lambda one: -len(one[1])):
        places = where[:3] + ([f"and {len(where) - 3:,} more"] if len(where) > 3 else [])
        said.append("\n".join([*places, f"  {difference.element}"]))
        said.append(f"    before  {difference.before}\n    after   {difference.after}")
    places_of_all = {at for where in found.values() for at in where}
    n_alike = len(found)
    said.append(f"{n_alike:,} differences at {len(places_of_all):,} questions")
    return "\n".join(said)


def _read(path: Path) -> dict[str, list[list[Any]]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    return {entry["at"]: entry["said"] for entry in entries}


def _differences(old: list[list[Any]], new: list[list[Any]]) -> Iterator[Difference]:
    """Pair the elements of a page as a reader would: one that came in between moves no other."""
    for _, was, now in _changed(old, new):
        if was is None or now is None or was[0] != now[0]:
            yield from _replaced(was, now)
        else:
            leaves = list(_leaves(str(was[0]), was[1], now[1]))
            yield from leaves[:_MOST_PRINTED]
            if len(leaves) > _MOST_PRINTED:
                rest = f"{len(leaves) - _MOST_PRINTED} more values of it"
                yield Difference(str(was[0]), rest, rest)


def _changed(old: list[Any], new: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """Return the place and both values of what differs; one that came in between moves no other."""
    before, after = [[json.dumps(one) for one in said] for said in (old, new)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for step, first, last, start, end in matcher.get_opcodes():
        if step != "equal":
            pairs = zip_longest(old[first:last], new[start:end])
            yield from ((place, was, now) for place, (was, now) in enumerate(pairs, start=first))


def _replaced(was: list[Any] | None, now: list[Any] | None) -> Iterator[Difference]:
    element = str((was or now or [""])[0])
    yield Difference(element, _short(was), _short(now))


def _leaves(path: str, was: Any, now: Any) -> Iterator[Difference]:
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys([*was, *now]):
            yield from _leaves(f"{path}.{name}", was.get(name), now.get(name))
    elif isinstance(was, list) and isinstance(now, list):
        for place, one, other in _changed(was, now):
            yield from _leaves(f"{path}[{place}]", one, other)
    else:
        yield Difference(path, _short(was), _short(now))


def _short(value: Any) -> str:
    if value is None:
        return _NOTHING
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
