"""Questions in SQL that readers saved, in SQLite under STRAITS_STATE: see `saved_shelf`.

A link to a question opens the same text, and what it answers is asked again for whoever opens it,
so that they see what they may see.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straits.errors import QueryError
from straits.store.audited.who_asks import belongs_to
from straits.store.shelf import saved_shelf
from straits.store.shelf.saved_shelf import Kind, Shelf

_KIND = Kind(
    "questions.sqlite", 1, "question", "questions", "Short statements can still be sent as links",
    "query_tables", "keep_query", "save_query", "saved_query", "query_saves",
)  # fmt: skip
_LONGEST = 100_000  # characters of a statement


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
    """

    def __init__(self, folder: Path | None, store: Path | None = None) -> None:
        """Use a folder, None for no saving. It must not lie within the store."""
        self._shelf = Shelf(_KIND, folder, store)

    @property
    def why_off(self) -> str:
        """Why nothing can be saved; empty if it can."""
        return self._shelf.why_off

    def save(self, text: str, values: Mapping[str, str], name: str, description: str) -> str:
        """Keep a question under a name, and return its id. Raises QueryError where that is off."""
        plain, words = self._shelf.check_words(name, description)
        if len(text) > _LONGEST:
            raise QueryError(
                f"The statement has {len(text):,} characters; {_LONGEST:,} are the most."
            )
        content = json.dumps({"sql": text, "values": dict(values)}, sort_keys=True)
        query_id = _id_of(content)
        kept = {"query_id": query_id, "content": content}
        self._shelf.write(kept, _saving(query_id, plain, words, is_removed=False))
        return query_id

    def remove(self, name: str) -> None:
        """Take a name off the list. Links to its versions go on working."""
        for saved in self.listed():
            if saved.name == name:
                removed = _saving(saved.query_id, name, saved.description, is_removed=True)
                self._shelf.write(None, removed)

    def find(self, query_id: str) -> tuple[str, dict[str, str]] | None:
        """Return text and values of a question that was ever saved here; None if it was not."""

        def read(text: str) -> tuple[str, dict[str, str]]:
            if _id_of(text) != query_id:
                raise ValueError(f"what is kept as {query_id} is another question")
            content = json.loads(text)
            return str(content["sql"]), {str(k): str(v) for k, v in content["values"].items()}

        return self._shelf.found(read, query_id=query_id)

    def listed(self) -> list[SavedQuestion]:
        """Return the newest version of each name that was not removed, the newest first."""
        return saved_shelf.newest(self._saves())

    def history(self, name: str) -> list[SavedQuestion]:
        """Return every version of a name, the newest first."""
        return saved_shelf.versions(self._saves(), name)

    def _saves(self) -> list[tuple[SavedQuestion, bool]]:
        n_of_name: dict[str, int] = {}
        found = []
        for saved, is_removed in reversed(self._shelf.saves(_saved, owner=belongs_to())):
            n_of_name[saved.name] = n_of_name.get(saved.name, 0) + (not is_removed)
            found.append((replace(saved, version=n_of_name[saved.name]), is_removed))
        return found[::-1]


def _saved(row: tuple[Any, ...]) -> SavedQuestion:
    query_id, name, description, owner, saved_at, _ = row
    when = datetime.fromisoformat(saved_at)
    return SavedQuestion(query_id, name, description, owner, when, 0)


def _saving(query_id: str, name: str, description: str, *, is_removed: bool) -> dict[str, object]:
    return {
        "query_id": query_id, "name": name, "description": description, "owner": belongs_to(),
        "saved_at": datetime.now(UTC).isoformat(timespec="seconds"), "is_removed": is_removed,
    }  # fmt: skip


def _id_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def saved_questions() -> SavedQuestions:
    """Return the saved questions of this server: those in STRAITS_STATE."""
    return SavedQuestions(*saved_shelf.folders())
