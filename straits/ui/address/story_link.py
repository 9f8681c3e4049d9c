"""A story as a word of an address: up to eight views, without their numbers."""

import json

from straits.errors import QueryError
from straits.store import Story, StoryView
from straits.ui.address import statement_link

MOST = 8
# Under this name the views stand beside the story's own.
_VIEWS, _STUDY = "views", "study"


def packed(story: Story) -> str:
    """Return a story as one word. Raises QueryError where it is too long for an address."""
    views = [
        [it.page, dict(it.params), it.figure, it.release_id, it.view_id, it.headline, it.sentence]
        for it in story.views
    ]
    text = json.dumps(views, ensure_ascii=False, separators=(",", ":"))
    word = statement_link.packed(story.name, {_STUDY: story.study, _VIEWS: text})
    if len(views) > MOST or len(word) > statement_link.LONGEST:
        raise QueryError(
            f"Up to {MOST} views, with what is said of them, fit into a link, and no more. Save "
            "the story, or leave some out."
        )
    return word


def unpacked(word: str) -> Story:
    """Return the story of `packed`. Raises QueryError for any other word."""
    try:
        name, told = statement_link.unpacked(word)
        views = tuple(_view(*each) for each in json.loads(told[_VIEWS]))
        return Story(name, told[_STUDY], views[:MOST])
    except (QueryError, ValueError, TypeError, KeyError) as error:
        raise QueryError(
            "The link holds no whole story: part of it was lost on the way. Ask whoever sent it "
            "for the link again."
        ) from error


def _view(page: str, params: dict[str, str], *texts: str) -> StoryView:
    figure, release_id, view_id, headline, sentence = map(str, texts)
    asked = {str(name): str(value) for name, value in params.items()}
    return StoryView(str(page), asked, figure, release_id, view_id, headline, sentence)
