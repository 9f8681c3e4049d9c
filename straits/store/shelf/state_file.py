"""A SQLite file of the state folder: opened for a moment at a time, and never touched if damaged.

What is wrong with it is a sentence for readers, who are told its name; the log has its path.
"""

import logging
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

# Seconds to wait for another process: for a page, which asks several times, and for a saving.
READ_WAIT, WRITE_WAIT = 0.2, 5.0

_LOG = logging.getLogger(__name__)
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_UNWRITTEN = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
_KEPT = "Nothing in it is changed or deleted, and everything else works"
_REST = (
    "links that hold a {thing} do too. Saving is off until whoever runs this server puts back a "
    "copy of the file or moves it away"
)
# What was found wrong with a file as it was: (path, what tells that it is another) -> sentence.
_found: dict[Path, tuple[tuple[int, ...], str]] = {}


class StateFile:
    """A file that holds some tables, each of some columns, in one version of them."""

    def __init__(
        self,
        path: Path,
        what: str,
        tables: str,
        asked: Sequence[str],
        version: int,
        thing: str = "cohort",
    ) -> None:
        """Name a file; nothing is opened or made.

        what
            What readers lose without it, such as "The saved cohorts".
        tables
            The statements that make its tables where they are not there.
        asked
            The selects that it answers, which name every column that is needed.
        thing
            What one of the things in it is called.
        """
        self.path, self._what, self._thing = path, what, thing
        self._tables, self._asked, self._version = tables, asked, version

    def fault(self) -> str:
        """Return why the file cannot be read, as a sentence; nothing where it can, or is not there.

        A file is looked at once for as long as it does not change.
        """
        key = None
        try:
            key = self._key()
            if key is None or key[1] == 0:
                return ""
            known = _found.get(self.path)
            if known is not None and known[0] == key:
                return known[1]
            with self.opened(READ_WAIT) as connection:
                wrong = self._look(connection)
            if wrong:
                self._log(wrong)
                wrong = self._sentence(wrong)
        except (OSError, sqlite3.Error) as error:
            wrong = self.fault_of(error)
            if key is None or _is_busy(error):
                return wrong
        _found[self.path] = (key, wrong)
        return wrong

    def is_made(self) -> bool:
        """Tell whether the file is there and holds tables."""
        return self.path.is_file() and self.path.stat().st_size > 0

    def why_read_only(self) -> str:
        """Return why nothing can be written, as a clause; nothing where it can."""
        folder = self.path.parent
        for path in (folder, self.path):
            if os.path.lexists(path) and not os.access(path, os.W_OK):
                _LOG.warning("%s cannot be written", path)
                name = "the folder" if path == folder else f"{path.name} in the folder"
                return f"{name} for what readers save (serve --state) cannot be written"
        return ""

    def fault_of(self, error: Exception) -> str:
        """Return the sentence for an error that a question to the file ended with."""
        name = getattr(error, "sqlite_errorname", "")
        self._log(f"{error} {name}")
        if _is_busy(error):
            return (
                f"{self._what} cannot be read now: {self._named()} is in use by another program. "
                "Everything else works. Try again in a moment; nothing is saved until then"
            )
        if isinstance(error, OSError) or name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM")):
            return self._sentence("cannot be opened")
        return self._sentence("is damaged, or is of another program")

    def not_written(self, error: sqlite3.Error) -> str:
        """Return the sentence for an error that a saving ended with; the file is as it was."""
        if error.sqlite_errorname.startswith(_UNWRITTEN):
            self._log(f"{error} {error.sqlite_errorname}")
            return (
                f"The {self._thing} was not saved: {self._named()} cannot be written ({error}). "
                "What was saved before is still there. Tell whoever runs this server"
            )
        return f"The {self._thing} was not saved. {self.fault_of(error)}"

    @contextmanager
    def opened(self, wait: float, makes: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction, so that threads and processes share it.

        makes
            Whether to make the file and its tables where they are not there.
        """
        if makes:
            self._make_for_owner()
        address = f"{self.path.absolute().as_uri()}?mode={'rwc' if makes else 'rw'}"
        with closing(sqlite3.connect(address, timeout=wait, uri=True)) as connection:
            if makes and not self.is_made():
                version = f"pragma user_version = {self._version}"
                connection.executescript(f"begin immediate; {self._tables} {version}; commit;")
            with connection:
                yield connection

    def _make_for_owner(self) -> None:
        """Let nobody but the owner read the file, as SQLite itself would, nor what lies beside it.

        What cannot be made or changed is left to SQLite, which says what is wrong with it.
        """
        with suppress(OSError):
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self.path.chmod(0o600)

    def _key(self) -> tuple[int, ...] | None:
        """Return what changes with the file; None where there is none."""
        try:
            told = self.path.stat()
        except FileNotFoundError:
            return None
        if not self.path.is_file():
            raise IsADirectoryError(f"{self.path} is no file")
        return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns

    def _look(self, connection: sqlite3.Connection) -> str:
        """Return what is wrong with a file that SQLite opens, as the end of a sentence."""
        (version,) = connection.execute("pragma user_version").fetchone()
        if version > self._version:
            return "was written by a newer Straits"
        if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
            return "is damaged"
        try:
            for select in self._asked:
                connection.execute(f"explain {select}", defaultdict(str))
        except sqlite3.OperationalError as error:
            if _is_busy(error):
                raise
            return "has other tables than Straits makes"
        return ""

    def _named(self) -> str:
        return f"the file {self.path.name} in the folder for what readers save (serve --state)"

    def _sentence(self, wrong: str) -> str:
        rest = _REST.format(thing=self._thing)
        return f"{self._what} cannot be read: {self._named()} {wrong}. {_KEPT}; {rest}"

    def _log(self, what: str) -> None:
        _LOG.warning("%s: %s", self.path, what)


def _is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(_BUSY)
