"""What a refusal must be: one paragraph, exit code 2, and a store as it was before."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.builders import studies
from tests.builders.studies import Record

PEOPLE = {"P1": "XX", "P2": "XY", "P3": "XX"}
RECORDS = [
    Record("chr1", 100100, "A", "G", "0/1 1/1 ./."),
    Record("chr1", 100200, "C", "T", "0/1 0/0 0/0"),
    Record("chr1", 100300, "G", "C", "0/0 0/0 0/1"),
]
GOOD = studies.vcf_text(list(PEOPLE), RECORDS)
HEADER = "".join(line + "\n" for line in GOOD.splitlines() if line.startswith("#"))


def study_of(folder: Path, text: str | bytes = GOOD, name: str = "calls.vcf", **keys: Any) -> Path:
    """Write a study of one file, which is good unless its text says otherwise."""
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return studies.one_call_set(folder, [name], PEOPLE, **keys)


def said(text: str) -> str:
    """Return what was printed as one line, without the frame that a terminal may draw."""
    return " ".join(re.sub(r"[│╭╮╰╯─┌┐└┘]", " ", text).split())


def assert_refused(study: Path, store: Path, words: Sequence[str]) -> None:
    """Ingest a bad study into a store with a release, and check all that is promised of that.

    words
        Patterns that the message must hold.
    """
    before = _state(store)
    done = studies.command("ingest", study, "--store", store)
    message = said(done.stderr)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    for word in words:
        assert re.search(word, message), f"nothing about {word!r} in: {message}"
    # A paragraph, not a word and not a page.
    assert 40 < len(message) < 1500
    assert _state(store) == before


def _state(store: Path) -> dict[str, bytes | Path | None]:
    """Return everything in a store: files with their bytes, links with where they lead."""
    return {
        path.relative_to(store).as_posix(): path.readlink()
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else None
        for path in store.rglob("*")
    }
