"""Whether a log is what was written: every line, in order, to its end."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from straits.audit import log_head
from straits.audit.log_lines import (
    OPENED,
    START,
    Noted,
    file_name,
    held_files,
    seal_of,
    unsealed,
)

_MOST_FAULTS = 20


@dataclass
class Chain:
    """What came of following the chain of a log.

    last
        The last line, to be noted elsewhere.
    faults
        What is not as it was written, as sentences; none where all is.
    notes
        What was interrupted, as sentences; answers whose line is not whole did not leave.
    is_met
        Whether the line that was noted before is in it.
    """

    n_files: int = 0
    last: Noted = START
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_met: bool = False


def check(folder: Path, expected: Noted | None = None) -> Chain:
    """Follow a log from its first line to its last.

    expected
        A line that was noted before, which must be in it: who can write the files could also have
        written all of them anew, and nothing in them would tell.
    Raises AuditError where there is no log.
    """
    there = held_files(folder)
    chain = Chain(n_files=len(there))
    # Before the lines, to which others may be adding.
    head = _head(folder)
    ended = _Ended()
    for number, path in there.items():
        if number != ended.number + 1:
            missing = file_name(ended.number + 1)
            chain.faults.append(f"{missing} is missing: {path.name} is the next that is there")
        ended = _Ended(number, *_follow(path, ended, chain, expected))
        if len(chain.faults) > _MOST_FAULTS:
            chain.faults[_MOST_FAULTS:] = ["and more; what follows was not looked at"]
            return chain
    if ended.torn:
        chain.notes.append(_torn(there[ended.number].name, len(ended.torn)))
    _meet_head(head, _head(folder), chain)
    if expected is not None and not chain.is_met:
        chain.faults.append(
            f"line {expected.number:,} is not the one that was noted: the log "
            "was written anew since, or cut before it"
        )
    return chain


@dataclass
class _Ended:
    """How a file ended: its length, and what stands after its last whole line."""

    number: int = 0
    n_bytes: int = 0
    torn: bytes = b""


def _follow(path: Path, before: _Ended, chain: Chain, expected: Noted | None) -> tuple[int, bytes]:
    """Follow the chain through a file, and return how it ended."""
    n_bytes, torn = 0, b""
    for place, text in enumerate(_lines(path), start=1):
        n_bytes += len(text)
        if not text.endswith(b"\n"):
            torn = text
            break
        where = f"line {place:,} of {path.name}"
        try:
            held = unsealed(text[:-1])
        except ValueError as error:
            chain.faults.append(f"{where} was changed: {error}")
            # What follows is held to what is written there, not to what was.
            chain.last = Noted(chain.last.number + 1, "")
            continue
        _link(where, held, chain)
        chain.last = Noted(held["n"], seal_of(text[:-1]))
        chain.is_met |= chain.last == expected
        if place == 1:
            chain.faults += _opening_faults(path, held, before, chain)
        elif held.get("kind") == OPENED:
            chain.faults.append(f"{where} opens a file, and stands within one")
    return n_bytes, torn


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        yield from lines


def _link(where: str, held: dict[str, Any], chain: Chain) -> None:
    last = chain.last
    # An empty hash: of a line that was changed, which has been told of.
    if held["n"] != last.number + 1 or (last.hash and held["before"] != last.hash):
        chain.faults.append(
            f"{where} is number {held['n']:,} and does not follow number {last.number:,}: lines "
            "were left out, added or moved"
        )


def _opening_faults(
    path: Path, held: dict[str, Any], before: _Ended, chain: Chain
) -> Iterator[str]:
    """Yield where a file does not open as one that follows another; notes what was torn."""
    if "lost" in held:
        yield (
            f"lines before {path.name} are gone: the last one was {held['lost']} (cut off, or lost "
            "when the power failed)"
        )
    if held.get("kind") != OPENED:
        yield f"{path.name} does not begin with the line that opens a file"
    elif before.number:
        says = (held.get("bytes"), held.get("torn", 0), held.get("torn_hash", ""))
        of_torn = hashlib.sha256(before.torn).hexdigest() if before.torn else ""
        if says != (before.n_bytes, len(before.torn), of_torn):
            yield f"{file_name(before.number)} does not end as {path.name} says that it did"
        elif before.torn:
            chain.notes.append(_torn(file_name(before.number), len(before.torn)))


def _torn(name: str, n_bytes: int) -> str:
    return (
        f"the last line of {name} is not whole ({n_bytes:,} bytes): its process was ended while it "
        "wrote, and what it tells of did not leave"
    )


def _head(folder: Path) -> Noted | None:
    try:
        return log_head.read(folder)
    except (OSError, ValueError):
        return None


def _meet_head(head: Noted | None, now: Noted | None, chain: Chain) -> None:
    """Hold the last line to what the file `head` said of it, and says now."""
    last = chain.last
    if head is None or now is None:
        chain.faults.append("the file head, which names the last line, is missing or unreadable")
    elif head.number > last.number:
        chain.faults.append(
            f"the log ends with line {last.number:,}, and line {head.number:,} was written: its "
            "end was cut off"
        )
    elif head.number == last.number and last.hash and head.hash != last.hash:
        chain.faults.append(f"line {last.number:,} is not the one that was written last")
    elif now.number < last.number:
        chain.notes.append(
            f"{last.number - now.number:,} lines are younger than the file head: a process was "
            "ended, or the power failed, between the two"
        )
