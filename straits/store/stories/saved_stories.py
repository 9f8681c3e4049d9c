"""Stories that readers saved, in SQLite under STRAITS_STATE; nothing is ever overwritten.

Each change is another saving of the same story, so that it can be taken back, and a link to the
story goes on working. Pinned views are kept for good.
"""

import os
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straits.errors import QueryError
from straits.store.audited.who_asks import belongs_to
from straits.store.cohorts.state_file import READ_WAIT, WRITE_WAIT, StateFile
from straits.store.query.sql_files import fixed
from straits.store.stories import pinned_view, story
from straits.store.stories.pinned_view import PinnedView
from straits.store.stories.story import Story, StoryView

_FILE = "stories.sqlite"
_VERSION = 1
MOST_VIEWS = 60
_LONGEST_NAME, _LONGEST_WORDS = 100, 1_000


class SavedStories:
    """The stories of one folder; one belongs to the project of who saved it, or to them.

    Others find a story by its id alone, and cannot change it.

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
        asked = [_sql("pinned_view"), _sql("story"), _sql("story_saves")]
        what = "The saved stories"
        file = StateFile(folder / _FILE, what, _sql("story_tables"), asked, _VERSION, "story")
        self.why_off = file.fault()
        if not self.why_off:
            self._file = file
            self.why_off = file.why_read_only()

    def pin(self, view: PinnedView) -> str:
        """Keep a view for good, and return its id. Raises QueryError where that is off."""
        view_id = view.view_id
        self._write("keep_view", {"view_id": view_id, "content": pinned_view.folded(view)})
        return view_id

    def pinned(self, view_id: str) -> PinnedView | None:
        """Return a view that was ever pinned here; None if it was not, or is no more to be read."""
        rows = self._rows("pinned_view", view_id=view_id)
        try:
            return pinned_view.unfolded(rows[0][0]) if rows else None
        except ValueError:
            return None

    def save(self, told: Story) -> str:
        """Keep a story, as a new one or as a change of its own, and return its id.

        Raises QueryError where that is off, or it is somebody else's, or is too long.
        """
        name = " ".join(told.name.split())
        if not 0 < len(name) <= _LONGEST_NAME:
            raise QueryError(f"A story needs a name of at most {_LONGEST_NAME} characters.")
        if len(told.views) > MOST_VIEWS:
            raise QueryError(f"A story has at most {MOST_VIEWS} views. Begin another one.")
        if any(max(len(each.headline), len(each.sentence)) > _LONGEST_WORDS for each in told.views):
            raise QueryError(f"What is said of a view has at most {_LONGEST_WORDS:,} characters.")
        before = self.find(told.story_id) if told.story_id else None
        if before is not None and not self.is_mine(before):
            raise QueryError(f"The story is of {before.owner}. Duplicate it to change your own.")
        story_id = told.story_id or secrets.token_hex(8)
        saving = {
            "story_id": story_id, "name": name, "owner": belongs_to(), "study": told.study,
            "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "views": story.to_text(told.views), "is_removed": told.is_removed,
        }  # fmt: skip
        self._write("save_story", saving)
        return story_id

    def find(self, story_id: str) -> Story | None:
        """Return a story as it was saved last, deleted or not; None if it never was."""
        return next(iter(self.versions(story_id)), None)

    def versions(self, story_id: str) -> list[Story]:
        """Return every saving of a story, the newest first."""
        return _stories(self._rows("story", story_id=story_id))

    def listed(self) -> list[Story]:
        """Return the stories of whoever asks that are not deleted, the one changed last first."""
        newest: dict[str, Story] = {}
        for each in _stories(self._rows("story_saves", owner=belongs_to())):
            newest.setdefault(each.story_id, each)
        return [each for each in newest.values() if not each.is_removed]

    def is_mine(self, told: Story) -> bool:
        """Tell whether a story belongs to whoever asks."""
        return told.owner == belongs_to()

    def _write(self, statement: str, values: Mapping[str, object]) -> None:
        if self.why_off or self._file is None:
            raise QueryError(f"{self.why_off}.")
        try:
            with self._file.opened(WRITE_WAIT, makes=True) as connection:
                connection.execute(_sql(statement), values)
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


def _stories(rows: list[tuple[Any, ...]]) -> list[Story]:
    found = []
    for story_id, name, owner, study, saved_at, views, is_removed in rows:
        try:
            told: tuple[StoryView, ...] = story.from_text(views)
        except ValueError:
            continue
        when = datetime.fromisoformat(saved_at)
        found.append(Story(name, study, told, story_id, owner, when, bool(is_removed)))
    return found


def _sql(name: str) -> str:
    return fixed("state", name).text


def saved_stories() -> SavedStories:
    """Return the saved stories of this server: those in STRAITS_STATE."""
    state, store = os.environ.get("STRAITS_STATE"), os.environ.get("STRAITS_STORE")
    return SavedStories(Path(state) if state else None, Path(store) if store else None)
