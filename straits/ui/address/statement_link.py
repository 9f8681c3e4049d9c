"""A statement and its values as a word of an address, short enough to be sent."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping

from straits.errors import QueryError

# Longer addresses are cut off by mail programs and refused by servers.
LONGEST = 1_800
_MOST = 400_000  # bytes that a word may unfold to


def packed(text: str, values: Mapping[str, str]) -> str:
    """Return a statement and the texts of its values as one word of letters, digits, - and _.

    >>> unpacked(packed("select 1", {"gene": "LCT"}))
    ('select 1', {'gene': 'LCT'})
    """
    content = json.dumps([text, dict(values)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(content.encode(), 9)).decode().rstrip("=")


def unpacked(word: str) -> tuple[str, dict[str, str]]:
    """Return what `packed` was given. Raises QueryError for any other word."""
    try:
        content = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        unfold = zlib.decompressobj()
        text, values = json.loads(unfold.decompress(content, _MOST).decode())
        if not unfold.eof or not isinstance(text, str) or not isinstance(values, dict):
            raise ValueError(word)
        return text, {str(name): str(value) for name, value in values.items()}
    except (ValueError, TypeError, zlib.error, binascii.Error) as error:
        raise QueryError(
            "The address holds no whole statement: part of it was lost on the way. Ask whoever "
            "sent it for the link again, or for the statement itself."
        ) from error
