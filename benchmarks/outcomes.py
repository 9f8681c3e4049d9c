"""What a line of the table found: times of both sides, their ratio, and whether it is enough."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

Round = Callable[[], float]


@dataclass(frozen=True)
class Side:
    """One of the two that are compared.

    seconds
        Of each round, in order; empty where only bytes are compared.
    peak_bytes, disk_bytes
        Most memory of the process tree; what it wrote. None where that is not looked at.
    """

    name: str
    seconds: tuple[float, ...] = ()
    peak_bytes: int | None = None
    disk_bytes: int | None = None

    @property
    def median(self) -> float:
        """The middle of the rounds, in seconds."""
        return statistics.median(self.seconds)


@dataclass(frozen=True)
class Bar:
    """What a line must reach; all of it, and nothing where all is None.

    ratio, aim
        Straits' median over the peer's, at most; what is required, and what is hoped for.
    seconds, bytes
        Straits' own median and peak memory, at most.
    """

    ratio: float | None = None
    aim: float | None = None
    seconds: float | None = None
    peak_bytes: int | None = None


@dataclass(frozen=True)
class Outcome:
    """One line of the table.

    compares
        "seconds" or "bytes on disk".
    equal
        How many answers of the two sides were compared, and found equal, before any time was.
    """

    line: str
    what: str
    data: str
    straits: Side
    peer: Side | None
    bar: Bar
    compares: str = "seconds"
    equal: str = ""
    note: str = ""

    @property
    def peer_name(self) -> str:
        """The peer's name, or nothing."""
        return self.peer.name if self.peer else ""

    @property
    def ratio(self) -> float | None:
        """Straits over the peer, of medians or of bytes; below 1 where Straits needs less."""
        if self.peer is None:
            return None
        if self.compares == "bytes on disk":
            assert self.straits.disk_bytes
            assert self.peer.disk_bytes
            return self.straits.disk_bytes / self.peer.disk_bytes
        return self.straits.median / self.peer.median

    @property
    def ratio_range(self) -> tuple[float, float] | None:
        """The least and the greatest ratio that any two rounds would give."""
        if self.peer is None or self.compares == "bytes on disk":
            return None
        ours, theirs = self.straits.seconds, self.peer.seconds
        return min(ours) / max(theirs), max(ours) / min(theirs)

    @property
    def verdict(self) -> str:
        """ "reached", "reached, and the aim", "missed", or "reported" where there is no bar."""
        bar, ratio = self.bar, self.ratio
        if bar == Bar():
            return "reported"
        failed = [
            bar.ratio is not None and (ratio is None or ratio > bar.ratio),
            bar.seconds is not None and self.straits.median > bar.seconds,
            bar.peak_bytes is not None and (self.straits.peak_bytes or 0) > bar.peak_bytes,
        ]
        if any(failed):
            return "missed"
        return "reached, and the aim" if bar.aim and ratio and ratio <= bar.aim else "reached"

    def to_json(self) -> dict[str, Any]:
        """Return the line as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Outcome":
        """Read what to_json gave."""

        def side(given: Mapping[str, Any]) -> Side:
            return Side(**{**given, "seconds": tuple(given["seconds"])})

        peer = values["peer"]
        sides = {"straits": side(values["straits"]), "peer": side(peer) if peer else None}
        return cls(**{**values, **sides, "bar": Bar(**values["bar"])})


def in_turn(sides: Mapping[str, Round], rounds: int) -> dict[str, tuple[float, ...]]:
    """Run each side once a round, one after the other, so that both meet the same machine.

    The order turns round each time, so that neither always comes first. Returns the seconds that
    each side said it took, by round.

    >>> in_turn({"a": lambda: 1.0, "b": lambda: 2.0}, 2)
    {'a': (1.0, 1.0), 'b': (2.0, 2.0)}
    """
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in list(sides) if number % 2 == 0 else reversed(list(sides)):
            seconds[name].append(sides[name]())
    return {name: tuple(each) for name, each in seconds.items()}
