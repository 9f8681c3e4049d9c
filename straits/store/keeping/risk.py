"""Which sets of a few people each person could solve for, from all that they were shown.

Under a profile with exact counts that is not prevented: two cohorts that differ by three people, of
whom each is large enough, are both answered, and their difference tells of the three. Here it is
seen: by whom, with which questions.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from straits import audit, cohorts, privacy
from straits.audit.solvable_sets import Solved, solvable_sets
from straits.errors import StoreError, StraitsError
from straits.store.keeping.shown_people import CustodiansStore, Number
from straits.store.releases.release_files import locate

_SCHEMA: dict[str, Any] = {
    "person": pl.String, "project": pl.String, "kind": pl.String, "lines": pl.List(pl.Int64),
    "last_at": pl.String, "follows_from": pl.String,
}  # fmt: skip


@dataclass
class Session:
    """All that one person was shown for one project: numbers, and the lines that showed them."""

    shown: dict[bytes, tuple[Number, str, int]] = field(default_factory=dict)
    releases: set[str] = field(default_factory=set)
    times: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Risk:
    """What could be solved for.

    sets
        One row per set of a few people: person, project, kind (see straits.audit.solvable_sets),
        lines (numbers of the lines of the log), last_at (when the last of them was shown) and
        follows_from (what is added and subtracted, in words).
    unjudged
        Release: how many lines could not be judged, since it is not there any more.
    """

    sets: pl.DataFrame
    unjudged: dict[str, int]


def risk(store: Path, folder: Path) -> Risk:
    """Read a log, and tell what could be solved for from what it says was shown.

    The releases that are still in the store are asked again; nothing of that is written down, and
    the answer tells neither who is in a set nor how many.
    Raises AuditError where there is no log, StoreError where the store cannot be opened.
    """
    releases = _Releases(store)
    sessions: dict[tuple[str, str], Session] = defaultdict(Session)
    unjudged: dict[str, int] = defaultdict(int)
    for entry in audit.entries(folder):
        if not entry.get("shown") or "cohorts" not in entry:
            continue
        try:
            release = releases.of(entry["release"])
            numbers = release.of_answer(entry)
        except StraitsError:
            unjudged[entry["release"]] += 1
            continue
        session = sessions[entry["person"], entry["project"]]
        session.releases.add(entry["release"])
        session.times[entry["n"]] = entry["at"]
        for number in numbers:
            key = entry["release"].encode() + np.packbits(number.people).tobytes()
            session.shown.setdefault(key, (number, entry["release"], entry["n"]))
    rows = [
        {"person": person, "project": project, **row}
        for (person, project), session in sorted(sessions.items())
        for row in _solved(session, releases)
    ]
    return Risk(pl.DataFrame(rows, schema=_SCHEMA), dict(unjudged))


class _Release:
    """One release, and what its lines showed; the same question is judged once."""

    def __init__(self, store: CustodiansStore, places: dict[tuple[str, str], int]) -> None:
        self.store = store
        self.fewest = privacy.fewest(store.profile)
        # Where each person of it is among those of all releases.
        self.places = [places.setdefault(key, len(places)) for key in store.person_keys]
        self.known = store.known()
        self._answers: dict[str, list[Number]] = {}

    def of_answer(self, entry: dict[str, Any]) -> list[Number]:
        asked = {"question": entry["question"], "cohorts": entry["cohorts"]}
        key = json.dumps(asked, sort_keys=True)
        if key not in self._answers:
            trees = {
                cohort_id: cohorts.from_json(json.dumps(tree))
                for cohort_id, tree in entry["cohorts"].items()
            }
            named = [trees.get(entry["asked"].get(name)) for name in ("a", "b")]
            ordered = [tree for tree in named if tree is not None] or list(trees.values())
            self._answers[key] = self.store.of_answer(entry["question"], ordered)
        return self._answers[key]


class _Releases:
    """The releases of a store, opened when a line names them."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._open: dict[str, _Release | StoreError] = {}
        self.places: dict[tuple[str, str], int] = {}

    def of(self, release_id: str) -> _Release:
        """Return a release. Raises StoreError where it is not there any more."""
        if release_id not in self._open:
            try:
                opened = CustodiansStore(locate(self._store, release_id))
                self._open[release_id] = _Release(opened, self.places)
            except StoreError as error:
                self._open[release_id] = error
        found = self._open[release_id]
        if isinstance(found, StoreError):
            raise found
        return found


def _solved(session: Session, releases: _Releases) -> Iterator[dict[str, Any]]:
    """Yield the sets that follow from what one person was shown, the earliest first."""
    here = {name: releases.of(name) for name in sorted(session.releases)}
    known = [(number, name, 0) for name, release in here.items() for number in release.known]
    numbers = [*known, *session.shown.values()]
    shown = np.zeros((len(numbers), len(releases.places)), np.bool_)
    for place, (number, name, _) in enumerate(numbers):
        shown[place, here[name].places] = number.people
    fewest = max(release.fewest for release in here.values())
    found = solvable_sets(shown, fewest, len(known))
    for solved in sorted(found, key=lambda each: max(each.factors)):
        lines = sorted({numbers[place][2] for place in solved.factors} - {0})
        yield {
            "kind": solved.kind,
            "lines": lines,
            "last_at": session.times[lines[-1]],
            "follows_from": _in_words(solved, numbers, len(here) > 1),
        }


def _in_words(solved: Solved, numbers: list[tuple[Number, str, int]], names_release: bool) -> str:
    """Return what is added and subtracted, as `“sex is XX” in dk minus “age below 40” in dk`."""
    parts: list[str] = []
    for place, factor in sorted(solved.factors.items(), key=lambda each: -each[1]):
        number, release, _ = numbers[place]
        times = "" if np.isclose(abs(factor), 1) else f"{abs(factor):.3g} times "
        sign = ("minus " if factor < 0 else "plus ") if parts or factor < 0 else ""
        parts.append(f"{sign}{times}{number.of}{f' of {release}' if names_release else ''}")
    return " ".join(parts)
