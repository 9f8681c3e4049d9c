"""A cohort as JSON: the published schema, the one canonical text, its id, and its link form."""

import base64
import binascii
import hashlib
import json
import zlib
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from straits.cohorts.criteria import Tree
from straits.errors import QueryError

LONGEST_LINK = 1500
_LONGEST_JSON = 200_000
_DEEPEST = 20

_adapter: TypeAdapter[Tree] = TypeAdapter(Tree)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a cohort, which is published as schema.json beside this file."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Straits cohort"}
    return head | _adapter.json_schema()


def to_json(tree: Tree) -> str:
    """Return the canonical JSON: only what differs from its default, keys sorted, no spaces.

    Two cohorts are the same if, and only if, it is.
    """
    return json.dumps(_plain(tree), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(text: str | bytes) -> Tree:
    """Return the cohort that JSON describes.

    Raises QueryError, naming the criterion, for what is no cohort.
    """
    if len(text) > _LONGEST_JSON:
        raise QueryError(f"The cohort is longer than {_LONGEST_JSON:,} characters. Shorten it.")
    try:
        if _depth(json.loads(text)) > _DEEPEST:
            raise QueryError(f"The cohort nests and, or, not deeper than {_DEEPEST} levels.")
        return _adapter.validate_json(text)
    except ValidationError as error:
        raise QueryError(f"The cohort cannot be read: {_in_words(error)}.") from error
    except (ValueError, RecursionError) as error:
        raise QueryError(f"The cohort is not JSON: {error}.") from error


def cohort_id(tree: Tree) -> str:
    """Return what a cohort is known by: 16 hex digits of the SHA-256 of its canonical JSON."""
    return hashlib.sha256(to_json(tree).encode()).hexdigest()[:16]


def to_link(tree: Tree) -> str | None:
    """Return `~` and the cohort itself, for an address; None if that is too long for one."""
    squeezed = zlib.compress(to_json(tree).encode(), level=9, wbits=-15)
    link = "~" + base64.urlsafe_b64encode(squeezed).decode().rstrip("=")
    return link if len(link) <= LONGEST_LINK else None


def from_link(link: str) -> Tree:
    """Return the cohort that an address holds.

    Raises QueryError for a link that was cut or changed on its way.
    """
    broken = (
        "The link to an unsaved cohort is broken: it was cut or changed on its way. Copy it "
        "again, whole, or ask its sender to save the cohort"
    )
    body = link.removeprefix("~")
    try:
        squeezed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj(wbits=-15)
        text = reader.decompress(squeezed, _LONGEST_JSON)
        if not reader.eof:
            raise QueryError(f"{broken}.")
        return from_json(text.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise QueryError(f"{broken}.") from error


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        values = {name: getattr(value, name) for name in fields}
        return {
            name: _plain(each)
            for name, each in values.items()
            if name == "kind" or each != fields[name].default
        }
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return value + 0.0  # -0.0 is 0.0
    return value if isinstance(value, bool | int | str) else str(value)


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    nested = max((_depth(each) for each in inside), default=0)
    return nested + isinstance(value, dict)


def _in_words(error: ValidationError) -> str:
    """Return the first complaint, with the place as a path of keys and numbers from 1."""
    first = error.errors(include_url=False, include_context=False)[0]
    place = [str(part + 1) if isinstance(part, int) else part for part in first["loc"]]
    message = first["msg"].removeprefix("Value error, ")
    return f"{' / '.join(place)}: {message}" if place else message
