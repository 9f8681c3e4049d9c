"""Whether an opened release is still what was written: checked aside, and refused if it is not."""

import logging
import os
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from straits.errors import DamageError
from straits.store.releases.custody import verify
from straits.store.releases.release_files import Release, damage
from straits.tables import release_parts
from straits.tables.manifest import Fault

_LOG = logging.getLogger("straits.store")

PACE = 200_000_000  # bytes a second, so that pages have the disk too
EVERY = timedelta(days=1).total_seconds()  # what is whole may rot
_LOOK = 1.0  # seconds between two looks at the files' dates
_NICE = 5

# Of a file or folder: its number, its size and when it was written to.
_Stamp = tuple[int, int, int]


class Wholeness:
    """What is known of the files of one opening of a release; safe between threads.

    Until they are checked they are trusted, unless they replace files that were damaged or changed.
    Once they fail, or are written to, this opening answers no more: `of` then gives another.

    opening
        How often the files were opened anew before.
    """

    def __init__(self, release: Release, opening: int = 0) -> None:
        """Look at the dates of the files, and read none."""
        self.release = release
        self.opening = opening
        self._stamps = _stamps(release)
        self._faults: tuple[Fault, ...] = ()
        self._checked_at: float | None = None
        self._looked_at = time.monotonic()

    @property
    def is_whole(self) -> bool:
        """Whether every byte was checked, and none was at fault."""
        return self._checked_at is not None and not self._faults

    @property
    def is_due(self) -> bool:
        """Whether the files are to be checked now."""
        if self._faults:
            return False
        return self._checked_at is None or time.monotonic() - self._checked_at > EVERY

    def require(self) -> None:
        """Raise DamageError if nothing may be answered from these files, or not yet.

        Raises ReleaseGoneError if the release was deleted.
        """
        if not self._faults and time.monotonic() - self._looked_at > _LOOK:
            self.look()
        if self._faults:
            self.release.check_there()
            raise damage(self.release.release_id, self._faults)
        if self.opening and self._checked_at is None and not is_watched(self.release):
            self.check()
            self.require()
        elif self.opening and self._checked_at is None:
            raise DamageError(
                f"Files of release {self.release.release_id} were written to, so they are being "
                "checked before anything of them is shown. Reload the page in a moment.",
                self.release.release_id,
            )

    def look(self) -> bool:
        """Return whether a file was replaced or written to since it was opened."""
        self._looked_at = time.monotonic()
        changed = [path for path, stamp in self._stamps.items() if _stamp(path) != stamp]
        if changed and not self._faults:
            why = "was written to after it was opened, and must be checked again: reload the page"
            self._faults = (Fault(_place(self.release, changed[0]), "changed", why),)
        return bool(changed)

    def check(self, pace: float | None = None) -> None:
        """Read all files through, at so many bytes a second, and remember what came of it."""
        every = verify(self.release, _Pace(pace) if pace else None).faults
        faults = tuple(
            fault for fault in every if fault.kind != "extra" or release_parts.is_read(fault.file)
        )
        if not self.look():
            self._faults = faults
        self._checked_at = time.monotonic()
        for fault in faults:
            _LOG.error("release %s is damaged: %s", self.release.release_id, fault)


class _Pace:
    """Waits so that no more than so many bytes a second are read."""

    def __init__(self, n_bytes: float) -> None:
        self._seconds_per_byte = 1 / n_bytes

    def __call__(self, n_bytes: int) -> None:
        time.sleep(n_bytes * self._seconds_per_byte)


_known: dict[Release, Wholeness] = {}
_watched: set[Release] = set()
_lock = threading.Lock()
_wake = threading.Event()
_thread: list[threading.Thread] = []


def of(release: Release) -> Wholeness:
    """Return what is known of a release; files that have changed are opened anew."""
    known = _known.get(release)
    if known is not None and not known.look():
        return known
    # The files are looked at without the lock: a slow disk keeps nobody else waiting.
    opened = Wholeness(release, 0 if known is None else known.opening + 1)
    with _lock:
        if _known.get(release) is known:
            _known[release] = opened
            if known is not None:
                _wake.set()
        return _known[release]


def is_watched(release: Release) -> bool:
    """Return whether a release is checked in the background of this process."""
    return release in _watched


def watch(release: Release) -> None:
    """Check a release in the background: now, when its files change, and once a day."""
    with _lock:
        if release in _watched:
            return
        _watched.add(release)
        if not _thread:
            thread = threading.Thread(target=_check_all, name="wholeness", daemon=True)
            _thread.append(thread)
            thread.start()
    _wake.set()


def _check_all() -> None:
    if hasattr(os, "setpriority"):
        # On Linux a thread has a priority of its own.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    while True:
        _wake.clear()
        for release in list(_watched):
            if not release.aggregates.exists():
                _watched.discard(release)  # deleted on purpose: there is nothing to tell
                continue
            try:
                known = of(release)
                if known.is_due:
                    known.check(PACE)
            except Exception:
                # The others must go on being checked, whatever became of this one.
                _LOG.exception("release %s could not be checked", release.release_id)
        _wake.wait(timeout=60)


def _stamps(release: Release) -> Mapping[Path, _Stamp | None]:
    """Return the stamps of all files and folders; a file that is added changes its folder's."""
    # A folder that is deleted meanwhile is no error to os.walk.
    return {
        path: _stamp(path)
        for folder in release.parts.values()
        for place, _, files in os.walk(folder)
        for path in (Path(place), *(Path(place, name) for name in files))
    }


def _stamp(path: Path) -> _Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _place(release: Release, path: Path) -> str:
    for name, folder in release.parts.items():
        if path.is_relative_to(folder):
            return f"{name}/{path.relative_to(folder).as_posix()}"
    return path.name
