"""The lines of a log, one after the other, as whoever keeps it reads them."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from straits.audit.log_lines import OPENED, held_files

_CHUNK = 1 << 20  # bytes


class Room(NamedTuple):
    """Bytes that a log takes, and that are free where it lies."""

    taken: int
    free: int


def room(folder: Path) -> Room:
    """Return how large a log is. Raises AuditError where there is none."""
    taken = sum(path.stat().st_size for path in held_files(folder).values())
    return Room(taken, shutil.disk_usage(folder).free)


def entries(folder: Path, since: str = "") -> Iterator[dict[str, Any]]:
    """Yield what each line holds, those that open a file left out.

    since
        The first moment (UTC), or the day that it begins; files that end before are not read.
    Lines that cannot be read are passed over: straits.audit.chain_check is who tells of them.
    Raises AuditError where there is no log.
    """
    paths = list(held_files(folder).values())
    while since and len(paths) > 1 and _opened(paths[1]) < since:
        del paths[0]
    for path in paths:
        with path.open("rb") as lines:
            for text in lines:
                held = _held(text)
                if held is not None and str(held.get("at", "")) >= since:
                    yield held


def last_entries(folder: Path, n_wanted: int) -> list[dict[str, Any]]:
    """Return what the last lines hold, in order: as `entries`, but read from the end."""
    found: list[dict[str, Any]] = []
    for path in reversed(held_files(folder).values()):
        for text in _from_the_end(path):
            if len(found) >= n_wanted:
                return found[::-1]
            held = _held(text)
            if held is not None:
                found.append(held)
    return found[::-1]


def _held(text: bytes) -> dict[str, Any] | None:
    try:
        held = json.loads(text)
    except ValueError:
        return None
    return held if isinstance(held, dict) and held.get("kind") != OPENED else None


def _opened(path: Path) -> str:
    """Return when a file was begun; nothing where that cannot be read, so that all is read."""
    with path.open("rb") as lines:
        try:
            return str(json.loads(lines.readline())["at"])
        except (ValueError, KeyError, TypeError):
            return "~"  # after every moment


def _from_the_end(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, the last first."""
    with path.open("rb") as file:
        place = file.seek(0, 2)
        begun = b""
        while place:
            size = min(_CHUNK, place)
            place = file.seek(place - size)
            first, *whole = (file.read(size) + begun).split(b"\n")
            yield from reversed(whole)
            begun = first
        yield begun
