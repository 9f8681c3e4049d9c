"""A log that is written to: by several threads, and by several processes at once."""

import errno
import fcntl
import hashlib
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straits.audit import log_head
from straits.audit.log_lines import OPENED, START, Noted, file_name, files, line, noted
from straits.errors import AuditError

MOST_BYTES = 64_000_000
# Bytes that stay free where the log lies: whatever else needs that disk is not stopped by the log.
LEAST_FREE = 100_000_000
_LOCK, _KEY = "lock", "key"
_OWN_FILE, _OWN_FOLDER = 0o600, 0o700


class AuditLog:
    """The log in a folder, which is made where it is not there, for its owner's eyes alone."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        """Make ready to write.

        most_bytes
            A file that is this long is followed by another.
        Raises AuditError where the folder cannot be made or written.
        """
        self.folder = folder
        self._most_bytes = most_bytes
        self._thread_lock = threading.Lock()
        self._number, self._end, self._last = 0, 0, START
        self._handle = -1
        try:
            if not folder.is_dir():
                folder.mkdir(mode=_OWN_FOLDER, parents=True)
            self._lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, _OWN_FILE)
            self._head = os.open(folder / log_head.NAME, os.O_RDWR | os.O_CREAT, _OWN_FILE)
            with self._locked():
                self.key = self._own_key()
                self._catch_up()
        except OSError as error:
            raise _unwritten(folder, error) from error

    def append(self, content: Mapping[str, Any], is_told: bool = True) -> Noted:
        """Write a line, and return what to note of it.

        content
            Values of JSON; the time is added.
        is_told
            Whether to return only when the line, and all before it, are on the disk.
        Raises AuditError where it cannot be written.
        """
        try:
            with self._locked():
                self._catch_up()
                self._require_room()
                if self._end >= self._most_bytes:
                    self._open_file(self._number + 1)
                self._write({"at": _now(), **content})
                last, handle = self._last, os.dup(self._handle)
            try:
                if is_told:
                    # Outside of the lock, so that one wait is for the lines of all who write.
                    os.fdatasync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise _unwritten(self.folder, error) from error
        return last

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._thread_lock:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._lock, fcntl.LOCK_UN)

    def _require_room(self) -> None:
        told = os.fstatvfs(self._lock)
        if told.f_bavail * told.f_frsize < LEAST_FREE:
            least = f"fewer than {LEAST_FREE // 1_000_000} MB are free where it lies"
            raise OSError(errno.ENOSPC, least)

    def _write(self, content: Mapping[str, Any]) -> None:
        text, last = line(self._last, content)
        try:
            if os.write(self._handle, text) != len(text):
                raise OSError(0, "only a part of the line was written")
        except OSError:
            os.ftruncate(self._handle, self._end)
            raise
        self._end += len(text)
        self._last = last
        log_head.write(self._head, last)

    def _catch_up(self) -> None:
        """Go to the end of the log, which other processes may have moved."""
        next_file = self.folder / file_name(self._number + 1)
        if self._number and not next_file.exists() and self._is_here():
            return
        there = files(self.folder)
        if not there:
            self._number, self._last = 0, START
            self._open_file(1, lost=self._lost())
            return
        number = max(there)
        if number != self._number or not self._is_longer():
            self._take(number, there[number])
        torn = self._read_on(there[number])
        if self._end == 0:
            # A file that was just begun: what it follows is in the one before.
            self._last = _last_of(there[number - 1]) if number - 1 in there else START
            if not torn:
                there[number].unlink()
                self._open_file(number, lost=self._lost())
                return
        lost = self._lost()
        if torn or lost:
            # A process was ended while it wrote, or lines are gone. What is there stays as it is,
            # for whoever looks into it.
            self._open_file(number + 1, torn, lost)

    def _read_on(self, path: Path) -> bytes:
        """Take in the lines that were added, and return what stands after the last of them."""
        text = os.pread(self._handle, os.fstat(self._handle).st_size - self._end, self._end)
        whole = text[: text.rfind(b"\n") + 1]
        if whole:
            self._last = _last_line(whole, path)
        self._end += len(whole)
        return text[len(whole) :]

    def _lost(self) -> str:
        """Return what is known of a last line that is not there any more; else nothing."""
        try:
            head = log_head.read(self.folder)
        except ValueError:
            # A log of one line was begun just now.
            return "unreadable" if self._last.number > 1 else ""
        is_last = head.number == self._last.number and head.hash != self._last.hash
        return str(head) if is_last or head.number > self._last.number else ""

    def _is_here(self) -> bool:
        """Tell whether nobody else has written, or taken the file away."""
        told = os.fstat(self._handle)
        return told.st_size == self._end and told.st_nlink > 0

    def _is_longer(self) -> bool:
        """Tell whether others have added to the file, and nothing else was done to it."""
        told = os.fstat(self._handle)
        return told.st_size > self._end and told.st_nlink > 0

    def _take(self, number: int, path: Path) -> None:
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = os.open(path, os.O_RDWR | os.O_APPEND)
        self._number, self._end = number, 0

    def _open_file(self, number: int, torn: bytes = b"", lost: str = "") -> None:
        """Begin a file; its first line says how the one before ended."""
        path = self.folder / file_name(number)
        content: dict[str, Any] = {"at": _now(), "kind": OPENED, "file": number}
        before = self.folder / file_name(number - 1)
        if before.exists():
            _sync(before)
            content |= {"follows": before.name, "bytes": before.stat().st_size}
        if torn:
            content |= {"torn": len(torn), "torn_hash": hashlib.sha256(torn).hexdigest()}
        if lost:
            content |= {"lost": lost}
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWN_FILE))
        self._take(number, path)
        self._write(content)
        os.fdatasync(self._handle)
        _sync(self.folder)

    def _own_key(self) -> bytes:
        """Return the key of the hashes of free text, which is made once."""
        path = self.folder / _KEY
        if not path.exists():
            new = self.folder / f".{_KEY}"
            new.unlink(missing_ok=True)
            handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWN_FILE)
            os.write(handle, secrets.token_bytes(32))
            os.fsync(handle)
            os.close(handle)
            new.replace(path)
            _sync(self.folder)
        return path.read_bytes()


def _last_of(path: Path) -> Noted:
    text = path.read_bytes()
    return _last_line(text[: text.rfind(b"\n") + 1], path)


def _last_line(whole: bytes, path: Path) -> Noted:
    """Return the last of some lines. Raises AuditError where it is none of a log."""
    try:
        return noted(whole[:-1].rsplit(b"\n", 1)[-1])
    except ValueError as error:
        raise AuditError(
            f"The end of {path.name} is no line of a log ({error}), so nothing can be added to it, "
            "and nothing is told. `python -m straits audit verify` says what is wrong. Keep the "
            "folder as it is for whoever looks into it, and name another one (serve --audit)."
        ) from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _unwritten(folder: Path, error: OSError) -> AuditError:
    return AuditError(
        "What is asked of this study is written down, and that cannot be done now "
        f"({folder.name}: {error.strerror}). So nothing is told. Tell whoever runs this server, "
        "who can make room, let the folder be written, or name another one (serve --audit)."
    )
