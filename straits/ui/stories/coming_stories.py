"""Stories that come with a study, each a file beside this one, made by what makes a reader's."""

from functools import cache
from pathlib import Path

import yaml

from straits.errors import QueryError
from straits.store import Story, StoryView

_FOLDER = Path(__file__).parent / "coming"


def of_study(study: str) -> dict[str, Story]:
    """Return the stories that come with a study, by the name in their address."""
    return {name: told for name, told in _all().items() if told.study == study}


def story(name: str) -> Story:
    """Return a story by the name in its address. Raises QueryError where there is none."""
    if name not in _all():
        raise QueryError(f"No story {name!r} comes with Straits.")
    return _all()[name]


@cache
def _all() -> dict[str, Story]:
    found = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        views = tuple(
            StoryView(
                each["page"], each.get("params", {}), each["figure"],
                sentence=" ".join(each.get("sentence", "").split()),
            )
            for each in told["views"]
        )  # fmt: skip
        found[path.stem] = Story(told["name"], told["study"], views)
    return found
