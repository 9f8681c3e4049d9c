"""Which story an address means, and what becomes of a change to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from straits.errors import QueryError
from straits.store import SavedStories, Story, StoryView, saved_stories
from straits.ui.address import story_link, url_state
from straits.ui.figures import pin_tray
from straits.ui.stories import coming_stories, last_move
from straits.ui.words.markdown import escape

# Of the address: a saved story, one that comes with the study, and one that the address holds.
SAVED, COMING, HELD = "s", "story", "views"


@dataclass(frozen=True)
class OpenedStory:
    """A story, where it is kept, and whether whoever reads may change it.

    before
        As it was before the last change; None where there was none.
    """

    story: Story
    shelf: SavedStories
    is_mine: bool
    before: Story | None = None

    def change(self, **changes: object) -> None:
        """Keep the story as it is to be from now on, and draw the page anew.

        Raises QueryError where it cannot be kept.
        """
        self._keep(replace(self.story, **changes))  # type: ignore[arg-type]

    def change_view(self, place: int, headline: str, sentence: str) -> None:
        """Change what is said of a view."""
        views = [*self.story.views]
        views[place] = replace(views[place], headline=headline, sentence=sentence)
        self.change(views=tuple(views))

    def move(self, place: int, to: int, sentence: str) -> None:
        """Put a view elsewhere, and say at its old place what came of it."""
        views = moved(self.story.views, place, to)
        self._keep(replace(self.story, views=views), partial(last_move.keep, place, sentence))

    def take_back(self) -> None:
        """Take the last change back."""
        assert self.before is not None
        self._keep(self.before)

    def duplicate(self) -> None:
        """Make a story of the reader's own out of it, and open that."""
        name = f"{self.story.name} (copy)"[:100]
        copied = Story(name, self.story.study, self.story.views)
        story_id = self.shelf.save(copied)
        url_state.put({SAVED: story_id, COMING: None, HELD: None})
        st.rerun()

    def _keep(self, changed: Story, then: Callable[[], None] = lambda: None) -> None:
        if self.story.story_id:
            self.shelf.save(changed)
        else:
            url_state.put({HELD: pin_tray.put(changed)})
        then()
        st.rerun()


def opened() -> OpenedStory | None:
    """Return the story that the address names; None where it names none.

    Raises QueryError where it is not kept here, or its link was cut short.
    """
    shelf = saved_stories()
    if story_id := url_state.get(SAVED):
        versions = shelf.versions(story_id)
        if not versions:
            raise QueryError(
                "The story of this link is not kept on this server. Ask whoever sent it for the "
                f"link again. {shelf.why_off}".strip()
            )
        mine = not shelf.why_off and shelf.is_mine(versions[0])
        return OpenedStory(versions[0], shelf, mine, versions[1] if len(versions) > 1 else None)
    if name := url_state.get(COMING):
        return OpenedStory(coming_stories.story(name), shelf, is_mine=False)
    if word := url_state.get(HELD):
        return OpenedStory(story_link.unpacked(word), shelf, is_mine=True)
    return None


def remove(shelf: SavedStories, story: Story) -> None:
    """Delete a story, and open what offers to take that back."""
    try:
        shelf.save(replace(story, is_removed=True))
    except QueryError as error:
        st.info(escape(error))
        return
    url_state.put({SAVED: story.story_id, HELD: None})
    st.rerun()


def moved(views: tuple[StoryView, ...], place: int, to: int) -> tuple[StoryView, ...]:
    """Return views of which one stands elsewhere.

    >>> [view.page for view in moved((StoryView("a"), StoryView("b"), StoryView("c")), 2, 0)]
    ['c', 'a', 'b']
    """
    rest = [*views[:place], *views[place + 1 :]]
    return (*rest[:to], views[place], *rest[to:])
