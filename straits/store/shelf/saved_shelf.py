"""What readers save of one kind, under names that have versions; nothing is ever overwritten.

A thing is kept under its id for good, so that a link to it goes on working; saving under a name
that is taken makes a new version of that name, and its history keeps the others.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from straits.errors import QueryError
from straits.store.query.sql_files import fixed
from straits.store.shelf.state_file import READ_WAIT, WRITE_WAIT, StateFile

_LOG = logging.getLogger(__name__)
_LONGEST_NAME, _LONGEST_WORDS = 100, 2000

Found = TypeVar("Found")


class Named(Protocol):
    """One saving of a thing, under a name."""

    @property
    def name(self) -> str:
        """What it was saved as."""


Saving = TypeVar("Saving", bound=Named)


@dataclass(frozen=True)
class Kind:
    """What is kept on a shelf.

    file, version
        Of the tables, in the folder of what readers save.
    thing, things
        What one is called, such as "cohort", and several are.
    links
        What links to one do without the folder, as the end of a sentence.
    tables, keep, save, find, saves
        Names of files of sql/state: what makes the tables, keeps a thing, notes a saving, finds a
        thing by its id, and lists savings, such as those of an owner, the newest first.
    """

    file: str
    version: int
    thing: str
    things: str
    links: str
    tables: str
    keep: str
    save: str
    find: str
    saves: str


class Shelf:
    """The things of one kind in one folder.

    why_off
        Why nothing can be saved; empty if it can.
    fault
        Why what was saved cannot be read, so that it is as if nothing were; empty if it can.
    """

    def __init__(self, kind: Kind, folder: Path | None, store: Path | None = None) -> None:
        """Use a folder, None for no saving. It must not lie within the store."""
        self._kind = kind
        self.why_off = self.fault = ""
        self._file: StateFile | None = None
        if folder is None:
            self.why_off = (
                f"This server keeps nothing: it was started without --state DIR. {kind.links}"
            )
            return
        try:
            if store is not None and folder.resolve().is_relative_to(store.resolve()):
                raise OSError("it lies within the store, which is read-only")
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            _LOG.warning("%s cannot be used: %s", folder, error)
            self.why_off = self._off(
                f"the folder for what readers save (serve --state) cannot be used "
                f"({error.strerror or error})"
            )
            return
        asked = [_sql(kind.find), _sql(kind.saves)]
        what = f"The saved {kind.things}"
        path = folder / kind.file
        file = StateFile(path, what, _sql(kind.tables), asked, kind.version, kind.thing)
        self.why_off = self.fault = file.fault()
        if not self.fault:
            self._file = file
            if why := file.why_read_only():
                self.why_off = self._off(why)

    def check_words(self, name: str, description: str) -> tuple[str, str]:
        """Return name and description as they are kept. Raises QueryError for what is too long."""
        plain = " ".join(name.split())
        if not 0 < len(plain) <= _LONGEST_NAME:
            raise QueryError(
                f"A saved {self._kind.thing} needs a name of at most {_LONGEST_NAME} characters."
            )
        if len(description) > _LONGEST_WORDS:
            raise QueryError(
                f"The description is longer than {_LONGEST_WORDS:,} characters. Shorten it."
            )
        return plain, description.strip()

    def write(self, kept: Mapping[str, object] | None, saving: Mapping[str, object] | None) -> None:
        """Keep a thing, and note a saving, at once; None for what there is none of.

        Raises QueryError where that is off, or fails.
        """
        if self.why_off or self._file is None:
            raise QueryError(f"{self.why_off}.")
        try:
            with self._file.opened(WRITE_WAIT, makes=True) as connection:
                if kept is not None:
                    connection.execute(_sql(self._kind.keep), kept)
                if saving is not None:
                    connection.execute(_sql(self._kind.save), saving)
        except sqlite3.Error as error:
            raise QueryError(f"{self._file.not_written(error)}.") from error

    def found(self, read: Callable[[Any], Found], **key: str) -> Found | None:
        """Return a thing that was ever saved, as `read` makes it of its text; None if it was not.

        read
            Raises QueryError, TypeError or ValueError for the text of another thing, or of none.
        """
        rows = self._rows(self._kind.find, **key)
        if not rows:
            return None
        try:
            return read(rows[0][0])
        except (QueryError, TypeError, ValueError, LookupError, AttributeError) as error:
            self._note(error)
            return None

    def saves(
        self, read: Callable[[tuple[Any, ...]], Saving], **of: str | None
    ) -> list[tuple[Saving, bool]]:
        """Return savings and whether each took its name away, the newest first.

        of
            Whose they are, by the parameters of the select that lists them.
        """
        try:
            rows = self._rows(self._kind.saves, **of)
            return [(read(row), bool(row[-1])) for row in rows]
        except (TypeError, ValueError) as error:
            self._note(error)
            return []

    def _rows(self, question: str, **values: str | None) -> list[tuple[Any, ...]]:
        """Return the rows of a question; none, with the fault noted, where it has no answer."""
        if self._file is None or self.fault or not self._file.is_made():
            return []
        try:
            with self._file.opened(READ_WAIT) as connection:
                return connection.execute(_sql(question), values).fetchall()
        except (OSError, sqlite3.Error) as error:
            self._note(error)
            return []

    def _note(self, error: Exception) -> None:
        """From here on nothing is read, and nothing is saved over what may be mended."""
        assert self._file is not None
        self.why_off = self.fault = self._file.fault_of(error)

    def _off(self, why: str) -> str:
        return f"Nothing can be saved: {why}. {self._kind.links}"


def _name(saved: Named) -> str:
    return saved.name


def newest(
    saves: Iterable[tuple[Saving, bool]], of: Callable[[Saving], str] = _name
) -> list[Saving]:
    """Return the newest saving of each thing that was not removed, the newest first.

    of
        What two savings of one thing have in common.
    """
    found: dict[str, tuple[Saving, bool]] = {}
    for saved, is_removed in saves:
        found.setdefault(of(saved), (saved, is_removed))
    return [saved for saved, is_removed in found.values() if not is_removed]


def versions(saves: Iterable[tuple[Saving, bool]], name: str) -> list[Saving]:
    """Return every version of a name, the newest first."""
    return [saved for saved, is_removed in saves if saved.name == name and not is_removed]


def folders() -> tuple[Path | None, Path | None]:
    """Return the folder of what readers of this server save, and that of its store."""
    state, store = os.environ.get("STRAITS_STATE"), os.environ.get("STRAITS_STORE")
    return Path(state) if state else None, Path(store) if store else None


def _sql(name: str) -> str:
    return fixed("state", name).text
