"""What pydantic found wrong, said to a person: file, line, key, value, what was expected."""

import difflib
from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from data_loaders.study.located_yaml import Document, Place, write_place
from straits.errors import StudyError

# Errors whose reason the expectation already tells.
_SHAPES = ("model_type", "dict_type", "tuple_type", "string_type", "too_short")


def nearest(word: str, words: Iterable[str], limit: int = 3) -> list[str]:
    """Return the words most like a misspelt one, best first; capitals do not matter.

    >>> nearest("poplation", ["sample", "Population", "superpopulation"], limit=1)
    ['Population']
    """
    by_folded = {candidate.casefold(): candidate for candidate in words}
    matches = difflib.get_close_matches(word.casefold(), by_folded, n=limit, cutoff=0.6)
    return [by_folded[folded] for folded in matches]


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return " (did you mean `x`?)", or nothing when no word is like it.

    >>> did_you_mean("bulid", ["build", "name"])
    ' (did you mean `build`?)'
    """
    nearest_words = nearest(word, words, limit=1)
    return f" (did you mean `{nearest_words[0]}`?)" if nearest_words else ""


def listing(words: Iterable[str], limit: int = 12) -> str:
    """Write words in a row, the first few of many.

    >>> listing(["b", "a", "c"], limit=2)
    'b, a and 1 more'
    """
    every = list(words)
    more = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(every[:limit]) + more


def study_error(error: ValidationError, document: Document, model: type[BaseModel]) -> StudyError:
    """Return the first thing wrong in a document, by line, and the lines of the others."""
    # What follows from something wrong further in ("should have one item") is not told.
    every = error.errors()
    around = {each["loc"][:end] for each in every for end in range(len(each["loc"]))}
    causes = [each for each in every if each["loc"] not in around]
    # A misspelt key is told before the key that is missing for it.
    causes.sort(key=lambda each: (_line(document, each["loc"]), each["type"] == "missing"))
    lines = [_line(document, each["loc"]) for each in causes]
    others = [str(line) for line in sorted(set(lines)) if line != lines[0]]
    then = f" (Then see line {listing(others)}.)" if others else ""
    return StudyError(_message(causes[0], document, model) + then)


def _line(document: Document, place: Place) -> int:
    return int(document.where(*place).rpartition(":")[2])


def _message(details: ErrorDetails, document: Document, model: type[BaseModel]) -> str:
    value = details["input"]
    # Pydantic marks what is wrong with a key, not its value, as a place within it.
    place = details["loc"][:-1] if details["loc"][-1:] == ("[key]",) else details["loc"]
    key = str(place[-1]) if place else ""
    start = f"{document.where(*place)}: `{write_place(place)}`"
    expected = _description(model, place)
    around = _model_at(model, place[:-1])
    if details["type"] == "extra_forbidden" and around is not None:
        keys = [field.alias or name for name, field in around.model_fields.items()]
        return (
            f"{start} is not a key that Straits knows{did_you_mean(key, keys)}; "
            f"the keys here are {listing(keys, 20)}."
        )
    if details["type"] == "missing":
        return f"{start} is missing; add `{key}:` with {expected}."
    if details["type"] == "value_error":
        return f"{start}: {details['ctx']['error']}."
    if value is None:
        return f"{start} is empty; expected {expected}. If there is none, take the line away."
    why = "" if details["type"] in _SHAPES else f" ({details['msg'].removeprefix('Input ')})"
    return f"{start}: expected {expected}, got {_write(value)}{why}."


def _write(value: Any) -> str:
    if isinstance(value, dict):
        return f"the keys {listing(value)}" if value else "no keys"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return repr(value)


def _description(model: type[BaseModel], place: Place) -> str:
    """Return the description of the innermost field on the way to a place."""
    for end in range(len(place), 0, -1):
        around = _model_at(model, place[: end - 1])
        for name, field in around.model_fields.items() if around is not None else ():
            if place[end - 1] in (name, field.alias) and field.description:
                return field.description
    return "something else"


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """Return the model that describes a place, or None where a plain value lies."""
    current: Any = model
    for part in place:
        if _is_model(current):
            fields = {field.alias or name: field for name, field in current.model_fields.items()}
            if part not in fields:
                return None
            current = fields[str(part)].annotation
        else:  # an item: tuple[Site, ...] holds Site, dict[str, Grouping] holds Grouping
            inside = [kind for kind in get_args(current) if kind is not Ellipsis]
            current = inside[-1] if inside else None
        if type(None) in get_args(current):
            current = get_args(current)[0]
    return current if _is_model(current) else None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
