"""The words, names and signs that a cohort's sentence is made of."""

import json
import math
import re
from typing import NamedTuple

from straits.errors import QueryError

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([(),])|([^\s(),"]+))')


class Token(NamedTuple):
    """A word, a bracket or a comma; a quoted one is always a name."""

    text: str
    is_quoted: bool
    at: int  # where it begins in the sentence


def read_tokens(sentence: str) -> list[Token]:
    """Return the tokens of a sentence; a full stop at its end is none. Raises QueryError."""
    tokens, at, end = [], 0, len(sentence.rstrip().removesuffix("."))
    while at < end:
        match = _TOKEN.match(sentence, at, end)
        if match is None:
            break
        quoted, sign, word = match.groups()
        if quoted is not None:
            try:
                tokens.append(Token(json.loads(quoted), True, match.start(1)))
            except ValueError:
                break
        else:
            tokens.append(Token(sign or word, False, match.end() - len(sign or word)))
        at = match.end()
    if sentence[at:end].strip():
        raise QueryError(f"The sentence cannot be read from {sentence[at:end].strip()[:40]!r} on.")
    return tokens


def read_number(text: str) -> float:
    """Return a number; raises ValueError for nan, inf and what is too large to be one.

    >>> read_number("6.5")
    6.5
    """
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def read_sex(text: str) -> str:
    """Return a sex as criteria have it; raises ValueError for other words."""
    if text not in ("XX", "XY", "unknown"):
        raise ValueError(text)
    return text
