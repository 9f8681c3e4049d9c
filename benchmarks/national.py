"""One comparison over all alleles of a nation: by arrays, beside a full pass in plain SQL."""

import statistics
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks.bench_studies import GROUPING
from benchmarks.browser import Answered, reading
from benchmarks.generated import CALL_SET, KINDS, Generated, generated
from benchmarks.outcomes import Bar, Outcome, Side
from benchmarks.pages import CHANGES
from benchmarks.processes import folder_bytes
from benchmarks.settings import PYTHON, Settings
from benchmarks.workers import Worker

# What is asked, in words, and the seconds at a hundred million alleles.
_QUESTIONS = {
    "abs_difference": ("500 of the largest difference, with names", 0.3),
    "p": ("500 of the smallest p", 0.3),
    "fst": ("500 of the largest F_ST", 0.3),
    "totals": ("totals, and how many have q < 0.05; SQL: the totals alone", 1.0),
    "shading": ("50 x 50 cells of AF by AF", 0.5),
    "volcano": ("cells of the difference by p", 0.5),
    "track": ("peaks of F_ST of 500 stretches", 0.5),
}
_ROUNDS = 5
# Alleles that are asked for, beside all of them, to see how time grows.
_GROWTH = (10_000, 100_000, 1_000_000, 10_000_000)
# Over more, the full pass in SQL needs more memory than a store gives it: at ten million 1.8 GB
# are not enough.
_MOST_IN_SQL = 1_000_000
_BYTES_BEFORE = 11.6  # of an allele and group, in the layout of 48 columns


@dataclass
class _Asked:
    """What a worker said: seconds and CPU seconds by way and question, and the rest at last."""

    seconds: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    cpu: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    opened: float = 0.0
    anonymous: int = 0

    def ask(self, worker: Worker, way: str, question: str, name: str = "", **more: Any) -> None:
        said = worker.say(way=way, question=question, **more)
        key = (way, name or question)
        self.seconds.setdefault(key, []).append(float(said["seconds"]))
        self.cpu.setdefault(key, []).append(float(said["cpu"]))
        self.opened = float(said["opened"])
        self.anonymous = max(self.anonymous, int(said["anonymous"]))


def national(name: str, settings: Settings) -> list[Outcome]:
    """Ask all that the pages ask of two groups, over a generated store of a kind."""
    made = generated(settings, settings.scale.n_national, name)
    return [*_compared(name, made), *_pages(settings, name, made)]


def _compared(name: str, made: Generated) -> list[Outcome]:
    n_alleles = made.plan.n_alleles
    pair = dict(zip("ab", made.groups, strict=False))
    by_arrays, by_sql = _Asked(), _Asked()
    command = [PYTHON, "-m", "benchmarks.national_worker", made.store, str(n_alleles)]
    sizes = (*(few for few in _GROWTH if few < n_alleles), n_alleles)
    with Worker(command) as arrays, Worker(command) as sql:
        for question in _QUESTIONS:
            _Asked().ask(arrays, "arrays", question, **pair)
            for _ in range(_ROUNDS):
                by_arrays.ask(arrays, "arrays", question, **pair)
            if question != "volcano" and n_alleles <= _MOST_IN_SQL:
                by_sql.ask(sql, "sql", question, **pair)
        for n in sizes:
            for _ in range(_ROUNDS):
                by_arrays.ask(arrays, "arrays", "abs_difference", str(n), n_alleles=n, **pair)
            if n <= _MOST_IN_SQL:
                by_sql.ask(sql, "sql", "abs_difference", str(n), n_alleles=n, **pair)
    data = f"generated, {name}: {n_alleles:,} alleles, 26 groups of {KINDS[name].n_people:,}"
    questions = _QUESTIONS | {
        str(n): (f"500 of the largest difference, of the first {n:,} alleles", None) for n in sizes
    }
    outcomes = [
        _beside_sql(f"national-{name}-{question}", words, data, bar, by_arrays, by_sql, question)
        for question, (words, bar) in questions.items()
    ]
    return [*outcomes, _size(name, made, data, by_arrays)]


def _beside_sql(
    line: str, words: str, data: str, bar: float | None, by_arrays: _Asked, by_sql: _Asked,
    question: str,
) -> Outcome:  # fmt: skip
    ours, theirs = ("arrays", question), ("sql", question)
    cpu = f"CPU: {statistics.median(by_arrays.cpu[ours]):.2f} s"
    peer = None
    if theirs in by_sql.seconds:
        peer = Side("SQL", tuple(by_sql.seconds[theirs]), by_sql.anonymous)
        cpu += f"; SQL: {statistics.median(by_sql.cpu[theirs]):.2f} s"
    side = Side("Straits", tuple(by_arrays.seconds[ours]), by_arrays.anonymous)
    note = f"{cpu}. Memory is anonymous memory."
    return Outcome(line, words, data, side, peer, Bar(seconds=bar), note=note)


def _size(name: str, made: Generated, data: str, by_arrays: _Asked) -> Outcome:
    release = (made.store / "current").resolve() / "aggregates"
    group = made.groups[0]
    leaves = sum(
        folder_bytes(path)
        for path in release.rglob(f"group_id={group}")
        if "grouping=everyone" not in path.as_posix()
    )
    per_allele = leaves / made.plan.n_alleles
    return Outcome(
        f"national-{name}-opening",
        "opening; bytes of an allele and group",
        data,
        Side("Straits", (by_arrays.opened,), by_arrays.anonymous, folder_bytes(release)),
        None,
        Bar(seconds=1.0, peak_bytes=2_000_000_000),
        note=f"Tables and arrays: {per_allele:.1f} bytes of an allele and group, "
        f"{per_allele / _BYTES_BEFORE:.2f} of the layout of 48 columns. On disk: groups that are "
        "links are counted each.",
    )


def _pages(settings: Settings, name: str, made: Generated) -> list[Outcome]:
    """Open Overview and Frequencies by address, and change B and a filter, in a browser."""
    found: dict[str, list[Answered]] = {}
    # A group is not compared with one whose file is a link to its own.
    apart = [group for group in made.all_groups if made.plan.same.get(group) != made.groups[0]]
    first, *others = (f"group:{GROUPING}/{group}@{CALL_SET}" for group in apart)
    with reading(made.store, settings.folder("generated") / "state") as reader:
        waiting = iter(others)
        for page, path in {"overview": "/", "frequencies": "/frequencies"}.items():
            reader.open(path)
            for _ in range(3):
                # Each is another question, of which nothing is kept.
                asked = urlencode({"a": first, "b": next(waiting)})
                answer = reader.open(f"{path}?{asked}")
                found.setdefault(f"{page}, by address", []).append(answer)
        for what, by_hand in CHANGES["frequencies"].items():
            reader.open("/frequencies")
            for _ in range(3):
                answer = reader.answer(lambda: by_hand(reader.page))  # noqa: B023
                found.setdefault(f"frequencies, {what}", []).append(answer)
    return [
        Outcome(
            f"national-{name}-page-{number}",
            what,
            "Chromium and the server on one machine; until all is drawn",
            Side("Straits", tuple(answer.seconds for answer in answers)),
            None,
            Bar(seconds=2.0 if "address" in what else 0.5),
            note=f"CPU of the server: {cpu:.2f} s.",
        )
        for number, (what, answers) in enumerate(found.items())
        for cpu in [statistics.median(answer.cpu_seconds for answer in answers)]
    ]
