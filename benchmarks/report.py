"""Results kept as JSON, and written as a table for people and one for programs."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from benchmarks.outcomes import Bar, Outcome, Side

_KEPT = "results.json"
_COLUMNS = (
    "line", "what", "data", "side", "rounds", "seconds_min", "seconds_median", "seconds_max",
    "peak_bytes", "disk_bytes", "ratio", "ratio_min", "ratio_max", "verdict",
)  # fmt: skip


def merged(
    folder: Path, machine: Mapping[str, str], scale: str, found: Iterable[Outcome], order: list[str]
) -> list[Outcome]:
    """Return the new outcomes with those kept from earlier runs, and keep them all.

    What another machine, other versions or another scale found is let go: one table, one machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _KEPT
    about = {"machine": dict(machine), "scale": scale}
    kept: dict[str, Outcome] = {}
    if path.exists():
        stored = json.loads(path.read_text())
        if stored["about"] == about:
            known = [Outcome.from_json(values) for values in stored["outcomes"]]
            kept = {outcome.line: outcome for outcome in known}
    kept |= {outcome.line: outcome for outcome in found}
    outcomes = sorted(kept.values(), key=lambda outcome: _place(outcome.line, order))
    written = {"about": about, "outcomes": [outcome.to_json() for outcome in outcomes]}
    path.write_text(json.dumps(written, indent=1) + "\n")
    return outcomes


def write(folder: Path, machine: Mapping[str, str], scale: str, outcomes: list[Outcome]) -> None:
    """Write results.md and results.csv."""
    (folder / "results.md").write_text(as_markdown(machine, scale, outcomes))
    as_frame(outcomes).write_csv(folder / "results.csv")


def as_frame(outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """Return one row per line and side."""
    rows = []
    for outcome in outcomes:
        low, high = outcome.ratio_range or (None, None)
        for side in filter(None, (outcome.straits, outcome.peer)):
            seconds = side.seconds or (None,)
            rows.append(
                (
                    outcome.line, outcome.what, outcome.data, side.name, len(side.seconds),
                    min(seconds), side.median if side.seconds else None, max(seconds),
                    side.peak_bytes, side.disk_bytes, outcome.ratio, low, high, outcome.verdict,
                )
            )  # fmt: skip
    return pl.DataFrame(rows, schema=list(_COLUMNS), orient="row", infer_schema_length=None)


def as_markdown(machine: Mapping[str, str], scale: str, outcomes: list[Outcome]) -> str:
    """Return the machine, the table, and the notes under it."""
    header = ["line", "what", "Straits", "peer", "ratio", "bar", "", "memory", "on disk"]
    rows = [_row(outcome) for outcome in outcomes]
    table = [header, ["---"] * len(header), *rows]
    notes = [
        f"- **{outcome.line}**: {outcome.data}."
        + f" Equal: {outcome.equal}." * bool(outcome.equal)
        + f" {outcome.note}" * bool(outcome.note)
        for outcome in outcomes
    ]
    about = [f"- {name}: {value}" for name, value in {**machine, "scale": scale}.items()]
    return "\n".join(
        [
            "# Results",
            "",
            "Times are median (least to greatest). A ratio is Straits over its peer, of medians: "
            "below 1, Straits needs less. Memory is the most that the processes of each side held "
            "at once. Written by `make bench`.",
            "",
            *about,
            "",
            *("| " + " | ".join(row) + " |" for row in table),
            "",
            "![Ratios](ratios.svg)",
            "",
            *notes,
            "",
        ]
    )


def _row(outcome: Outcome) -> list[str]:
    sides = [outcome.straits, *([outcome.peer] if outcome.peer else [])]
    return [
        outcome.line,
        outcome.what,
        _measured(outcome.straits),
        f"{outcome.peer.name}: {_measured(outcome.peer)}" if outcome.peer else "",
        "" if outcome.ratio is None else f"{outcome.ratio:.3g}",
        _bar(outcome.bar),
        outcome.verdict,
        " / ".join(_size(side.peak_bytes) for side in sides),
        " / ".join(_size(side.disk_bytes) for side in sides),
    ]


def _measured(side: Side) -> str:
    if not side.seconds:
        return _size(side.disk_bytes)
    low, high = min(side.seconds), max(side.seconds)
    spread = f" ({_time(low)} to {_time(high)})" if len(side.seconds) > 1 else ""
    return _time(side.median) + spread


def _time(seconds: float) -> str:
    """Write a time with three digits.

    >>> _time(0.00123), _time(12.345)
    ('1.23 ms', '12.3 s')
    """
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def _size(n_bytes: int | None) -> str:
    """Write a number of bytes.

    >>> _size(1_234_567), _size(None)
    ('1.23 MB', '-')
    """
    if n_bytes is None:
        return "-"
    return f"{n_bytes / 1e9:.3g} GB" if n_bytes >= 1e9 else f"{n_bytes / 1e6:.3g} MB"


def _bar(bar: Bar) -> str:
    parts = [
        f"<= {bar.ratio:g}" if bar.ratio is not None else "",
        f"aim {bar.aim:g}" if bar.aim is not None else "",
        f"<= {_time(bar.seconds)}" if bar.seconds is not None else "",
        f"<= {_size(bar.peak_bytes)}" if bar.peak_bytes is not None else "",
    ]
    return ", ".join(filter(None, parts))


def _place(line: str, order: list[str]) -> int:
    """Return where a line stands: by the longest name in the order that it begins with."""
    named = [name for name in order if line == name or line.startswith(f"{name}-")]
    return order.index(max(named, key=len)) if named else len(order)
