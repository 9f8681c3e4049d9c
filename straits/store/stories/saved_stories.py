"""Stories that readers saved, in SQLite under STRAITS_STATE: see `saved_shelf`.

Each change is another saving of the same story, so that it can be taken back, and a link to the
story goes on working. Pinned views are kept for good.
"""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straits.errors import QueryError
from straits.store.audited.who_asks import belongs_to
from straits.store.shelf import saved_shelf
from straits.store.shelf.saved_shelf import Kind, Shelf
from straits.store.stories import pinned_view, story
from straits.store.stories.pinned_view import PinnedView
from straits.store.stories.story import Story

_KIND = Kind(
    "stories.sqlite", 1, "story", "stories",
    "Stories of up to eight views fit into links all the same",
    "story_tables", "keep_view", "save_story", "pinned_view", "story_saves",
)  # fmt: skip
MOST_VIEWS = 60
_LONGEST_WORDS = 1_000


class SavedStories:
    """The stories of one folder; one belongs to the project of who saved it, or to them.

    Others find a story by its id alone, and cannot change it.
    """

    def __init__(self, folder: Path | None, store: Path | None = None) -> None:
        """Use a folder, None for no saving. It must not lie within the store."""
        self._shelf = Shelf(_KIND, folder, store)

    @property
    def why_off(self) -> str:
        """Why nothing can be saved; empty if it can."""
        return self._shelf.why_off

    def pin(self, view: PinnedView) -> str:
        """Keep a view for good, and return its id. Raises QueryError where that is off."""
        view_id = view.view_id
        self._shelf.write({"view_id": view_id, "content": pinned_view.folded(view)}, None)
        return view_id

    def pinned(self, view_id: str) -> PinnedView | None:
        """Return a view that was ever pinned here; None if it was not, or is no more to be read."""
        return self._shelf.found(pinned_view.unfolded, view_id=view_id)

    def save(self, told: Story) -> str:
        """Keep a story, as a new one or as a change of its own, and return its id.

        Raises QueryError where that is off, or it is somebody else's, or is too long.
        """
        name, _ = self._shelf.check_words(told.name, "")
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
        self._shelf.write(None, saving)
        return story_id

    def find(self, story_id: str) -> Story | None:
        """Return a story as it was saved last, deleted or not; None if it never was."""
        return next(iter(self.versions(story_id)), None)

    def versions(self, story_id: str) -> list[Story]:
        """Return every saving of a story, the newest first."""
        return [saved for saved, _ in self._saves(story_id=story_id)]

    def listed(self) -> list[Story]:
        """Return the stories of whoever asks that are not deleted, the one changed last first."""
        return saved_shelf.newest(self._saves(owner=belongs_to()), lambda saved: saved.story_id)

    def is_mine(self, told: Story) -> bool:
        """Tell whether a story belongs to whoever asks."""
        return told.owner == belongs_to()

    def _saves(
        self, story_id: str | None = None, owner: str | None = None
    ) -> list[tuple[Story, bool]]:
        return self._shelf.saves(_saved, story_id=story_id, owner=owner)


def _saved(row: tuple[Any, ...]) -> Story:
    story_id, name, owner, study, saved_at, views, is_removed = row
    when = datetime.fromisoformat(saved_at)
    told = story.from_text(views)
    return Story(name, study, told, story_id, owner, when, bool(is_removed))


def saved_stories() -> SavedStories:
    """Return the saved stories of this server: those in STRAITS_STATE."""
    return SavedStories(*saved_shelf.folders())
