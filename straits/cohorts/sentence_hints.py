"""What to write instead, where a sentence is written in a way of its own."""

import re
from collections.abc import Callable, Sequence

from straits.cohorts.sentence import WORDS, quoted
from straits.cohorts.sentence_tokens import Token

# A sign before a number or alone; = stands before words too, and > within them is of a variant.
_SIGN = re.compile(r"([<>≤≥]=?|=[<>])(?=$|-?[\d.])|(=+)")
_WRITTEN = {
    ">": "above", "<": "below", ">=": "at least", "=>": "at least", "≥": "at least",
    "<=": "at most", "=<": "at most", "≤": "at most",
}  # fmt: skip
_OTHER_WORDS = {"over": "above", "under": "below"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
# A name of several words goes on to one of these.
_ENDS = {"(", ")", ",", "and", "or", "since", "before", "from"}

# Returns the criterion that is likely meant by some words, empty where none is.
Meant = Callable[[str], str]


def instead(tokens: Sequence[Token], at: int, meant: Meant) -> str:
    """Return what to write instead of what stands at a place, after a semicolon; else nothing."""
    here = tokens[at] if at < len(tokens) else None
    if signs := _of_signs(tokens, at):
        return signs
    if here is not None and not here.is_quoted:
        if here.text == "between":
            return "; `between 1 and 2` is written `at least 1 but at most 2`"
        if here.text in _OTHER_WORDS:
            return f"; `{here.text}` is written `{_OTHER_WORDS[here.text]}`"
    after = _words(tokens, at)
    before = tokens[at - 1].text if at and tokens[at - 1].text not in WORDS else ""
    for words in (f"{before} {after}".strip(), after, before):
        if words and not _NUMBER.fullmatch(words) and (criterion := meant(words)):
            return f"; did you mean `{criterion}`?"
    return ""


def of_a_name(tokens: Sequence[Token], at: int) -> str:
    """Return how to write a name that begins with a word of the language, after a semicolon."""
    here = tokens[at] if at < len(tokens) else None
    if here is None or here.text not in WORDS:
        return ""
    if signs := _of_signs(tokens, at):
        return signs
    if here.text in ("above", "below", "at"):
        return "; two bounds of one range are joined by `but`: above 40 but below 50"
    words = _words(tokens, at)
    which = "this word stands" if words == here.text else "these words stand"
    hint = f"; as a name {which} in double quotes, {quoted('name', words)}"
    if here.text == "not":
        hint += "; to take everybody else, `not` stands before the whole criterion"
    return hint


def of_a_number(tokens: Sequence[Token], at: int) -> str:
    """Return how to write a number with its unit, after a semicolon; else nothing."""
    number = _NUMBER.match(tokens[at].text) if at < len(tokens) else None
    if number is None or tokens[at].is_quoted:
        return ""
    unit = tokens[at].text[number.end() :]
    return f"; a unit stands apart from its number: {number[0]} {unit}" if unit else ""


def _of_signs(tokens: Sequence[Token], at: int) -> str:
    near = [token for token in (*tokens[at : at + 2], *tokens[max(at - 1, 0) : at])]
    for token in near:
        sign = None if token.is_quoted else _SIGN.search(token.text)
        if sign is not None and sign[2]:
            return "; `=` is written `is`, and of a number `at least 8 but at most 8`"
        if sign is not None:
            return f"; `{sign[1]}` is written `{_WRITTEN[sign[1]]}`"
    return ""


def _words(tokens: Sequence[Token], at: int) -> str:
    """Return the words from a place on that may be a name together."""
    words: list[str] = []
    for token in tokens[at:]:
        if token.is_quoted or (token.text in _ENDS and words) or token.text in "(),":
            break
        words.append(token.text)
    return " ".join(words)
