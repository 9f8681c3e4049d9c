"""One line of the log: what it holds, the hash that seals it, and where lines stand.

A log is a folder of files audit-000001.jsonl, audit-000002.jsonl ... A line is a JSON object that
ends with the SHA-256 of all of it before; it names its number and the hash of the line before, so
that a line which is changed, left out, added or moved breaks the chain. Each file opens with a line
that names the file before it and its length.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from straits.errors import AuditError

# What the first line of a log names as the line before it.
NOTHING = "0" * 64
OPENED = "opened"

_SEAL = b',"hash":"'
# The seal, 64 digits, and what closes the string and the object.
_SEAL_LENGTH = len(_SEAL) + 64 + 2
_FILE = re.compile(r"audit-(\d{6,})\.jsonl")


@dataclass(frozen=True)
class Noted:
    """A line as whoever keeps the log noted it elsewhere: its number, from 1, and its hash."""

    number: int
    hash: str

    def __str__(self) -> str:
        """Return it as `audit verify` prints and takes it."""
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Noted":
        """Return what `str` wrote. Raises ValueError for anything else.

        >>> str(Noted.parse("12:" + "a" * 64))[:6]
        '12:aaa'
        """
        found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text.strip())
        if found is None:
            raise ValueError("expected NUMBER:HASH as `audit verify` prints it")
        return cls(int(found[1]), found[2])


# Before the first line.
START = Noted(0, NOTHING)


def line(before: Noted, content: Mapping[str, Any]) -> tuple[bytes, Noted]:
    """Return a line with its end, and what to note of it.

    content
        Values of JSON under names other than n, before and hash.
    """
    number = before.number + 1
    held = {"n": number, "before": before.hash, **content}
    text = json.dumps(held, separators=(",", ":"), ensure_ascii=False).encode()[:-1]
    seal = hashlib.sha256(text).hexdigest()
    return text + _SEAL + seal.encode() + b'"}\n', Noted(number, seal)


def unsealed(text: bytes) -> dict[str, Any]:
    """Return what a line holds, its end left out.

    Raises ValueError where its hash is not that of what it holds, or it is no line of a log.
    """
    body, seal = text[:-_SEAL_LENGTH], text[-_SEAL_LENGTH:]
    expected = _SEAL + hashlib.sha256(body).hexdigest().encode() + b'"}'
    if seal != expected:
        raise ValueError("its hash is not that of what it says")
    held = json.loads(body + b"}")
    if not isinstance(held, dict) or not isinstance(held.get("n"), int) or "before" not in held:
        raise ValueError("it is no line of a log")
    return held


def noted(text: bytes) -> Noted:
    """Return what to note of a line, its end left out. Raises ValueError as `unsealed` does."""
    return Noted(unsealed(text)["n"], seal_of(text))


def seal_of(text: bytes) -> str:
    """Return the hash that a line ends with, its end left out."""
    return text[-66:-2].decode()


def file_name(number: int) -> str:
    """Return the name of a file of a log.

    >>> file_name(2)
    'audit-000002.jsonl'
    """
    return f"audit-{number:06}.jsonl"


def files(folder: Path) -> dict[int, Path]:
    """Return the files of a log by number, in order."""
    found = ((_FILE.fullmatch(path.name), path) for path in folder.iterdir())
    return dict(sorted((int(match[1]), path) for match, path in found if match))


def held_files(folder: Path) -> dict[int, Path]:
    """Return the `files` of a log. Raises AuditError where there is none."""
    if not folder.is_dir() or not (there := files(folder)):
        raise AuditError(f"There is no log in {folder}. Name the folder that serve --audit names.")
    return there
