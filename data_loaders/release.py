"""Releases: built apart, written down in manifests, and published whole by one rename."""

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from straits import __version__, tables
from straits.errors import StoreError
from straits.tables import manifest, verification

FOLDERS = ("aggregates", "rows")
# So many releases are kept; an older one is deleted when a new one is published.
KEPT = 3


@contextmanager
def new_release(store: Path) -> Iterator[tuple[Path, str]]:
    """Give (folder, release id) to build in; the caller publishes it, and it is deleted otherwise.

    Raises StoreError if the store cannot be written, or another ingest is building in it.
    """
    was_there = store.exists()
    try:
        (store / "releases").mkdir(parents=True, exist_ok=True)
        lock = os.open(store / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StoreError(
            f"{store} cannot be written ({error.strerror}). Choose another folder with --store."
        ) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"Another ingest is writing to {store}. Wait for it to end, or choose another "
                "folder with --store."
            ) from error
        for leftover in store.glob(".building-*"):
            shutil.rmtree(leftover)
        release_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        folder = store / f".building-{release_id}"
        try:
            for name in FOLDERS:
                (folder / name).mkdir(parents=True, mode=0o700 if name == "rows" else 0o755)
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
    finally:
        os.close(lock)


def _cannot_write(error: Exception) -> str | None:
    """Return why a disk takes no more, if that is the error; writers have errors of their own."""
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
    said = next((os.strerror(code) for code in full if os.strerror(code) in str(error)), None)
    code = error.errno if isinstance(error, OSError) else None
    return os.strerror(code) if code in full else said


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
) -> Path:
    """Write the manifests, make everything durable, and let `current` name the release."""
    written = {
        "schema_version": tables.SCHEMA_VERSION,
        "release_id": release_id,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "straits_version": __version__,
        "study": dict(study),
        "sources": sources,
    }
    rows = write_manifest(folder / "rows", written)
    write_manifest(folder / "aggregates", written | {"rows_manifest_sha256": rows})
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)
    _check(store, folder, release_id)
    target = store / "releases" / release_id
    folder.rename(target)
    _sync(store / "releases")
    link = store / f".current-{release_id}"
    link.symlink_to(Path("releases") / release_id)
    link.replace(store / "current")
    _sync(store)
    for old in sorted((store / "releases").iterdir())[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def write_manifest(folder: Path, written: Mapping[str, Any]) -> str:
    """Write down the Parquet files of a folder beside what else is to be said of the release.

    Returns the SHA-256 of the manifest.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*.parquet")):
        relative = path.relative_to(folder)
        table = relative.parts[0].removesuffix(".parquet")
        entry = found.setdefault(table, {"rows": 0, "files": {}, "bytes": {}})
        entry["rows"] += pq.read_metadata(path).num_rows
        entry["files"][relative.as_posix()] = _sha256(path)
        entry["bytes"][relative.as_posix()] = path.stat().st_size
    return manifest.write(folder, {**written, "tables": found})


def _check(store: Path, folder: Path, release_id: str) -> None:
    """Raise StoreError if what was written does not come back from the disk as it was written."""
    found = verification.verify(release_id, folder / "aggregates", folder / "rows")
    if found.faults:
        raise StoreError(
            f"What was written to {store} cannot be read back: {found.faults[0]}. Nothing of the "
            "store has changed. Check its disk, or choose another folder with --store."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        if hasattr(os, "posix_fadvise") and path.is_file():
            # What is read next comes from the disk and not from memory.
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
