"""JSON of which there is one spelling only, so that a signature over it holds for what it says.

The form is that of RFC 8785 for what manifests and keys hold: texts, whole numbers, fractions of
few digits, true, false and null.
"""

import json
import math
from typing import Any

from straits.errors import BundleError

# Fractions are told to so many digits, which every language writes alike: without an exponent.
DIGITS = 4


def written(value: Any) -> bytes:
    """Return the one spelling of a value: keys in order, no space, UTF-8.

    Raises ValueError for a fraction that is no number.

    >>> written({"b": [1.0, 0.25, None], "a": "æ"})
    b'{"a":"\\xc3\\xa6","b":[1,0.25,null]}'
    """
    text = json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def read(content: bytes, what: str) -> dict[str, Any]:
    """Return the object that bytes spell.

    what
        What they should be, for the message.
    Raises BundleError where they are not JSON, no object, or spelt in another way than `written`
    does, a name that stands twice in one object included.
    """
    try:
        value = json.loads(content)
        is_canonical = isinstance(value, dict) and written(value) == content
    except (ValueError, RecursionError):
        is_canonical = False
    if not is_canonical:
        raise BundleError(f"The {what} is not in the form that Straits writes; ask for it again.")
    found: dict[str, Any] = value
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no place in JSON")
        rounded = round(value, DIGITS)
        return int(rounded) if rounded.is_integer() else rounded
    return value
