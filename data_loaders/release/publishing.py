"""Releases: built apart, written down in manifests, and published whole by one rename."""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from data_loaders.release import file_modes, kept_releases, shown_tables
from data_loaders.release.release_record import record_of
from data_loaders.release.store_lock import cannot_be_written, locked
from straits import __version__, journal, tables
from straits.errors import StoreError
from straits.journal import KEPT, Begun, DamagedJournalError, Journal
from straits.tables import manifest, release_parts, verification

# Of a folder and the id of its release, what questions answer by name.
Tell = Callable[[Path, str], Mapping[str, pl.DataFrame]]


@dataclass(frozen=True)
class Published:
    """Where a release lies that is now current, and what to tell about the others."""

    path: Path
    notes: tuple[str, ...]


@contextmanager
def new_release(store: Path) -> Iterator[tuple[Path, str]]:
    """Give (folder, release id) to build in; the caller publishes it, and it is deleted otherwise.

    Raises StoreError if the store cannot be written, its `current` cannot be replaced, or another
    ingest is building in it.
    """
    was_there = store.exists()
    try:
        (store / "releases").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_be_written(store, error) from error
    with locked(store):
        kept_releases.clear(store)
        kept_releases.current_id(store)
        release_id = _free_id(store)
        folder = store / f".building-{release_id}"
        try:
            for name in ("rows", "aggregates"):
                (folder / name).mkdir(parents=True, mode=file_modes.MODES[name][0])
            yield folder, release_id
        except Exception as error:
            if why := _cannot_write(error):
                raise StoreError(
                    f"{store} cannot be written to the end ({why}); nothing of it has changed. "
                    "Make room, or choose another folder with --store."
                ) from error
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if not was_there:
                _remove_if_empty(store)


def _free_id(store: Path) -> str:
    """Return an id that no release has or had, whatever the clock says: links name it."""
    try:
        book = journal.read(store) or Journal()
    except DamagedJournalError:
        book = Journal()
    taken = {record.release_id for record in book.releases} | set(journal.there(store))
    while True:
        release_id = f"{_now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        if release_id not in taken:
            return release_id


def _now() -> datetime:
    return datetime.now(UTC)


def _cannot_write(error: Exception) -> str | None:
    """Return why a disk takes no more, if that is the error; writers have errors of their own."""
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
    message = next((os.strerror(code) for code in full if os.strerror(code) in str(error)), None)
    code = error.errno if isinstance(error, OSError) else None
    return os.strerror(code) if code in full else message


def _remove_if_empty(store: Path) -> None:
    """Leave no store behind where a first ingest failed."""
    try:
        (store / "releases").rmdir()
        (store / ".lock").unlink()
        store.rmdir()
    except OSError:
        return  # it has a release, or files of somebody else


def publish(
    store: Path,
    folder: Path,
    release_id: str,
    study: Mapping[str, Any],
    sources: list[dict[str, Any]],
    n_kept: int = KEPT,
    tell: Tell | None = None,
) -> Published:
    """Write the manifests, make everything durable, and let `current` name the release.

    n_kept
        So many of the releases last published are kept, and the pinned ones besides.
    tell
        Answers questions of pages from the folder, for statements that may not ask its rows.
    """
    book, notes = kept_releases.settle(store)
    replaced = kept_releases.current_id(store)
    written = {
        "schema_version": tables.SCHEMA_VERSION,
        "release_id": release_id,
        "replaces": replaced,
        "created_at": _now().isoformat(timespec="seconds"),
        "straits_version": __version__,
        "study": dict(study),
        "sources": sources,
    }
    named = {"rows_manifest_sha256": write_manifest(folder / "rows", written)}
    answers = None if tell is None else partial(tell, folder, release_id)
    if (withheld := shown_tables.write(folder, study["profile"], answers)) is not None:
        shown = write_manifest(folder / shown_tables.FOLDER, written | withheld)
        named["released_manifest_sha256"] = shown
    write_manifest(folder / "aggregates", written | named)
    why_open = file_modes.close(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        journal.sync(path)
    journal.sync(folder)
    _check(store, folder, release_id)
    # From here to the move of `current`, the journal tells what to take back after a kill.
    journal.write(store, book.changed(begun=Begun(release_id=release_id, replaces=replaced)))
    target = store / "releases" / release_id
    try:
        _make_current(store, folder, target)
    except BaseException:
        if kept_releases.current_id(store) != release_id:
            shutil.rmtree(target, ignore_errors=True)
        raise
    notes += _note_published(store, book, release_id, n_kept)
    notes += [why_open] if why_open else []
    return Published(target, tuple(notes))


def _make_current(store: Path, folder: Path, target: Path) -> None:
    folder.rename(target)
    journal.sync(store / "releases")
    link = store / f".current-{target.name}"
    link.symlink_to(Path("releases") / target.name)
    link.replace(store / "current")
    journal.sync(store)


def _note_published(store: Path, book: Journal, release_id: str, n_kept: int) -> list[str]:
    """Write down what was published, and delete what is no longer kept; returns what failed."""
    try:
        record = record_of(store / "releases" / release_id)
        book = book.changed(releases=(*book.releases, record))
        journal.write(store, book)
        kept_releases.drop_old(store, book, n_kept)
    except OSError as error:
        return [
            f"Older releases are as they were: {store} cannot be changed any further "
            f"({error.strerror}). The next ingest goes on with that."
        ]
    return []


def write_manifest(folder: Path, written: Mapping[str, Any]) -> str:
    """Write down the files of the tables of a folder beside what else is to be said of the release.

    Returns the SHA-256 of the manifest.
    """
    tables: dict[str, dict[str, Any]] = {}
    for path in release_parts.parts(folder):
        relative = PurePosixPath(path.relative_to(folder).as_posix())
        table = release_parts.table_of(relative)
        entry = tables.setdefault(table, {"rows": 0, "files": {}, "bytes": {}})
        entry["rows"] += release_parts.n_rows(path)
        entry["files"][str(relative)] = _sha256(path)
        entry["bytes"][str(relative)] = path.stat().st_size
    return manifest.write(folder, {**written, "tables": tables})


def _check(store: Path, folder: Path, release_id: str) -> None:
    """Raise StoreError if what was written does not come back from the disk as it was written."""
    shown = folder / shown_tables.FOLDER
    result = verification.verify(
        release_id, folder / "aggregates", folder / "rows", shown if shown.exists() else None
    )
    if result.faults:
        raise StoreError(
            f"What was written to {store} cannot be read back: {result.faults[0]}. Nothing of the "
            "store has changed. Check its disk, or choose another folder with --store."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
