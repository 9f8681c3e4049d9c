"""Cohorts that readers saved, in SQLite under STRAITS_STATE; nothing is ever overwritten.

A cohort is kept under its id for good, so that a link to it goes on working; saving under a name
that is taken makes a new version of that name, and its history keeps the others.
"""

import logging
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straits import cohorts
from straits.cohorts import Tree
from straits.errors import QueryError
from straits.store.audited.who_asks import belongs_to
from straits.store.cohorts.state_file import READ_WAIT, WRITE_WAIT, StateFile
from straits.store.query.sql_files import fixed

_FILE = "cohorts.sqlite"
_VERSION = 1
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Saved:
    """One saving of a cohort.

    study, release_id, n_people
        Where it was saved, and how many people were in it then; None where that is withheld.
    """

    cohort_id: str
    name: str
    description: str
    owner: str
    saved_at: datetime
    study: str
    release_id: str
    n_people: int | None


class SavedCohorts:
    """The cohorts of one folder.

    What is saved belongs to the project of whoever asks (straits.store.audited.who_asks), else to
    the person; others find it by its id alone. `owner` names somebody else.

    why_off
        Why nothing can be saved; empty if it can.
    fault
        Why what was saved cannot be read, so that it is as if nothing were; empty if it can.
    """

    def __init__(self, folder: Path | None, store: Path | None = None) -> None:
        """Use a folder, None for no saving. It must not lie within the store."""
        self.why_off = self.fault = ""
        self._file: StateFile | None = None
        if folder is None:
            self.why_off = (
                "This server keeps nothing: it was started without --state DIR. Links to a cohort "
                "hold the cohort itself and work all the same"
            )
            return
        try:
            if store is not None and folder.resolve().is_relative_to(store.resolve()):
                raise OSError("it lies within the store, which is read-only")
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            _LOG.warning("%s cannot be used: %s", folder, error)
            self.why_off = _off(
                f"the folder for what readers save (serve --state) cannot be used "
                f"({error.strerror or error})"
            )
            return
        asked = [_sql("cohort"), _sql("saves")]
        file = StateFile(folder / _FILE, "The saved cohorts", _sql("tables"), asked, _VERSION)
        self.why_off = self.fault = file.fault()
        if not self.fault:
            self._file = file
            if why := file.why_read_only():
                self.why_off = _off(why)

    def save(
        self,
        tree: Tree,
        name: str,
        description: str,
        study: str,
        release_id: str,
        n_people: int | None,
        owner: str = "",
    ) -> str:
        """Keep a cohort under a name, and return its id. Raises QueryError where that is off."""
        plain = " ".join(name.split())
        if not 0 < len(plain) <= 100:
            raise QueryError("A saved cohort needs a name of at most 100 characters.")
        if len(description) > 2000:
            raise QueryError("The description is longer than 2,000 characters. Shorten it.")
        cohort_id = cohorts.cohort_id(tree)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        saving = {
            "cohort_id": cohort_id, "name": plain, "description": description.strip(),
            "owner": owner or belongs_to(), "saved_at": now, "study": study,
            "release_id": release_id,
            "n_people": n_people, "is_removed": 0,
        }  # fmt: skip
        self._write(tree, saving)
        return cohort_id

    def remove(self, name: str, owner: str = "") -> None:
        """Take a name off the list. Its versions stay in its history, and links to them work."""
        for saved in self.listed(owner):
            if saved.name == name:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                self._write(None, {**asdict(saved), "saved_at": now, "is_removed": 1})

    def find(self, cohort_id: str) -> Tree | None:
        """Return a cohort that was ever saved here; None if it was not."""
        rows = self._rows("cohort", cohort_id=cohort_id)
        if not rows:
            return None
        try:
            tree = cohorts.from_json(rows[0][0])
            if cohorts.cohort_id(tree) != cohort_id:
                raise ValueError(f"the tree of {cohort_id} is another cohort")
        except (QueryError, TypeError, ValueError) as error:
            self._note(error)
            return None
        return tree

    def listed(self, owner: str = "") -> list[Saved]:
        """Return the newest version of each name that was not removed, the newest first."""
        newest: dict[str, tuple[Saved, bool]] = {}
        for saved, is_removed in self._saves(owner):
            newest.setdefault(saved.name, (saved, is_removed))
        return [saved for saved, is_removed in newest.values() if not is_removed]

    def history(self, name: str, owner: str = "") -> list[Saved]:
        """Return every version of a name, the newest first."""
        saves = self._saves(owner)
        return [saved for saved, is_removed in saves if saved.name == name and not is_removed]

    def named(self, cohort_id: str, owner: str = "") -> Saved | None:
        """Return the newest saving of a cohort; None if it never was."""
        return next(
            (saved for saved, _ in self._saves(owner) if saved.cohort_id == cohort_id), None
        )

    def _write(self, tree: Tree | None, saving: Mapping[str, object]) -> None:
        if self.why_off or self._file is None:
            raise QueryError(f"{self.why_off}.")
        try:
            with self._file.opened(WRITE_WAIT, makes=True) as connection:
                if tree is not None:
                    kept = {"cohort_id": saving["cohort_id"], "tree": cohorts.to_json(tree)}
                    connection.execute(_sql("keep_cohort"), kept)
                connection.execute(_sql("save"), saving)
        except sqlite3.Error as error:
            raise QueryError(f"{self._file.not_written(error)}.") from error

    def _saves(self, owner: str) -> list[tuple[Saved, bool]]:
        try:
            return [
                (_saved(row), bool(row[-1]))
                for row in self._rows("saves", owner=owner or belongs_to())
            ]
        except (TypeError, ValueError) as error:
            self._note(error)
            return []

    def _rows(self, question: str, **values: str) -> list[tuple[Any, ...]]:
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


def _sql(name: str) -> str:
    return fixed("state", name).text


def _off(why: str) -> str:
    return (
        f"Nothing can be saved: {why}. Links to a cohort hold the cohort itself and work all the "
        "same"
    )


def _saved(row: tuple[Any, ...]) -> Saved:
    cohort_id, name, description, owner, saved_at, study, release_id, n_people, _ = row
    when = datetime.fromisoformat(saved_at)
    return Saved(cohort_id, name, description, owner, when, study, release_id, n_people)


def saved_cohorts() -> SavedCohorts:
    """Return the saved cohorts of this server: those in STRAITS_STATE."""
    state, store = os.environ.get("STRAITS_STATE"), os.environ.get("STRAITS_STORE")
    return SavedCohorts(Path(state) if state else None, Path(store) if store else None)
