"""Questions in SQL that readers saved, in SQLite under STRAITS_STATE; nothing is overwritten.

A question is kept under its id for good: a link to it opens the same text, and what it answers is
asked again for whoever opens it, so that they see what they may see.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straits.errors import QueryError
from straits.store.audited.who_asks import belongs_to
from straits.store.cohorts.state_file import READ_WAIT, WRITE_WAIT, StateFile
from straits.store.query.sql_files import fixed

_FILE = "questions.sqlite"
_VERSION = 1
_LONGEST_NAME, _LONGEST_WORDS, _LONGEST = 100, 2_000, 100_000


@dataclass(frozen=True)
class SavedQuestion:
    """One saving of a question.

    version
        1 for the first of its name, counted up.
    """

    query_id: str
    name: str
    description: str
    owner: str
    saved_at: datetime
    version: int


class SavedQuestions:
    """The questions of one folder; what is saved belongs to the project of who asks, or to them.

    Others find a question by its id alone.

    why_off
        Why nothing can be saved; empty if it can.
    """

    def __init__(self, folder: Path | None, store: Path | None = None) -> None:
        """Use a folder, None for no saving. It must not lie within the store."""
        self.why_off = ""
        self._file: StateFile | None = None
        if folder is None:
            self.why_off = "This server keeps nothing: it was started without --state DIR"
            return
        if store is not None and folder.resolve().is_relative_to(store.resolve()):
            self.why_off = "The folder for what readers save lies within the store"
            return
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self.why_off = f"The folder for what readers save cannot be used ({error.strerror})"
            return
        asked = [_sql("saved_query"), _sql("query_saves")]
        what = "The saved questions"
        file = StateFile(folder / _FILE, what, _sql("query_tables"), asked, _VERSION, "question")
        self.why_off = file.fault() or file.why_read_only()
        if not self.why_off:
            self._file = file

    def save(self, text: str, values: Mapping[str, str], name: str, description: str) -> str:
        """Keep a question under a name, and return its id. Raises QueryError where that is off."""
        plain = " ".join(name.split())
        if not 0 < len(plain) <= _LONGEST_NAME:
            raise QueryError(
                f"A saved question needs a name of at most {_LONGEST_NAME} characters."
            )
        if len(description) > _LONGEST_WORDS or len(text) > _LONGEST:
            raise QueryError(
                "The description or the statement is too long to be saved. Shorten it."
            )
        content = json.dumps({"sql": text, "values": dict(values)}, sort_keys=True)
        query_id = hashlib.sha256(content.encode()).hexdigest()[:16]
        kept = {"query_id": query_id, "content": content}
        self._write(kept, query_id, plain, description.strip(), is_removed=False)
        return query_id

    def remove(self, name: str) -> None:
        """Take a name off the list. Links to its versions go on working."""
        for saved in self.listed():
            if saved.name == name:
                self._write(None, saved.query_id, name, saved.description, is_removed=True)

    def find(self, query_id: str) -> tuple[str, dict[str, str]] | None:
        """Return text and values of a question that was ever saved here; None if it was not."""
        rows = self._rows("saved_query", query_id=query_id)
        if not rows:
            return None
        content = json.loads(rows[0][0])
        return str(content["sql"]), {str(k): str(v) for k, v in content["values"].items()}

    def listed(self) -> list[SavedQuestion]:
        """Return the newest version of each name that was not removed, the newest first."""
        newest: dict[str, tuple[SavedQuestion, bool]] = {}
        for saved, is_removed in self._saves():
            newest.setdefault(saved.name, (saved, is_removed))
        return [saved for saved, is_removed in newest.values() if not is_removed]

    def history(self, name: str) -> list[SavedQuestion]:
        """Return every version of a name, the newest first."""
        return [
            saved for saved, is_removed in self._saves() if saved.name == name and not is_removed
        ]

    def _saves(self) -> list[tuple[SavedQuestion, bool]]:
        rows = self._rows("query_saves", owner=belongs_to())
        n_of_name: dict[str, int] = {}
        found = []
        for query_id, name, description, owner, saved_at, is_removed in reversed(rows):
            n_of_name[name] = n_of_name.get(name, 0) + (not is_removed)
            when = datetime.fromisoformat(saved_at)
            saved = SavedQuestion(query_id, name, description, owner, when, n_of_name[name])
            found.append((saved, bool(is_removed)))
        return found[::-1]

    def _write(
        self,
        kept: Mapping[str, str] | None,
        query_id: str,
        name: str,
        description: str,
        *,
        is_removed: bool,
    ) -> None:
        if self._file is None:
            raise QueryError(f"{self.why_off}.")
        saving = {
            "query_id": query_id, "name": name, "description": description, "owner": belongs_to(),
            "saved_at": datetime.now(UTC).isoformat(timespec="seconds"), "is_removed": is_removed,
        }  # fmt: skip
        try:
            with self._file.opened(WRITE_WAIT, makes=True) as connection:
                if kept is not None:
                    connection.execute(_sql("keep_query"), kept)
                connection.execute(_sql("save_query"), saving)
        except sqlite3.Error as error:
            raise QueryError(f"{self._file.not_written(error)}.") from error

    def _rows(self, question: str, **values: str) -> list[tuple[Any, ...]]:
        if self._file is None or not self._file.is_made():
            return []
        try:
            with self._file.opened(READ_WAIT) as connection:
                return connection.execute(_sql(question), values).fetchall()
        except (OSError, sqlite3.Error) as error:
            self.why_off = self._file.fault_of(error)
            return []


def _sql(name: str) -> str:
    return fixed("state", name).text


def saved_questions() -> SavedQuestions:
    """Return the saved questions of this server: those in STRAITS_STATE."""
    state, store = os.environ.get("STRAITS_STATE"), os.environ.get("STRAITS_STORE")
    return SavedQuestions(Path(state) if state else None, Path(store) if store else None)
