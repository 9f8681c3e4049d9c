"""Whether the files of a release are, byte for byte, what its manifests say."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import pyarrow as pa

from straits.tables import manifest, release_parts
from straits.tables.manifest import Entry, Fault, Manifest

_CHUNK = 1_000_000  # bytes

# Told how many bytes were read since it was called last; may wait, or raise to end the reading.
Pace = Callable[[int], None]


@dataclass(frozen=True)
class Verified:
    """What came of reading every byte of a release.

    notes
        What could not be checked, as sentences.
    """

    n_files: int
    n_bytes: int
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def verify(
    release_id: str,
    aggregates: Path,
    rows: Path | None,
    released: Path | None = None,
    others: Iterable[Path] = (),
    pace: Pace | None = None,
) -> Verified:
    """Return every fault of a release, from all of its bytes.

    aggregates, rows
        Its folders; rows is None where there is no individual data to check.
    released
        Its folder of what statements may read; None where it has none.
    others
        Folders of aggregates and of rows of other releases, in which a file that does not belong
        here is looked for.
    """
    folders = {"aggregates": aggregates, "rows": rows, "released": released}
    read = [manifest.read(name, folder) for name, folder in folders.items() if folder is not None]
    manifests = [part for part in read if isinstance(part, Manifest)]
    faults = [part for part in read if isinstance(part, Fault)]
    faults += of_one_release(release_id, manifests)
    notes = [
        f"{part.name}/{manifest.NAME} was written before manifests had a checksum of their "
        "own: whether it is as it was written cannot be told."
        for part in manifests
        if not part.is_sealed
    ]
    owner = _Owner(manifests, others)
    n_bytes = 0
    for part in manifests:
        reading = _Reading(part, owner, pace or _at_once)
        faults += reading.faults()
        n_bytes += reading.n_bytes
    if rows is None:
        notes.append("The rows folder is not here: individual data was not checked.")
    n_files = sum(len(part.entries) for part in manifests)
    return Verified(n_files, n_bytes, tuple(faults), tuple(notes))


def of_one_release(release_id: str, manifests: Sequence[Manifest]) -> list[Fault]:
    """Return where the manifests of a release's folders are damaged or do not name each other."""
    faults = [fault for part in manifests for fault in part.faults]
    for part in manifests:
        if part.release_id != release_id:
            why = f"is of release {part.release_id!r}, not of {release_id!r}"
            faults.append(Fault(f"{part.name}/{manifest.NAME}", "foreign", why))
    by_folder = {part.name: part for part in manifests}
    aggregates = by_folder.pop("aggregates", None)
    for name, part in by_folder.items():
        named = aggregates and aggregates.content.get(f"{name}_manifest_sha256")
        if aggregates and named != part.checksum:
            why = f"does not belong to the aggregates: aggregates/{manifest.NAME} names another"
            faults.append(Fault(f"{name}/{manifest.NAME}", "manifest", why))
    return faults


def glance(of: Manifest) -> list[Fault]:
    """Return the faults of a folder's files that show without reading them through."""
    return [fault for entry in of.entries if (fault := _at_a_glance(of, entry)) is not None]


@lru_cache(maxsize=65_536)
def _lacks_magic(path: Path, n_bytes: int, *_stamp: int) -> str | None:
    """Return what `release_parts.lacks_magic` says, read once for each stamp of a file."""
    return release_parts.lacks_magic(path, n_bytes)


def _at_a_glance(of: Manifest, entry: Entry) -> Fault | None:
    place, path = f"{of.name}/{entry.path}", of.folder / entry.path
    fault = partial(Fault, place)
    try:
        stamp = os.stat(path)
        n_bytes = stamp.st_size
        if n_bytes == 0:
            return fault("empty", f"(table {entry.table}) is empty: it has no bytes")
        kind = _lacks_magic(path, n_bytes, stamp.st_ino, stamp.st_mtime_ns, stamp.st_ctime_ns)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return fault("missing", f"(table {entry.table}) is named in the manifest but is not there")
    except OSError as error:
        return fault("missing", f"(table {entry.table}) cannot be read ({error.strerror})")
    if entry.n_bytes is not None and n_bytes < entry.n_bytes:
        why = f"{n_bytes:,} of {entry.n_bytes:,} bytes are there"
        return fault("cut", f"(table {entry.table}) is cut short: {why}")
    if kind is not None:
        return fault("cut", f"(table {entry.table}) is cut short or is not {kind}")
    if entry.n_bytes is not None and n_bytes > entry.n_bytes:
        why = f"it has {n_bytes:,} bytes and was written with {entry.n_bytes:,}"
        return fault("changed", f"(table {entry.table}) has changed: {why}")
    return None


class _Owner:
    """Where a file with a checksum belongs: in this release, or in another."""

    def __init__(self, manifests: Sequence[Manifest], others: Iterable[Path]) -> None:
        self._here = {
            entry.sha256: f"{part.name}/{entry.path}"
            for part in manifests
            for entry in part.entries
        }
        self._others = list(others)
        self._elsewhere: dict[str, str] | None = None

    def fault(self, place: str, table: str, checksum: str) -> Fault | None:
        """Return that the file at a place is another one, or None where it is unknown."""
        if checksum in self._here:
            why = f"(table {table}) was swapped: it holds what belongs in {self._here[checksum]}"
            return Fault(place, "swapped", why)
        if self._elsewhere is None:
            self._elsewhere = dict(self._of_others())
        if checksum in self._elsewhere:
            why = f"(table {table}) is of another release: it is {self._elsewhere[checksum]}"
            return Fault(place, "foreign", why)
        return None

    def _of_others(self) -> Iterator[tuple[str, str]]:
        for folder in self._others:
            other = manifest.read(folder.name, folder)
            for entry in other.entries if isinstance(other, Manifest) else ():
                place = f"{folder.name}/{entry.path} of release {folder.parent.name}"
                yield entry.sha256, place


class _Reading:
    """The files of one folder, read to the end."""

    def __init__(self, of: Manifest, owner: _Owner, pace: Pace) -> None:
        self._of = of
        self._owner = owner
        self._pace = pace
        self._n_rows: dict[str, int] = {}
        self.n_bytes = 0

    def faults(self) -> Iterator[Fault]:
        bad: set[str] = set()
        for entry in self._of.entries:
            fault = self._fault(entry)
            if fault is not None:
                bad.add(entry.table)
                yield fault
        for table, n_rows in self._of.n_rows.items():
            there = self._n_rows.get(table, 0)
            if table not in bad and there != n_rows:
                why = f"says {n_rows:,} rows of table {table}; its files have {there:,}"
                yield Fault(f"{self._of.name}/{manifest.NAME}", "rows", why)
        known = {entry.path for entry in self._of.entries} | {manifest.NAME, manifest.SEAL}
        for path in sorted(self._of.folder.rglob("*")):
            relative = path.relative_to(self._of.folder).as_posix()
            if relative not in known and not path.is_dir():
                place = f"{self._of.name}/{relative}"
                yield Fault(place, "extra", "is not named in the manifest: it does not belong here")

    def _fault(self, entry: Entry) -> Fault | None:
        place, path = f"{self._of.name}/{entry.path}", self._of.folder / entry.path
        seen = _at_a_glance(self._of, entry)
        if seen is not None and seen.kind in ("missing", "empty"):
            return seen
        try:
            checksum = self._checksum(path)
            if checksum != entry.sha256:
                changed = f"(table {entry.table}) has changed since it was written"
                another = self._owner.fault(place, entry.table, checksum)
                return another or seen or Fault(place, "changed", changed)
            n_rows = release_parts.n_rows(path)
        except (OSError, ValueError, pa.ArrowException) as error:
            return Fault(place, "changed", f"(table {entry.table}) cannot be read ({error})")
        self._n_rows[entry.table] = self._n_rows.get(entry.table, 0) + n_rows
        return None

    def _checksum(self, path: Path) -> str:
        checksum = hashlib.sha256()
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(_CHUNK):
                checksum.update(chunk)
                self.n_bytes += len(chunk)
                self._pace(len(chunk))
        return checksum.hexdigest()


def _at_once(_: int) -> None:
    """Wait for nothing."""
