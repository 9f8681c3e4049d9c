"""A story: a sequence of views, each an address with what its reader says of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class StoryView:
    """One view of a story.

    page, params, figure
        The page, what its address says, and the name of the figure on it.
    release_id, view_id
        The release that it was pinned on, and its numbers as they were; empty where none are kept.
    headline, sentence
        In the reader's own words; empty: the figure's own headline, and none.
    """

    page: str
    params: Mapping[str, str] = field(default_factory=dict)
    figure: str = ""
    release_id: str = ""
    view_id: str = ""
    headline: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Story:
    """A story as it was saved, or as an address holds it.

    story_id, owner, saved_at
        Empty, empty and None where it is not saved.
    study
        The study that its views are of.
    is_removed
        Whether its owner deleted it.
    """

    name: str
    study: str
    views: tuple[StoryView, ...]
    story_id: str = ""
    owner: str = ""
    saved_at: datetime | None = None
    is_removed: bool = False


def to_text(views: tuple[StoryView, ...]) -> str:
    """Return views as JSON."""
    return json.dumps([asdict(view) for view in views], sort_keys=True)


def from_text(text: str) -> tuple[StoryView, ...]:
    """Return the views that JSON holds. Raises ValueError where it holds none."""
    told = json.loads(text)
    try:
        return tuple(_view(each) for each in told)
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError("no views of a story") from error


def _view(told: Mapping[str, Any]) -> StoryView:
    params = {str(name): str(value) for name, value in told["params"].items()}
    return StoryView(**{**told, "params": params})
