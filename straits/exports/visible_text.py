r"""Text of others, in which nothing turns the order of what is read, and nothing is unseen.

A sign that turns the direction of text (U+202E) makes 578.0 of 0.875, one without a width makes two
names look alike, and a terminal obeys control characters. Each is written as its number instead.
"""

import re
from typing import Any

import polars as pl

# Directions and what has no width (category Cf, and fillers that are drawn as nothing), ends of
# lines that only some programs know, and controls; not line break and tab, which cells may hold.
_PATTERN = (
    r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F"
    r"\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB"
    r"\U000E0000-\U000E0FFF]"
)
_UNSEEN = re.compile(_PATTERN)
# The same, as the regular expressions of Polars write it.
_FOR_POLARS = re.sub(
    r"\\(?:x|u|U)([0-9A-F]{2,8})", lambda found: rf"\x{{{int(found[1], 16):X}}}", _PATTERN
)


def visible(text: str) -> str:
    r"""Return a text with what is unseen, or acts on the rest, written as its number.

    >>> print(visible("is \u202e0.875"), visible("S1\u200b"), visible("plain"))
    is [U+202E]0.875 S1[U+200B] plain
    """
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def visible_parts(part: Any) -> Any:
    r"""Return nested lists and dicts with each text in them as `visible` writes it.

    To be asked before they become JSON, which writes controls in its own way.

    >>> visible_parts({"title": ["x\u202e", 1], "params": []})
    {'title': ['x[U+202E]', 1], 'params': []}
    """
    if isinstance(part, str):
        return visible(part)
    if isinstance(part, dict):
        return {name: visible_parts(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [visible_parts(each) for each in part]
    return part


def visible_rows(rows: pl.DataFrame) -> pl.DataFrame:
    r"""Return a table with each text, and each text of its lists, as `visible` writes it.

    >>> visible_rows(pl.DataFrame({"a": ["x\u202e", None], "n": [1, 2]}))["a"].to_list()
    ['x[U+202E]', None]
    """
    held = [
        column.name
        for column in rows.iter_columns()
        if column.dtype in (pl.String, pl.List(pl.String)) and _holds(column)
    ]
    changed = (
        pl.Series(name, [_of_cell(cell) for cell in rows[name].to_list()], rows[name].dtype)
        for name in held
    )
    return rows.with_columns(changed) if held else rows


def _holds(column: pl.Series) -> bool:
    texts = column.explode() if column.dtype != pl.String else column
    return bool(texts.str.contains(_FOR_POLARS).any())


def _of_cell(cell: str | list[str | None] | None) -> object:
    if isinstance(cell, list):
        return [text and visible(text) for text in cell]
    return cell and visible(cell)
